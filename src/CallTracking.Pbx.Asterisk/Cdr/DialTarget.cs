namespace CallTracking.Pbx.Asterisk;

/// <summary>One target of the Dial application: <c>tech/endpoint</c>, <c>tech/number@trunk</c>, <c>tech/trunk/number</c>,
/// <c>tech/trunk/sip:number@host</c>.</summary>
internal readonly record struct DialTarget(string? Endpoint, string? Number)
{
    public static DialTarget Of(string target)
    {
        var tech = target.IndexOf('/', StringComparison.Ordinal);
        if (tech < 0 || Channel.IsHelper(target))
        {
            return default;
        }

        var rest = target[(tech + 1)..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            var number = rest[(slash + 1)..];
            number = number.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? number[4..] : number;
            return new DialTarget(rest[..slash], Before(number, '@'));
        }

        var at = rest.IndexOf('@', StringComparison.Ordinal);
        return at > 0 ? new DialTarget(rest[(at + 1)..], rest[..at]) : new DialTarget(rest, null);
    }

    private static string Before(string text, char mark) => text.IndexOf(mark, StringComparison.Ordinal) is var at and > 0 ? text[..at] : text;
}
