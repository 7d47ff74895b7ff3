using System.Buffers;
using CallTracking.Numbering;
using PhoneNumbers;
using PhoneNumber = CallTracking.Numbering.PhoneNumber;

namespace CallTracking.Dialing;

/// <summary>What may be dialled at one site, and how it is written for the PBX.</summary>
/// <param name="site">The site.</param>
/// <param name="options">What may be called.</param>
internal sealed class DialNumbers(SiteOptions site, DialingOptions options)
{
    private const int Longest = 40;

    private static readonly SearchValues<char> Dialable = SearchValues.Create("+*#0123456789");
    private static readonly SearchValues<char> Codes = SearchValues.Create("*#");

    private readonly NumberPlan _plan = new(site);
    private readonly PhoneNumberUtil _util = PhoneNumberUtil.GetInstance();

    /// <summary>Reads what somebody wants to call.</summary>
    /// <param name="text">The number.</param>
    /// <exception cref="DialRefusedException">It may not be called.</exception>
    public PhoneNumber Read(string text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > Longest || text.AsSpan().ContainsAnyExcept(Dialable) || text.LastIndexOf('+') > 0)
        {
            throw new DialRefusedException(
                DialRefusal.NotANumber, $"A number holds digits, * and #, a + at its beginning, and at most {Longest} of them: take everything else out.");
        }

        if (options.AllowedShortNumbers.Contains(text))
        {
            return new PhoneNumber(text, PhoneNumberKind.ShortCode, null, null);
        }

        if (text.AsSpan().ContainsAny(Codes))
        {
            throw NotAllowed("Codes with * or # may not be dialled from here");
        }

        var number = _plan.Read(text);
        switch (number.Kind)
        {
            case PhoneNumberKind.Extension when options.AllowExtensions:
                return number;
            case PhoneNumberKind.Extension:
                throw NotAllowed("Extensions may not be dialled from here");
            case PhoneNumberKind.ShortCode:
                throw NotAllowed("Short numbers may not be dialled from here");
            case PhoneNumberKind.Public when number.E164 is not null:
                CheckPublic(number.E164);
                return number;
            default:
                throw new DialRefusedException(
                    DialRefusal.NotANumber, $"This is no complete telephone number in {site.Country}: give it with its country code, for instance +12025550100.");
        }
    }

    /// <summary>Writes a number for the PBX.</summary>
    /// <param name="number">What <see cref="Read"/> gave.</param>
    /// <param name="format">How.</param>
    public string Write(PhoneNumber number, DialNumberFormat format)
    {
        if (number.E164 is not { } e164)
        {
            return number.Raw;
        }

        return site.OutboundPrefix?.Trim() + format switch
        {
            DialNumberFormat.E164 => e164,
            DialNumberFormat.National => NationalOf(e164),
            _ => e164[1..],
        };
    }

    private static DialRefusedException NotAllowed(string what) => new(
        DialRefusal.NotAllowed, $"{what}: an administrator can allow it in the settings of dialling.");

    private void CheckPublic(string e164)
    {
        if (options.ForbiddenPrefixes.Any(prefix => e164.StartsWith(prefix, StringComparison.Ordinal)))
        {
            throw NotAllowed("Numbers that begin like this one may not be called");
        }

        var parsed = _util.Parse(e164, null);
        if (!options.AllowPremium && _util.GetNumberType(parsed) is PhoneNumberType.PREMIUM_RATE or PhoneNumberType.SHARED_COST)
        {
            throw NotAllowed("Numbers at a premium rate may not be called");
        }

        var allowed = options.AllowedCountries.Count > 0 ? options.AllowedCountries : [site.Country];

        // A number that is possible and not valid (a new range, fiction) has no country of its own, only a country code.
        var regions = _util.GetRegionCodeForNumber(parsed) is { } region ? [region] : _util.GetRegionCodesForCountryCode(parsed.CountryCode);
        if (!regions.Any(one => allowed.Contains(one, StringComparer.OrdinalIgnoreCase)))
        {
            throw NotAllowed("Numbers of that country may not be called");
        }
    }

    private string NationalOf(string e164)
    {
        var parsed = _util.Parse(e164, null);
        var text = _util.GetCountryCodeForRegion(site.Country.ToUpperInvariant()) == parsed.CountryCode
            ? _util.Format(parsed, PhoneNumberFormat.NATIONAL)
            : _util.FormatOutOfCountryCallingNumber(parsed, site.Country.ToUpperInvariant());
        return new string([.. text.Where(char.IsAsciiDigit)]);
    }
}
