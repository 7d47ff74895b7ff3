using PhoneNumbers;

namespace CallTracking.Numbering;

/// <summary>Reads numbers of the public network from one country's point of view.</summary>
internal sealed class PublicNumberReader
{
    // A text that reads as +X has to read as +X when it comes back; more than a few rounds means it never settles.
    private const int MaxRounds = 3;

    // ITU-T E.164: at most fifteen digits. libphonenumber calls some longer national service numbers possible.
    private const int MaxE164Length = 1 + 15;

    private readonly PhoneNumberUtil _util = PhoneNumberUtil.GetInstance();
    private readonly string _country;

    public PublicNumberReader(string country) => _country = country.ToUpperInvariant();

    /// <summary>Whether libphonenumber has numbering rules of a country.</summary>
    public static bool IsKnown(string country) =>
        PhoneNumberUtil.GetInstance().GetSupportedRegions().Contains(country.ToUpperInvariant());

    /// <summary>Reads a number.</summary>
    /// <param name="text">The number without surrounding blanks.</param>
    /// <param name="e164">The number in E.164.</param>
    /// <param name="nationalReversed">Its national digits from the last to the first.</param>
    /// <param name="isLocal">True for a number that is only complete inside its area.</param>
    public bool TryRead(string text, out string? e164, out string? nationalReversed, out bool isLocal)
    {
        e164 = null;
        nationalReversed = null;
        isLocal = false;

        // Without this "bob2025550111" would be a number, as libphonenumber looks for one inside any text.
        if (!char.IsDigit(text[0]) && text[0] is not ('+' or '(' or '\uFF0B'))
        {
            return false;
        }

        var number = Interpret(text, ref isLocal);
        if (number is null || Settle(text, number) is not var (settled, digits) || digits.Length > MaxE164Length)
        {
            return false;
        }

        e164 = digits;
        var national = _util.GetNationalSignificantNumber(settled).ToCharArray();
        Array.Reverse(national);
        nationalReversed = new string(national);
        return true;
    }

    private PhoneNumbers.PhoneNumber? Interpret(string text, ref bool isLocal)
    {
        var home = Parse(text, ref isLocal);
        if (text[0] is '+' or '(' or '\uFF0B')
        {
            return home;
        }

        var ignored = false;
        if (text.StartsWith("00", StringComparison.Ordinal))
        {
            // Trunks write 00 for + in countries that dial something else, too. The country's own reading wins unless only the other
            // one is a number that exists.
            var zeros = Parse("+" + text[2..], ref ignored);
            return home is null || (zeros is not null && !_util.IsValidNumber(home) && _util.IsValidNumber(zeros)) ? zeros : home;
        }

        if (home is null && !isLocal && text.Length >= 11 && text[0] != '0')
        {
            // Trunks leave the + out as well. Too long for the country and a number that exists elsewhere is more than a guess.
            var foreign = Parse("+" + text, ref ignored);
            return foreign is not null && _util.IsValidNumber(foreign) ? foreign : null;
        }

        return home;
    }

    private (PhoneNumbers.PhoneNumber Number, string E164)? Settle(string text, PhoneNumbers.PhoneNumber number)
    {
        var ignored = false;
        var e164 = _util.Format(number, PhoneNumberFormat.E164);
        for (var round = 0; round < MaxRounds; round++)
        {
            if (text == e164)
            {
                return (number, e164);
            }

            var again = Parse(e164, ref ignored);
            if (again is null)
            {
                return null;
            }

            text = e164;
            number = again;
            e164 = _util.Format(again, PhoneNumberFormat.E164);
        }

        return text == e164 ? (number, e164) : null;
    }

    private PhoneNumbers.PhoneNumber? Parse(string text, ref bool isLocal)
    {
        try
        {
            var number = _util.Parse(text, _country);
            switch (_util.IsPossibleNumberWithReason(number))
            {
                case PhoneNumberUtil.ValidationResult.IS_POSSIBLE:
                    return number;
                case PhoneNumberUtil.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
                    isLocal = true;
                    return null;
                default:
                    return null;
            }
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
