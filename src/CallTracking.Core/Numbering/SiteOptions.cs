using System.ComponentModel.DataAnnotations;

namespace CallTracking.Numbering;

/// <summary>How a site numbers: which digits are extensions, which endpoints are trunks, where in the world it is.</summary>
public sealed class SiteOptions
{
    /// <summary>ISO 3166-1 alpha-2 country, in which numbers without a country code are read. Default <c>US</c>.</summary>
    [Required, RegularExpression("^[A-Za-z]{2}$", ErrorMessage = "Site.Country must be two letters (ISO 3166-1), for instance KH.")]
    public string Country { get; set; } = "US";

    /// <summary>Regular expression of the site's extensions. Default: two to five digits.</summary>
    [Required]
    public string Extensions { get; set; } = "^\\d{2,5}$";

    /// <summary>Regular expression of conference rooms; null when there are none.</summary>
    public string? Rooms { get; set; }

    /// <summary>Digits dialled before an outside number; null or empty when none.</summary>
    public string? OutboundPrefix { get; set; }

    /// <summary>Trunks as the PBX spells them (endpoint, peer or gateway). Empty: trunks are recognised by their routing context.</summary>
    public IList<string> Trunks { get; init; } = [];

    /// <summary>IANA time zone of the site. Default <c>UTC</c>.</summary>
    [Required]
    public string TimeZone { get; set; } = "UTC";
}
