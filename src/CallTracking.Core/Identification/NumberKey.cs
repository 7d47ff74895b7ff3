using CallTracking.Numbering;

namespace CallTracking.Identification;

/// <summary>What a number is looked up by.</summary>
/// <param name="Key">E.164; or <c>~</c> and the digits of a number that is only complete inside its area.</param>
/// <param name="E164">E.164; null for a number that is only complete inside its area.</param>
/// <param name="Reversed">The digits that are compared from the end; null when there are fewer than <see cref="FewestDigits"/>.</param>
internal readonly record struct NumberKey(string Key, string? E164, string? Reversed)
{
    /// <summary>Fewer last digits than these belong to too many people to mean anybody.</summary>
    public const int FewestDigits = 7;

    private const int MostDigits = 15;

    /// <summary>The key of a number.</summary>
    /// <param name="number">The number.</param>
    /// <returns>Null for a number that is nobody's: withheld, an extension, a short code, no number at all.</returns>
    public static NumberKey? Of(PhoneNumber number)
    {
        if (number.Kind is PhoneNumberKind.Withheld or PhoneNumberKind.Extension or PhoneNumberKind.ShortCode)
        {
            return null;
        }

        if (number.E164 is { } e164)
        {
            var known = number.NationalReversed is { Length: >= FewestDigits } ? number.NationalReversed : null;
            return new NumberKey(e164, e164, known);
        }

        // Written with anything but digits and what people put between them it is a name, not a number.
        if (number.Raw.Any(static letter => !char.IsAsciiDigit(letter) && !" +-./()".Contains(letter, StringComparison.Ordinal)))
        {
            return null;
        }

        var digits = number.Raw.Where(char.IsAsciiDigit).Reverse().ToArray();
        return digits.Length is >= FewestDigits and <= MostDigits
            ? new NumberKey("~" + new string([.. digits.Reverse()]), null, new string(digits))
            : null;
    }

    /// <summary>How well a stored number agrees with this one from the end; 0 when it is another one.</summary>
    /// <param name="stored">The stored number's national digits, reversed.</param>
    public double AgreementWith(string stored)
    {
        if (Reversed is not { } reversed)
        {
            return 0;
        }

        if (stored == reversed)
        {
            return 0.5;
        }

        var shorter = Math.Min(stored.Length, reversed.Length);
        return shorter >= FewestDigits && stored.AsSpan(0, shorter).SequenceEqual(reversed.AsSpan(0, shorter)) ? 0.4 : 0;
    }
}
