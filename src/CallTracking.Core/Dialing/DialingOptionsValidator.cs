using System.Buffers;
using CallTracking.Numbering;
using Microsoft.Extensions.Options;

namespace CallTracking.Dialing;

/// <summary>Finds wrong settings of dialling before the host starts.</summary>
internal sealed class DialingOptionsValidator : IValidateOptions<DialingOptions>
{
    private static readonly SearchValues<char> Keys = SearchValues.Create("*#0123456789");

    public ValidateOptionsResult Validate(string? name, DialingOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = Problems(options).Select(static problem => "Dialing: " + problem).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Problems(DialingOptions options)
    {
        foreach (var country in options.AllowedCountries.Where(static country => !PublicNumberReader.IsKnown(country ?? string.Empty)))
        {
            yield return $"AllowedCountries names '{country}', which is no country: write two letters (ISO 3166-1), for instance KH.";
        }

        foreach (var prefix in options.ForbiddenPrefixes.Where(static prefix => prefix is not ['+', _, ..] || prefix.AsSpan(1).ContainsAnyExceptInRange('0', '9')))
        {
            yield return $"ForbiddenPrefixes holds '{prefix}': write the beginning of a number in E.164, for instance +1900.";
        }

        foreach (var number in options.AllowedShortNumbers.Where(static number => number is not { Length: > 0 and <= 20 }
            || number.AsSpan().ContainsAnyExcept(Keys)))
        {
            yield return $"AllowedShortNumbers holds '{number}': write digits, * and #, at most 20.";
        }

        foreach (var (what, value, most) in new[]
        {
            (nameof(options.MostPerMinute), options.MostPerMinute, 1_000), (nameof(options.MostPerDay), options.MostPerDay, 100_000),
            (nameof(options.MostAtOnce), options.MostAtOnce, 100),
        })
        {
            if (value < 1 || value > most)
            {
                yield return $"{what} is {value}: set it to 1 to {most}.";
            }
        }

        foreach (var format in options.Links.Values.Select(static link => link.Format).Append(options.Format).Where(static f => f is { } one && !Enum.IsDefined(one)))
        {
            yield return $"Format is {(int)format!.Value}, which is none: use one of {string.Join(", ", Enum.GetNames<DialNumberFormat>())}.";
        }
    }
}
