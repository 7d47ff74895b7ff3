using CallTracking.Numbering;
using Microsoft.Extensions.Options;

namespace CallTracking;

/// <summary>Checks the options when the host starts. Every message names the option, what it is, and what to give instead.</summary>
internal sealed class CallTrackingOptionsValidator : IValidateOptions<CallTrackingOptions>
{
    private const int NameLength = 64;

    public ValidateOptionsResult Validate(string? name, CallTrackingOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>What is wrong with a name that becomes part of identities; null when nothing is.</summary>
    internal static string? NameProblem(string? name) => name switch
    {
        null => "is missing",
        _ when string.IsNullOrWhiteSpace(name) => "is empty",
        { Length: > NameLength } => $"has {name.Length} characters, of which {NameLength} are allowed",
        _ when name.Any(char.IsControl) => "holds a control character",
        _ => null,
    };

    private static IEnumerable<string> Failures(CallTrackingOptions options)
    {
        if (NameProblem(options.Tenant) is { } problem)
        {
            yield return $"{nameof(options.Tenant)} {problem}; give 1 to {NameLength} printable characters, or leave it at 'default'.";
        }

        foreach (var failure in SiteFailures(nameof(options.Site), options.Site))
        {
            yield return failure;
        }

        foreach (var failure in options.LinkSites.SelectMany(pair => SiteFailures($"{nameof(options.LinkSites)}[{pair.Key}]", pair.Value)))
        {
            yield return failure;
        }

        string?[] ranges =
        [
            OutOfRange(nameof(options.InboxCapacity), options.InboxCapacity, 64, 1 << 20),
            OutOfRange(nameof(options.MaxBatch), options.MaxBatch, 1, 1 << 20),
            OutOfRange(nameof(options.SubscriberBuffer), options.SubscriberBuffer, 16, 1 << 20),
            options.MaxSpoolBytes == 0 ? null : OutOfRange(nameof(options.MaxSpoolBytes), options.MaxSpoolBytes, 1 << 20, 1L << 40),
            OutOfRange(nameof(options.EventLogRetention), options.EventLogRetention, TimeSpan.Zero, TimeSpan.FromDays(3653)),
            OutOfRange(nameof(options.MaxCallDuration), options.MaxCallDuration, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
            OutOfRange(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            OutOfRange(nameof(options.StableAfter), options.StableAfter, TimeSpan.Zero, TimeSpan.FromHours(1)),
        ];
        foreach (var range in ranges)
        {
            if (range is not null)
            {
                yield return range;
            }
        }
    }

    private static IEnumerable<string> SiteFailures(string option, SiteOptions? site) => site is null
        ? [$"{option} is null; give a SiteOptions, or leave it out for the defaults."]
        : SiteOptionsValidator.Problems(site).Select(problem => $"{option}.{problem.Option} {problem.Text}.");

    private static string? OutOfRange<T>(string option, T value, T least, T most)
        where T : IComparable<T> => value.CompareTo(least) < 0 || value.CompareTo(most) > 0
        ? FormattableString.Invariant($"{option} is {value}; give {least} to {most}.")
        : null;
}
