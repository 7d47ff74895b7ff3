using System.ComponentModel.DataAnnotations;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>How calls are placed and ruled at one FreeSWITCH. What is not used need not be set.</summary>
public sealed class FreeSwitchControlOptions
{
    private const string NamePattern = "^[A-Za-z0-9_][A-Za-z0-9_.-]*$";

    /// <summary>Domain of the extensions, as in <c>user/1001@pbx.example</c>; null (the default) for FreeSWITCH's own default.</summary>
    [StringLength(128)]
    [RegularExpression(NamePattern, ErrorMessage = "Domain must be a domain of the directory: letters, digits, dots, hyphens.")]
    public string? Domain { get; set; }

    /// <summary>The gateway over which customers are called when a request names no trunk. Null (the default): the dial plan's
    /// <see cref="Context"/> decides, by its rules and rights; FreeSWITCH then names the customer's leg itself.</summary>
    [StringLength(128)]
    [RegularExpression(NamePattern, ErrorMessage = "Gateway must be the name of a gateway: letters, digits, dots, hyphens, underscores.")]
    public string? Gateway { get; set; }

    /// <summary>Where the dial plan looks up what calls are placed to and transferred to. Default <c>default</c>.</summary>
    [Required]
    [StringLength(128)]
    [RegularExpression(NamePattern, ErrorMessage = "Context must be a context of the dial plan: letters, digits, dots, hyphens, underscores.")]
    public string Context { get; set; } = "default";

    /// <summary>The folder on the PBX, with slashes, into which recordings go that are named without one; null (the default): recordings
    /// need a whole path.</summary>
    [StringLength(200)]
    [RegularExpression("^([A-Za-z]:)?(/[A-Za-z0-9_.][A-Za-z0-9_.-]*)+$",
        ErrorMessage = "RecordingFolder must be a whole path with slashes, of letters, digits, dots, hyphens and underscores.")]
    public string? RecordingFolder { get; set; }

    /// <summary>Time for the result of a command. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
