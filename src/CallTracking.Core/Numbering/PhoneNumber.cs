namespace CallTracking.Numbering;

/// <summary>What kind of number a party has.</summary>
public enum PhoneNumberKind
{
    /// <summary>A number of the public network.</summary>
    Public,

    /// <summary>An extension or room of the site.</summary>
    Extension,

    /// <summary>A short code of the network or the site (three to six digits that are no extension).</summary>
    ShortCode,

    /// <summary>The caller withheld it. Such a number is never bound to a contact.</summary>
    Withheld,

    /// <summary>Text that is none of these.</summary>
    Other,
}

/// <summary>
/// A number as it was received together with what it means at a site. Text as received always survives; E.164 is there where the number
/// is possible (ITU-T E.164 lengths), which new ranges and fictional numbers are too.
/// </summary>
/// <param name="Raw">As received.</param>
/// <param name="Kind">What kind it is.</param>
/// <param name="E164">With <c>+</c> and country code; null where the number is not possible in the site's country.</param>
/// <param name="NationalReversed">National digits from the last to the first, so that a search by the last digits is an index range;
/// null where there is no E.164.</param>
public sealed record PhoneNumber(string Raw, PhoneNumberKind Kind, string? E164, string? NationalReversed)
{
    /// <summary>The form a ledger shows: E.164 where there is one, else the text as received; null when withheld.</summary>
    public string? Display => Kind == PhoneNumberKind.Withheld ? null : E164 ?? Raw;

    /// <summary>The form a ledger shows.</summary>
    public override string ToString() => Display ?? "withheld";
}
