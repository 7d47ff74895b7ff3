namespace CallTracking.Dialing;

/// <summary>What may be dialled from the program, by whom how often, and how numbers are written for the PBX. Checked when the host starts.</summary>
public sealed class DialingOptions
{
    /// <summary>Countries whose numbers may be called (ISO 3166-1 alpha-2). Empty (the default): the country of the link's site only.</summary>
    public IList<string> AllowedCountries { get; } = [];

    /// <summary>Beginnings of numbers (E.164, for instance <c>+1900</c>) that may not be called, whatever the country. Default none.</summary>
    public IList<string> ForbiddenPrefixes { get; } = [];

    /// <summary>Short numbers, and codes with <c>*</c> or <c>#</c>, that may be called exactly as they stand here. All others may not:
    /// emergency and information numbers, and codes by which a phone is forwarded. Default none.</summary>
    public IList<string> AllowedShortNumbers { get; } = [];

    /// <summary>Whether numbers at a premium or shared rate may be called. Default false.</summary>
    public bool AllowPremium { get; set; }

    /// <summary>Whether extensions and rooms of the site may be called. Default false.</summary>
    public bool AllowExtensions { get; set; }

    /// <summary>Most calls of one employee within any minute, 1 to 1,000. Default 10.</summary>
    public int MostPerMinute { get; set; } = 10;

    /// <summary>Most calls of one employee within any 24 hours, 1 to 100,000. Default 500.</summary>
    public int MostPerDay { get; set; } = 500;

    /// <summary>Most calls of one employee at the same time, 1 to 100. Default 1.</summary>
    public int MostAtOnce { get; set; } = 1;

    /// <summary>How numbers are written for a PBX where <see cref="Links"/> says nothing else. Default
    /// <see cref="DialNumberFormat.Digits"/>.</summary>
    public DialNumberFormat Format { get; set; } = DialNumberFormat.Digits;

    /// <summary>Settings of single links, by name. Default none.</summary>
    public IDictionary<string, DialingLinkOptions> Links { get; } = new Dictionary<string, DialingLinkOptions>(StringComparer.Ordinal);
}

/// <summary>How calls are placed over one link.</summary>
public sealed class DialingLinkOptions
{
    /// <summary>How numbers are written for its PBX; null (the default) for <see cref="DialingOptions.Format"/>.</summary>
    public DialNumberFormat? Format { get; set; }

    /// <summary>The trunk over which the PBX calls, as it names it; null (the default) for the link's own setting.</summary>
    public string? Trunk { get; set; }

    /// <summary>The number that is shown to whoever is called; null (the default) for what the PBX shows.</summary>
    public string? CallerNumber { get; set; }

    /// <summary>Whether calls are placed over this link at all. Default true.</summary>
    public bool IsEnabled { get; set; } = true;
}

/// <summary>How a number is written for a PBX; the site's outbound prefix stands before it.</summary>
public enum DialNumberFormat
{
    /// <summary>Country code and number, digits only: <c>12025550111</c>.</summary>
    Digits = 0,

    /// <summary>E.164: <c>+12025550111</c>.</summary>
    E164 = 1,

    /// <summary>As one dials it in the site's country: national with its leading zero, abroad with the international prefix.</summary>
    National = 2,
}
