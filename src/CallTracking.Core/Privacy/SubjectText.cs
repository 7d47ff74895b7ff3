using System.Globalization;
using System.Text;

namespace CallTracking.Privacy;

/// <summary>
/// Finds a person in any text: the numbers in every spelling (<c>+1 202-555-0111</c>, <c>0012025550111</c>, with an outbound prefix, inside a
/// channel's name, reversed as an index has them) and the names as whole words; and puts something else in their place.
/// </summary>
/// <remarks>Not changed after it was made; may be shared between threads.</remarks>
internal sealed class SubjectText
{
    private const int FewestNational = 7;
    private const int LongestPrefix = 6;
    private const int MostGroups = 8;
    private const string Separators = " -.()/\u00A0";

    private readonly IReadOnlyList<SubjectNumber> _numbers;
    private readonly string[] _names;
    private readonly HashSet<string> _wholeNames;

    /// <param name="numbers">The numbers.</param>
    /// <param name="names">Names that are replaced wherever they stand as whole words; at least three characters each.</param>
    /// <param name="wholeNames">Names that are only replaced where they are all of a text.</param>
    /// <param name="namePseudonym">What takes a name's place.</param>
    public SubjectText(IReadOnlyList<SubjectNumber> numbers, IEnumerable<string> names, IEnumerable<string> wholeNames, string namePseudonym)
    {
        _numbers = numbers;
        _names = [.. names.Where(static name => name.Length >= 3).Distinct(StringComparer.OrdinalIgnoreCase).OrderByDescending(static name => name.Length)];
        _wholeNames = new HashSet<string>(wholeNames.Concat(_names), StringComparer.OrdinalIgnoreCase);
        NamePseudonym = namePseudonym;
    }

    public string NamePseudonym { get; }

    public IReadOnlyList<SubjectNumber> Numbers => _numbers;

    /// <summary>All names, those too that are only replaced where they are all of a text.</summary>
    public IReadOnlyCollection<string> Names => _wholeNames;

    public bool IsFoundIn(string? text) => Replace(text, out _);

    /// <summary>Replaces what is found.</summary>
    /// <param name="text">The text.</param>
    /// <param name="replaced">The text without the person; the same one when nothing was found.</param>
    /// <returns>Whether something was found.</returns>
    public bool Replace(string? text, out string? replaced)
    {
        replaced = text;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (_wholeNames.Contains(text))
        {
            replaced = NamePseudonym;
            return true;
        }

        var result = ReplaceNumbers(text);
        result = ReplaceNames(result);
        if (ReferenceEquals(result, text))
        {
            return false;
        }

        replaced = result;
        return true;
    }

    /// <summary>Where a number stands in a text of single bytes: for files in which nothing may change its length.</summary>
    public IEnumerable<(int Start, int End)> FindNumbers(string latin1)
    {
        var at = 0;
        while ((at = NextDigit(latin1, at)) >= 0)
        {
            if (FindAt(latin1, at, out var end) is not null)
            {
                yield return (at, end);
                at = end;
            }
            else
            {
                at = EndOfDigits(latin1, at);
            }
        }
    }

    private static int NextDigit(string text, int from)
    {
        for (var at = from; at < text.Length; at++)
        {
            if (char.IsAsciiDigit(text[at]))
            {
                return at;
            }
        }

        return -1;
    }

    private static int EndOfDigits(string text, int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    private string ReplaceNumbers(string text)
    {
        StringBuilder? result = null;
        var (at, copied) = (0, 0);
        while ((at = NextDigit(text, at)) >= 0)
        {
            if (FindAt(text, at, out var end) is not { } number)
            {
                at = EndOfDigits(text, at);
                continue;
            }

            var start = at > 0 && text[at - 1] == '(' && end < text.Length ? at - 1 : at;
            start = start > 0 && text[start - 1] == '+' ? start - 1 : start;
            result ??= new StringBuilder(text.Length);
            result.Append(text, copied, start - copied).Append(number.Pseudonym);
            at = copied = end;
        }

        return result is null ? text : result.Append(text, copied, text.Length - copied).ToString();
    }

    private string ReplaceNames(string text)
    {
        foreach (var name in _names)
        {
            var at = 0;
            while ((at = CultureInfo.InvariantCulture.CompareInfo.IndexOf(text, name, at, CompareOptions.OrdinalIgnoreCase)) >= 0)
            {
                var end = at + name.Length;
                if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
                {
                    text = string.Concat(text.AsSpan(0, at), NamePseudonym, text.AsSpan(end));
                    at += NamePseudonym.Length;
                }
                else
                {
                    at++;
                }

                if (at >= text.Length)
                {
                    break;
                }
            }
        }

        return text;
    }

    /// <summary>The number whose digits begin here, alone or in groups.</summary>
    private SubjectNumber? FindAt(string text, int at, out int end)
    {
        end = at;
        Span<char> digits = stackalloc char[64];
        var count = 0;
        var isInternational = (at > 0 && text[at - 1] == '+') || (at > 1 && text[at - 1] == '(' && text[at - 2] == '+');
        for (var groups = 0; groups < MostGroups; groups++)
        {
            var start = end;
            while (end < text.Length && char.IsAsciiDigit(text[end]))
            {
                if (count == digits.Length)
                {
                    return null;
                }

                digits[count++] = text[end++];
            }

            if (end == start)
            {
                return null;
            }

            if (Match(digits[..count], isInternational) is { } found)
            {
                return found;
            }

            var next = end;
            while (next < text.Length && next - end < 3 && Separators.Contains(text[next], StringComparison.Ordinal))
            {
                next++;
            }

            if (next == end)
            {
                return null;
            }

            end = next;
        }

        return null;
    }

    private SubjectNumber? Match(ReadOnlySpan<char> digits, bool isInternational)
    {
        foreach (var number in _numbers)
        {
            if (digits.SequenceEqual(number.Digits) || digits.SequenceEqual(number.Reversed))
            {
                return number;
            }

            // Without a country in front of it the end tells: a trunk prefix, an outbound prefix or 00 may stand before it.
            if (!isInternational && number.National.Length >= FewestNational && digits.Length <= number.National.Length + LongestPrefix
                && digits.EndsWith(number.National))
            {
                return number;
            }
        }

        return null;
    }
}

/// <summary>A number of a person.</summary>
/// <param name="Digits">All digits, country code included where it is known.</param>
/// <param name="National">Digits without the country code; the same where there is none.</param>
/// <param name="Pseudonym">What takes its place.</param>
internal sealed record SubjectNumber(string Digits, string National, string Pseudonym)
{
    /// <summary>The national digits from the last to the first, as an index has them.</summary>
    public string Reversed { get; } = new([.. National.Reverse()]);
}
