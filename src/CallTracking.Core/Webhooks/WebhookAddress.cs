using System.Net;
using System.Net.Sockets;

namespace CallTracking.Webhooks;

/// <summary>Which addresses may be told: whoever may add a subscription must not get this host to ask around behind the firewall.</summary>
internal static class WebhookAddress
{
    private const int LongestUrl = 2000;

    /// <summary>Why a URL cannot be used, with the cure; null when it can.</summary>
    public static string? Problem(string? url, WebhookOptions options)
    {
        if (string.IsNullOrWhiteSpace(url) || url.Length > LongestUrl || !Uri.TryCreate(url, UriKind.Absolute, out var uri))
        {
            return $"The address is no URL: give https://…, at most {LongestUrl} characters.";
        }

        var host = uri.IdnHost.Trim('[', ']');
        var isIp = IPAddress.TryParse(host, out var address);
        var isHere = string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (isIp && IPAddress.IsLoopback(address!));
        if (uri.Scheme != Uri.UriSchemeHttps && !(uri.Scheme == Uri.UriSchemeHttp && isHere && options.AllowLoopback))
        {
            return "The address is not https: what is sent names customers. Give https://….";
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            return "The address holds a password or a fragment: leave it out, messages are signed.";
        }

        if (isHere && !options.AllowLoopback)
        {
            return "The address is this machine itself: give one outside, or let the operator set AllowLoopback.";
        }

        return isIp && !MayReach(address!, options)
            ? "The address is of a private or reserved network: give one outside, or let the operator set AllowPrivateNetworks." : null;
    }

    /// <summary>Whether a connection to an address may be made. Asked for the address that is really connected to, so that a name that
    /// changes its mind between check and use gains nothing.</summary>
    public static bool MayReach(IPAddress address, WebhookOptions options)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        if (IPAddress.IsLoopback(address))
        {
            return options.AllowLoopback;
        }

        var bytes = address.GetAddressBytes();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => MayReachV4(bytes, options),
            AddressFamily.InterNetworkV6 => MayReachV6(address, bytes, options),
            _ => false,
        };
    }

    // RFC 6890 and its successors: what is not a place on the internet.
    private static bool MayReachV4(ReadOnlySpan<byte> ip, WebhookOptions options) => (ip[0], ip[1], ip[2]) switch
    {
        (10, _, _) or (172, >= 16 and <= 31, _) or (192, 168, _) or (100, >= 64 and <= 127, _) => options.AllowPrivateNetworks,

        // Link-local is where clouds keep their keys: never.
        (169, 254, _) => false,
        (0 or 127 or >= 224, _, _) => false,
        (192, 0, 0 or 2) or (192, 88, 99) or (198, 18 or 19, _) or (198, 51, 100) or (203, 0, 113) => false,
        _ => true,
    };

    private static bool MayReachV6(IPAddress address, ReadOnlySpan<byte> ip, WebhookOptions options)
    {
        if ((ip[0] & 0xFE) == 0xFC)
        {
            return options.AllowPrivateNetworks;
        }

        // 64:ff9b::/96 carries a v4 address in its last, 2002::/16 in its second and third words.
        if (ip[0] == 0 && ip[1] == 0x64 && ip[2] == 0xFF && ip[3] == 0x9B)
        {
            return ip[4..12].IndexOfAnyExcept((byte)0) < 0 && MayReachV4(ip[12..], options);
        }

        if (ip[0] == 0x20 && ip[1] == 0x02)
        {
            return MayReachV4(ip[2..6], options);
        }

        // Only global unicast is a place on the internet; of it, Teredo and the documentation's range are not.
        return (ip[0] & 0xE0) == 0x20 && !(ip[0] == 0x20 && ip[1] == 0x01 && ((ip[2] == 0 && ip[3] == 0) || (ip[2] == 0x0D && ip[3] == 0xB8)))
            && !address.IsIPv6LinkLocal && !address.IsIPv6Multicast;
    }
}
