using System.ComponentModel.DataAnnotations;
using CallTracking.Pbx.Links;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.Asterisk;

/// <summary>How to reach one Asterisk's manager interface (AMI).</summary>
public sealed class AsteriskOptions
{
    private const string NoControlCharacters = @"^[^\p{Cc}]*$";

    /// <summary>Host name or address.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Host is missing: the name or address of the Asterisk server.")]
    [RegularExpression(@"^[^\s\p{Cc}]*$", ErrorMessage = "Host must be a host name or an address, without blanks.")]
    public string Host { get; set; } = string.Empty;

    /// <summary>TCP port; null (the default) means 5038, with TLS 5039: <c>port</c> and <c>tlsbindaddr</c> in manager.conf.</summary>
    [Range(1, 65535)]
    public int? Port { get; set; }

    /// <summary>The AMI user: a section of manager.conf. It needs <c>read = system,call,agent,user,dtmf</c>, better also <c>cdr</c>; and
    /// <c>write = system,reporting</c> for version and snapshots, <c>originate</c> to place calls, <c>call</c> to rule them.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "User is missing: the name of a section of manager.conf.")]
    [StringLength(200)]
    [RegularExpression(NoControlCharacters, ErrorMessage = "User holds a control character.")]
    public string User { get; set; } = string.Empty;

    /// <summary>The user's <c>secret</c> in manager.conf. Never logged, never recorded.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Secret is missing: the secret of the user in manager.conf.")]
    [StringLength(200)]
    [RegularExpression(NoControlCharacters, ErrorMessage = "Secret holds a control character.")]
    public string Secret { get; set; } = string.Empty;

    /// <summary>Whether to speak TLS (<c>tlsenable = yes</c> in manager.conf). Default false.</summary>
    public bool UseTls { get; set; }

    /// <summary>
    /// SHA-256 of the server's certificate, or of its public key (SubjectPublicKeyInfo), in hexadecimal, colons allowed. When it is set, it
    /// decides alone: a self-signed certificate with this fingerprint is accepted, a publicly trusted one with another is not. Null (the
    /// default): the system's trust and the name decide.
    /// </summary>
    [RegularExpression(
        @"^([Ss][Hh][Aa]256:)?[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$",
        ErrorMessage = "CertificateFingerprint must be a SHA-256 in hexadecimal: 64 digits, colons allowed.")]
    public string? CertificateFingerprint { get; set; }

    /// <summary>The name that the certificate must bear; null (the default) means <see cref="Host"/>.</summary>
    public string? CertificateName { get; set; }

    /// <summary>How the secret is proved. Default <see cref="AmiAuthentication.Md5"/>, which every Asterisk knows.</summary>
    [EnumDataType(typeof(AmiAuthentication))]
    public AmiAuthentication Authentication { get; set; } = AmiAuthentication.Md5;

    /// <summary>Permits <see cref="AmiAuthentication.Plain"/> over an unencrypted connection to another machine. Default false.</summary>
    public bool AllowPlaintextLogin { get; set; }

    /// <summary>Time for connecting, the TLS handshake included. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for banner and login together. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the reply to an action. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ActionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this long without a byte the PBX is asked for a sign of life; after three times as long the link counts as lost.
    /// Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Opens the connection in place of TCP to <see cref="Host"/> and <see cref="Port"/>: through a tunnel, or to a PBX in a test's own
    /// process. TLS, if set, is spoken over it. Null (the default) for TCP. Not to be set from configuration.</summary>
    public Func<CancellationToken, ValueTask<Stream>>? OpenStream { get; set; }

    /// <summary>How often the PBX is asked what it has while calls are open on a link that is not disturbed, so that a call whose end was
    /// never told does not stay open. Asked at least 30 s apart, it is also asked when it tells of channels that nobody knows. Default 5
    /// minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:30", "1.00:00:00")]
    public TimeSpan SnapshotInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How names are read that are no UTF-8: the name of a single-byte encoding, for instance <c>windows-1251</c>. Default
    /// <c>iso-8859-1</c>.</summary>
    [Required]
    [EncodingName]
    public string FallbackEncoding { get; set; } = "iso-8859-1";

    /// <summary>Where this Asterisk leaves its call detail records, read beside the manager interface and also while that is away: they tell
    /// of calls that nobody saw. Default: nowhere.</summary>
    [ValidateObjectMembers]
    public AsteriskCdrOptions Cdr { get; } = new();

    /// <summary>How calls are placed and ruled.</summary>
    [ValidateObjectMembers]
    public AsteriskControlOptions Control { get; } = new();

    internal int EffectivePort => Port ?? (UseTls ? 5039 : 5038);

    internal LinkTarget Target => new()
    {
        Peer = $"Asterisk at {Host}:{EffectivePort}",
        Host = Host,
        Port = EffectivePort,
        UseTls = UseTls,
        CertificateFingerprint = CertificateFingerprint,
        CertificateName = CertificateName,
        ConnectTimeout = ConnectTimeout,
        OpenStream = OpenStream,
        Cures = new LinkCures(
            NobodyListens: "check that Asterisk runs and that manager.conf has enabled = yes and this port and bindaddr",
            NoTls: "set tlsenable = yes and tlsbindaddr in manager.conf, or switch UseTls off (port 5038)",
            NoCertificate: "set tlscertfile in manager.conf"),
    };
}

/// <summary>How the secret is proved at login.</summary>
public enum AmiAuthentication
{
    /// <summary>Challenge and response: the secret does not cross the wire.</summary>
    Md5,

    /// <summary>The secret crosses the wire as it is: over TLS, to this machine, or with <see
    /// cref="AsteriskOptions.AllowPlaintextLogin"/>.</summary>
    Plain,
}

[OptionsValidator]
internal sealed partial class AsteriskOptionsValidator : IValidateOptions<AsteriskOptions>
{
}
