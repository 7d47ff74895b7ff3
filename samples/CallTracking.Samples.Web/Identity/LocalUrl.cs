namespace CallTracking.Samples.Web.Identity;

/// <summary>Where to go after the sign-in: into this host only, whatever a link says.</summary>
internal static class LocalUrl
{
    private const int Longest = 2_000;

    /// <summary>The path if it is one of this host, else the first page.</summary>
    public static string Of(string? url) =>
        url is { Length: > 0 and <= Longest } && url[0] == '/' && (url.Length == 1 || url[1] is not ('/' or '\\'))
            && !url.Any(static sign => char.IsControl(sign) || sign == '\\')
            && !url.StartsWith("/sign", StringComparison.OrdinalIgnoreCase)
            ? url : "/";
}
