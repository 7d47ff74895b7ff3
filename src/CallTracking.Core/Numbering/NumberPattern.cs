using System.Text.RegularExpressions;

namespace CallTracking.Numbering;

/// <summary>A site's regular expression of extensions or rooms. The whole text has to match, anchors or not.</summary>
internal sealed class NumberPattern
{
    // Longer than any extension; what is longer never reaches the engine.
    private const int MaxLength = 32;

    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(50);

    private readonly Regex _regex;

    private NumberPattern(Regex regex) => _regex = regex;

    /// <summary>Compiles a pattern.</summary>
    /// <exception cref="ArgumentException">It is not a regular expression.</exception>
    public static NumberPattern Create(string pattern)
    {
        // On its own first, so that a stray parenthesis is reported and does not close the group below.
        _ = new Regex(pattern, RegexOptions.CultureInvariant, Timeout);
        var whole = $@"\A(?:{pattern})\z";
        try
        {
            // Linear in the text whatever the pattern: no crafted number can stall a link.
            return new NumberPattern(new Regex(whole, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, Timeout));
        }
        catch (NotSupportedException)
        {
            // Look-arounds and back references need the backtracking engine; there the time-out is the guard.
            return new NumberPattern(new Regex(whole, RegexOptions.CultureInvariant, Timeout));
        }
    }

    public bool IsMatch(ReadOnlySpan<char> text)
    {
        // Only ASCII: \d would match the digits of every script, and a PBX has extensions in none but this.
        if (text.IsEmpty || text.Length > MaxLength || !System.Text.Ascii.IsValid(text))
        {
            return false;
        }

        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
