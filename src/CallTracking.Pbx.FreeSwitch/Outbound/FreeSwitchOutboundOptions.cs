using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Where calls are taken that a FreeSWITCH hands over by its application <c>socket</c>, and within which bounds.</summary>
public sealed class FreeSwitchOutboundOptions : IValidatableObject
{
    private const string NamePattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]*$";

    /// <summary>The address to listen at. Default <c>127.0.0.1</c>. FreeSWITCH does not prove who it is, so another address than this
    /// machine's own needs <see cref="AllowedPeers"/>.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Address is missing: the address to listen at, for instance 127.0.0.1.")]
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>The port to listen at; 0 for any that is free. Default 8084.</summary>
    [Range(0, 65535)]
    public int Port { get; set; } = 8084;

    /// <summary>The addresses from which FreeSWITCH may come. Empty (the default): this machine only.</summary>
    public IList<string> AllowedPeers { get; } = [];

    /// <summary>How many calls are handled at once; FreeSWITCH is turned away from more. Default 200.</summary>
    [Range(1, 10_000)]
    public int MaxSessions { get; set; } = 200;

    /// <summary>Time for FreeSWITCH to say which call it hands over, and for each reply. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ReplyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long FreeSWITCH goes on telling of a leg that ended, in whole seconds. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Domain of the extensions to which calls are connected; null (the default) for FreeSWITCH's own default.</summary>
    [StringLength(128)]
    [RegularExpression(NamePattern, ErrorMessage = "Domain must be a domain of the directory: letters, digits, dots, hyphens.")]
    public string? Domain { get; set; }

    /// <summary>Where the dial plan looks up what calls are transferred to. Default <c>default</c>.</summary>
    [Required]
    [StringLength(128)]
    [RegularExpression(NamePattern, ErrorMessage = "Context must be a context of the dial plan: letters, digits, dots, hyphens, underscores.")]
    public string Context { get; set; } = "default";

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (!IPAddress.TryParse(Address, out var address))
        {
            yield return new ValidationResult("Address must be an IP address of this machine, for instance 127.0.0.1.", [nameof(Address)]);
        }
        else if (!IPAddress.IsLoopback(address) && AllowedPeers.Count == 0)
        {
            yield return new ValidationResult(
                "Address can be reached from other machines, and FreeSWITCH does not prove who it is: name its addresses in AllowedPeers.",
                [nameof(AllowedPeers)]);
        }

        foreach (var peer in AllowedPeers)
        {
            if (!IPAddress.TryParse(peer, out _))
            {
                yield return new ValidationResult("AllowedPeers holds what is no IP address.", [nameof(AllowedPeers)]);
            }
        }
    }

    /// <summary>Whether a connection from there is FreeSWITCH's.</summary>
    internal bool Allows(IPAddress peer)
    {
        var plain = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        return AllowedPeers.Count == 0 ? IPAddress.IsLoopback(plain) : AllowedPeers.Any(allowed => IPAddress.Parse(allowed).Equals(plain));
    }
}

[OptionsValidator]
internal sealed partial class FreeSwitchOutboundOptionsValidator : IValidateOptions<FreeSwitchOutboundOptions>
{
}
