using System.Buffers.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Channel ids: Asterisk makes them of the system's name, the second of the channel's birth and a counter
/// (<c>name-1795407631.0</c>); a program that originates a channel may give it any other.</summary>
internal static class CdrId
{
    /// <summary>Whether Asterisk made the id: then it is never used again, and its channel was not given it by a program.</summary>
    public static bool IsGenerated(ReadOnlySpan<byte> id) => TryGetBirth(id, out _);

    /// <summary>The second of the channel's birth, which is UTC whatever zone the record's times are in.</summary>
    public static bool TryGetBirth(ReadOnlySpan<byte> id, out DateTimeOffset birth)
    {
        // A billion seconds were over in 2001; fewer digits are no time of a call.
        const int Digits = 10;
        birth = default;
        var dot = id.LastIndexOf((byte)'.');
        if (dot < Digits || dot == id.Length - 1 || id[(dot + 1)..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        var epoch = id[..dot];
        var dash = epoch.LastIndexOf((byte)'-');
        epoch = epoch[(dash + 1)..];
        if (epoch.Length != Digits || !Utf8Parser.TryParse(epoch, out long seconds, out var used) || used != Digits)
        {
            return false;
        }

        birth = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
