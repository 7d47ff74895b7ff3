using System.CommandLine;
using System.Globalization;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>The option <c>--timeout</c> of commands that would run until they are stopped.</summary>
internal static class TimeoutOption
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static Option<TimeSpan?> Create() => new("--timeout")
    {
        Description = "End after this time: with exit code 0 when the PBX was heard, 4 when it was not. Default: run until Ctrl+C.",
        HelpName = "SECONDS",
        CustomParser = argument =>
        {
            var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : string.Empty;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                && seconds > 0 && seconds <= Longest.TotalSeconds)
            {
                return TimeSpan.FromSeconds(seconds);
            }

            argument.AddError($"'{text}' is no time; write --timeout SECONDS, more than 0 and at most {Longest.TotalSeconds:0}.");
            return null;
        },
    };
}
