using System.ComponentModel.DataAnnotations;

namespace CallTracking.Pbx.Asterisk;

/// <summary>How calls are placed and ruled at one Asterisk. What is not used need not be set.</summary>
public sealed class AsteriskControlOptions
{
    private const string NamePattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]*$";

    /// <summary>The channel technology of the extensions and of <see cref="Trunk"/>, as in <c>PJSIP/101</c>. Default <c>PJSIP</c>.</summary>
    [Required]
    [RegularExpression("^[A-Za-z][A-Za-z0-9]{0,15}$", ErrorMessage = "Technology must be a channel technology: PJSIP, SIP, IAX2.")]
    public string Technology { get; set; } = "PJSIP";

    /// <summary>Where the dial plan looks up what calls are placed to and transferred to. Default <c>from-internal</c>.</summary>
    [Required]
    [StringLength(79)]
    [RegularExpression(NamePattern, ErrorMessage = "Context must be a context of the dial plan: letters, digits, dots, hyphens, underscores.")]
    public string Context { get; set; } = "from-internal";

    /// <summary>The trunk over which customers are called when a request names none: an endpoint or peer of <see cref="Technology"/>. Null
    /// (the default): the dial plan's <see cref="Context"/> decides, by its rules and rights.</summary>
    [StringLength(128)]
    [RegularExpression(NamePattern, ErrorMessage = "Trunk must be the name of an endpoint or peer: letters, digits, dots, hyphens, underscores.")]
    public string? Trunk { get; set; }

    /// <summary>The folder on the PBX into which recordings go that are named without one; null (the default) for Asterisk's own,
    /// <c>monitor</c> in its spool folder.</summary>
    [StringLength(200)]
    [RegularExpression("^(/[A-Za-z0-9_.][A-Za-z0-9_.-]*)+$",
        ErrorMessage = "RecordingFolder must be a whole path, of letters, digits, dots, hyphens and underscores.")]
    public string? RecordingFolder { get; set; }
}
