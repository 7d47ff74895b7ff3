using System.Buffers;

namespace CallTracking.Pbx.Wire;

/// <summary>
/// The characters that one kind of argument may hold. No PBX has a quoting that holds everywhere, so nothing is quoted: what does not fit is
/// refused.
/// </summary>
/// <remarks>Errors name the argument and the cure and never repeat the value, which may be a number.</remarks>
/// <param name="words">The characters, for people.</param>
/// <param name="first">Those that it may begin with.</param>
/// <param name="further">Those that may stand only behind these.</param>
/// <param name="longest">How many it may have.</param>
internal sealed class Alphabet(string words, string first, string further, int longest)
{
    private readonly SearchValues<char> _first = SearchValues.Create(first);
    private readonly SearchValues<char> _all = SearchValues.Create(first + further);

    public string Check(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return Problem(value, name) is { } problem ? throw new ArgumentException(problem, name) : value;
    }

    public string? Problem(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        if (value.Length == 0)
        {
            return $"{name} is empty; it takes {words}.";
        }

        if (value.Length > longest)
        {
            return $"{name} has {value.Length} characters; shorten it to {longest}.";
        }

        if (value.AsSpan().IndexOfAnyExcept(_all) is >= 0 and var bad)
        {
            return $"{name} holds the character U+{(int)value[bad]:X4} at {bad + 1}; use only {words}.";
        }

        return _first.Contains(value[0]) ? null : $"{name} may not begin with U+{(int)value[0]:X4}; begin with a letter or digit.";
    }
}
