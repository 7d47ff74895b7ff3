using System.CommandLine;
using CallTracking.Numbering;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>The option <c>--site</c> of every command that has to understand numbers.</summary>
internal static class SiteOption
{
    public static Option<string?> Create() => new("--site")
    {
        Description = "How the site numbers: a JSON file with country, extensions, rooms, outboundPrefix, trunks, timeZone. "
            + "Without it: country US, extensions of 2 to 5 digits, trunks told by their context, time zone UTC.",
        HelpName = "FILE",
    };

    public static SiteOptions Load(string? path) => string.IsNullOrEmpty(path) ? new SiteOptions() : SiteFile.Load(path);
}
