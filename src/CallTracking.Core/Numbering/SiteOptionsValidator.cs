using System.Buffers;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace CallTracking.Numbering;

/// <summary>Checks a site's settings at start, so that a wrong one is a line on the first screen and not a wrong ledger.</summary>
internal sealed class SiteOptionsValidator : IValidateOptions<SiteOptions>
{
    private static readonly SearchValues<char> Dialable = SearchValues.Create("0123456789*#");

    public ValidateOptionsResult Validate(string? name, SiteOptions options)
    {
        var problems = Problems(options).Select(problem => problem.ToString()).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>Everything that is wrong with the settings, most telling first.</summary>
    public static IEnumerable<SiteProblem> Problems(SiteOptions options)
    {
        if (options.Country is not { Length: 2 } country || !PublicNumberReader.IsKnown(country))
        {
            yield return new SiteProblem(nameof(options.Country), $"'{options.Country}' is not a country with a numbering plan; "
                + "give its two letters of ISO 3166-1, for instance KH (the United Kingdom is GB)");
        }

        if (string.IsNullOrEmpty(options.Extensions))
        {
            yield return new SiteProblem(nameof(options.Extensions), @"is empty; give the regular expression of your extensions, "
                + @"for instance ^1\d\d$");
        }
        else if (PatternProblem(options.Extensions) is { } extensions)
        {
            yield return new SiteProblem(nameof(options.Extensions), extensions);
        }

        if (!string.IsNullOrEmpty(options.Rooms) && PatternProblem(options.Rooms) is { } rooms)
        {
            yield return new SiteProblem(nameof(options.Rooms), rooms);
        }

        if (options.OutboundPrefix?.Trim() is { Length: > 0 } prefix && prefix.AsSpan().ContainsAnyExcept(Dialable))
        {
            yield return new SiteProblem(nameof(options.OutboundPrefix), $"'{prefix}' holds something other than 0-9, * and #; "
                + "give the digits dialled before an outside number, or leave it out");
        }

        if (options.Trunks is null || options.Trunks.Any(string.IsNullOrWhiteSpace))
        {
            yield return new SiteProblem(nameof(options.Trunks), "holds an empty name; give each trunk as the PBX spells it, "
                + "or an empty list to go by routing context");
        }

        if (string.IsNullOrEmpty(options.TimeZone) || !TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            yield return new SiteProblem(nameof(options.TimeZone), $"'{options.TimeZone}' is not known on this machine; "
                + "give an IANA zone such as Asia/Phnom_Penh or UTC (in small containers install the tzdata package)");
        }
    }

    private static string? PatternProblem(string pattern)
    {
        try
        {
            _ = NumberPattern.Create(pattern);
            return null;
        }
        catch (RegexParseException exception)
        {
            return $"'{pattern}' is not a regular expression: {exception.Error} at character {exception.Offset}";
        }
        catch (ArgumentException)
        {
            return $"'{pattern}' is not a regular expression";
        }
    }
}

/// <summary>One wrong setting.</summary>
/// <param name="Option">The option's name.</param>
/// <param name="Text">What is wrong and what to do, as the rest of a sentence that begins with the option's name.</param>
internal sealed record SiteProblem(string Option, string Text)
{
    public override string ToString() => $"Site.{Option} {Text}.";
}
