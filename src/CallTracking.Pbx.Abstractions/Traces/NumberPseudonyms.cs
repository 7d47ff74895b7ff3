using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CallTracking.Pbx.Traces;

/// <summary>
/// Puts other digits in the place of phone numbers, wherever they stand in a text: the same number gets the same pseudonym in every
/// spelling (<c>+12025550111</c>, with an outbound prefix, inside <c>PJSIP/12025550111@peer</c>, in a name), two numbers never become one,
/// and nothing changes its length. Without the key there is no way back.
/// </summary>
/// <remarks>
/// A number is a run of digits that is long enough; times and ids of the form <c>1795407807.118</c>, UUIDs and times in microseconds are none. Its last digits are replaced,
/// so that country, area and prefixes remain and a trace replays as before; how many, the constructor is told. The
/// replacement is a keyed permutation (a Feistel network whose round function is HMAC-SHA256), the same for every number that ends alike.
/// Not thread-safe.
/// </remarks>
public sealed class NumberPseudonyms : IDisposable
{
    /// <summary>The shortest key, in bytes.</summary>
    public const int LeastKeyBytes = 16;

    /// <summary>The shortest run of digits that is a number, unless told otherwise.</summary>
    public const int DefaultMinDigits = 7;

    private const int MostReplaced = 6;
    private const int Rounds = 10;

    // A power of two. Direct mapped: the same few numbers come again and again.
    private const int CacheSize = 4096;

    private readonly HMACSHA256 _hash;
    private readonly Regex? _keep;
    private readonly int _minDigits;
    private readonly int _replaced;
    private readonly int _left;
    private readonly int _right;
    private readonly (int From, int To)[] _cache = new (int, int)[CacheSize];

    /// <summary>Creates pseudonyms.</summary>
    /// <param name="key">The secret: whoever has it can find numbers again by trying all. The same key gives the same pseudonyms.</param>
    /// <param name="minDigits">The shortest run of digits that is a number; 4 to 15. One digit fewer is replaced, but at most six: six of
    /// the last digits by default.</param>
    /// <param name="keep">Numbers that stay as they are, for instance extensions and the site's own: a regular expression that the digits
    /// must match as a whole; null for none.</param>
    /// <exception cref="ArgumentException">The key is shorter than <see cref="LeastKeyBytes"/>, or <paramref name="keep"/> is no regular
    /// expression.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minDigits"/> is out of range.</exception>
    public NumberPseudonyms(ReadOnlySpan<byte> key, int minDigits = DefaultMinDigits, string? keep = null)
    {
        if (key.Length < LeastKeyBytes)
        {
            throw new ArgumentException($"The key has {key.Length} bytes; it needs at least {LeastKeyBytes}.", nameof(key));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(minDigits, 4);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minDigits, 15);
        _hash = new HMACSHA256(key.ToArray());
        _keep = keep is null ? null : new Regex($"^(?:{keep})$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        _minDigits = minDigits;

        // The first digit of the shortest number stays: it may be what tells an outbound prefix.
        _replaced = Math.Min(MostReplaced, minDigits - 1);
        _left = Power(_replaced / 2);
        _right = Power(_replaced - (_replaced / 2));
    }

    /// <summary>Replaces the numbers of one line.</summary>
    /// <param name="line">The line; ASCII digits in it are replaced where they stand. A number must not be cut by its ends.</param>
    public void Apply(Span<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        var isName = colon > 0 && IsOfPeople(line[..colon]);
        var at = 0;
        while (at < line.Length)
        {
            var found = line[at..].IndexOfAnyInRange((byte)'0', (byte)'9');
            if (found < 0)
            {
                return;
            }

            at += found;
            var length = Digits(line, at);
            var end = at + length;
            if (EndOfGuid(line, at) is > 0 and var endOfGuid)
            {
                end = endOfGuid;
            }
            else if (IsMoment(line, at, length))
            {
                end += 1 + Digits(line, end + 1);
            }
            else if (IsUnixTime(line, at, length))
            {
                // Stays.
            }
            else if (length >= _minDigits)
            {
                Replace(line, at, end);
            }
            else if ((isName || IsWrittenInGroups(line, at)) && EndOfGroups(line, at, out var groupsEnd) >= _minDigits)
            {
                end = groupsEnd;
                Replace(line, at, end);
            }

            at = end;
        }
    }

    /// <summary>Replaces the numbers of a text; see <see cref="Apply(Span{byte})"/>.</summary>
    /// <param name="line">The line.</param>
    /// <returns>The line with pseudonyms.</returns>
    public string Apply(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        var bytes = Encoding.UTF8.GetBytes(line);
        Apply(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private static int Power(int digits)
    {
        var power = 1;
        for (var i = 0; i < digits; i++)
        {
            power *= 10;
        }

        return power;
    }

    private static int Digits(ReadOnlySpan<byte> line, int at)
    {
        if (at >= line.Length)
        {
            return 0;
        }

        var end = line[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? line.Length - at : end;
    }

    // Seconds since 1970 (2001 to 2096) and a fraction or counter: time stamps, and names of channels made of them.
    private static bool IsMoment(ReadOnlySpan<byte> line, int at, int length) =>
        length == 10 && line[at] is >= (byte)'1' and <= (byte)'3' && at + 11 < line.Length && line[at + 10] == (byte)'.'
        && char.IsAsciiDigit((char)line[at + 11]);

    // Times: microseconds since 1970 (2001 to 2096), or seconds where the header's name says so.
    private static bool IsUnixTime(ReadOnlySpan<byte> line, int at, int length)
    {
        if (length is not (10 or 16) || line[at] is < (byte)'1' or > (byte)'3' || (at > 0 && line[at - 1] == (byte)'+'))
        {
            return false;
        }

        var name = line[..at].TrimEnd("\": "u8);
        var end = at + length;
        return length == 16 || name.EndsWith("epoch"u8) || name.EndsWith("-Time"u8)
            || (end + 1 < line.Length && line[end] == (byte)':' && EndOfGuid(line, end + 1) > 0);
    }

    /// <summary>Where the UUID ends in whose midst these digits stand; 0 when they stand in none.</summary>
    private static int EndOfGuid(ReadOnlySpan<byte> line, int at)
    {
        const int Length = 36;
        var start = at;
        while (start > 0 && IsOfGuid(line[start - 1]) && at - start < Length)
        {
            start--;
        }

        return start + Length <= line.Length && (start + Length == line.Length || !IsOfGuid(line[start + Length]))
            && Utf8Parser.TryParse(line.Slice(start, Length), out Guid _, out var read, 'D') && read == Length
            ? start + Length : 0;
    }

    private static bool IsOfGuid(byte one) => one == (byte)'-' || char.IsAsciiHexDigit((char)one);

    // What people type into phone books may hold blanks and dashes; elsewhere digits in groups are dates, addresses, versions.
    private static bool IsOfPeople(ReadOnlySpan<byte> header) =>
        Ascii.EqualsIgnoreCase(header, "CallerID"u8) || (header.Length > 4 && Ascii.EqualsIgnoreCase(header[^4..], "Name"u8)
            && (Holds(header, "CallerID"u8) || Holds(header, "ConnectedLine"u8) || Holds(header, "Connected"u8)));

    private static bool Holds(ReadOnlySpan<byte> header, ReadOnlySpan<byte> word)
    {
        for (var i = 0; i + word.Length <= header.Length; i++)
        {
            if (Ascii.EqualsIgnoreCase(header.Slice(i, word.Length), word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWrittenInGroups(ReadOnlySpan<byte> line, int at) => at > 0 && line[at - 1] is (byte)'+' or (byte)'(';

    /// <summary>How many digits there are in groups with one or two of <c>-. ()/</c> between them.</summary>
    private static int EndOfGroups(ReadOnlySpan<byte> line, int at, out int end)
    {
        var digits = 0;
        end = at;
        while (true)
        {
            var length = Digits(line, end);
            digits += length;
            end += length;
            var next = end;
            while (next < line.Length && next - end < 2 && line[next] is (byte)'-' or (byte)'.' or (byte)' ' or (byte)'(' or (byte)')' or (byte)'/')
            {
                next++;
            }

            if (next == end || next >= line.Length || !char.IsAsciiDigit((char)line[next]))
            {
                return digits;
            }

            end = next;
        }
    }

    private void Replace(Span<byte> line, int start, int end)
    {
        if (_keep is not null && IsKept(line[start..end]))
        {
            return;
        }

        Span<int> places = stackalloc int[MostReplaced];
        places = places[.._replaced];
        var value = 0;
        var count = 0;
        for (var at = end - 1; count < _replaced; at--)
        {
            if (char.IsAsciiDigit((char)line[at]))
            {
                places[count++] = at;
            }
        }

        for (var i = count - 1; i >= 0; i--)
        {
            value = (value * 10) + (line[places[i]] - '0');
        }

        value = Permute(value);
        foreach (var place in places)
        {
            line[place] = (byte)('0' + (value % 10));
            value /= 10;
        }
    }

    private bool IsKept(ReadOnlySpan<byte> number)
    {
        Span<char> digits = stackalloc char[Math.Min(number.Length, 64)];
        var length = 0;
        foreach (var one in number)
        {
            if (char.IsAsciiDigit((char)one) && length < digits.Length)
            {
                digits[length++] = (char)one;
            }
        }

        return _keep!.IsMatch(digits[..length]);
    }

    private int Permute(int value)
    {
        ref var slot = ref _cache[(value * 31) & (CacheSize - 1)];

        // One more than the value: an empty slot is no number.
        if (slot.From == value + 1)
        {
            return slot.To;
        }

        Span<byte> message = stackalloc byte[8];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        var (left, right) = (value / _right, value % _right);
        for (var round = 0; round < Rounds; round++)
        {
            var isLeft = round % 2 == 0;
            BinaryPrimitives.WriteInt32LittleEndian(message, (_replaced * 256) + round);
            BinaryPrimitives.WriteInt32LittleEndian(message[4..], isLeft ? right : left);
            _hash.TryComputeHash(message, hash, out _);
            var add = (int)(BinaryPrimitives.ReadUInt64LittleEndian(hash) % (ulong)(isLeft ? _left : _right));
            (left, right) = isLeft ? ((left + add) % _left, right) : (left, (right + add) % _right);
        }

        slot = (value + 1, (left * _right) + right);
        return slot.To;
    }
}
