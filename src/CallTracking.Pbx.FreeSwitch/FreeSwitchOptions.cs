using System.ComponentModel.DataAnnotations;
using CallTracking.Pbx.Links;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>How to reach one FreeSWITCH's event socket (mod_event_socket).</summary>
public sealed class FreeSwitchOptions
{
    private const string NoControlCharacters = @"^[^\p{Cc}]*$";

    /// <summary>Host name or address. FreeSWITCH listens to its own machine only unless <c>listen-ip</c> and <c>apply-inbound-acl</c> in
    /// event_socket.conf.xml say otherwise.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Host is missing: the name or address of the FreeSWITCH server.")]
    [RegularExpression(@"^[^\s\p{Cc}]*$", ErrorMessage = "Host must be a host name or an address, without blanks.")]
    public string Host { get; set; } = string.Empty;

    /// <summary>TCP port: <c>listen-port</c> in event_socket.conf.xml, or that of the tunnel in front of it. Default 8021.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 8021;

    /// <summary>A user of the directory whose <c>esl-*</c> parameters limit what it may do, as <c>user</c> or <c>user@domain</c>; null (the
    /// default) to prove the socket's own password, which permits everything.</summary>
    [RegularExpression(
        "^[A-Za-z0-9_][A-Za-z0-9_.-]*(@[A-Za-z0-9_][A-Za-z0-9_.-]*)?$",
        ErrorMessage = "User must be a user of the directory: user or user@domain, of letters, digits, dots, hyphens and underscores.")]
    [StringLength(200)]
    public string? User { get; set; }

    /// <summary>The socket's <c>password</c> in event_socket.conf.xml, or the <c>esl-password</c> of the <see cref="User"/>. Never logged,
    /// never recorded.</summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "Password is missing: the password in event_socket.conf.xml.")]
    [StringLength(200)]
    [RegularExpression(NoControlCharacters, ErrorMessage = "Password holds a control character.")]
    public string Password { get; set; } = string.Empty;

    /// <summary>Whether to speak TLS. FreeSWITCH's event socket has none of its own: this is for a tunnel such as stunnel before it.
    /// Default false.</summary>
    public bool UseTls { get; set; }

    /// <summary>
    /// SHA-256 of the tunnel's certificate, or of its public key (SubjectPublicKeyInfo), in hexadecimal, colons allowed. When it is set, it
    /// decides alone: a self-signed certificate with this fingerprint is accepted, a publicly trusted one with another is not. Null (the
    /// default): the system's trust and the name decide.
    /// </summary>
    [RegularExpression(
        @"^([Ss][Hh][Aa]256:)?[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$",
        ErrorMessage = "CertificateFingerprint must be a SHA-256 in hexadecimal: 64 digits, colons allowed.")]
    public string? CertificateFingerprint { get; set; }

    /// <summary>The name that the certificate must bear; null (the default) means <see cref="Host"/>.</summary>
    public string? CertificateName { get; set; }

    /// <summary>Permits the login over an unencrypted connection to another machine: the event socket knows no login that hides the
    /// password, so anybody on the way could read it, and all events. Default false.</summary>
    public bool AllowPlaintextLogin { get; set; }

    /// <summary>How events are sent. Default <see cref="FreeSwitchEventFormat.Json"/>. Whatever it is, each is read as it comes.</summary>
    [EnumDataType(typeof(FreeSwitchEventFormat))]
    public FreeSwitchEventFormat Format { get; set; } = FreeSwitchEventFormat.Json;

    /// <summary>Time for connecting, the TLS handshake included. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for greeting and login together. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00")]
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the reply to a command. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ReplyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>After this long without a byte the PBX is asked for a sign of life; after three times as long the link counts as lost.
    /// Default 5 s. FreeSWITCH itself says something every 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    public TimeSpan KeepAliveInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Opens the connection in place of TCP to <see cref="Host"/> and <see cref="Port"/>: through a tunnel, which then has to keep
    /// the password secret, or to a PBX in a test's own process. TLS, if set, is spoken over it. Null (the default) for TCP. Not to be set from
    /// configuration.</summary>
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

    /// <summary>Where FreeSWITCH leaves its call detail records: the second witness, which confirms what was seen and restores what was not.
    /// What is not used need not be set.</summary>
    [ValidateObjectMembers]
    public FreeSwitchCdrOptions Cdr { get; } = new();

    /// <summary>How calls are placed and ruled. What is not used need not be set.</summary>
    [ValidateObjectMembers]
    public FreeSwitchControlOptions Control { get; } = new();

    internal LinkTarget Target => new()
    {
        Peer = $"FreeSWITCH at {Host}:{Port}",
        Host = Host,
        Port = Port,
        UseTls = UseTls,
        CertificateFingerprint = CertificateFingerprint,
        CertificateName = CertificateName,
        ConnectTimeout = ConnectTimeout,
        OpenStream = OpenStream,
        Cures = new LinkCures(
            NobodyListens: "check that FreeSWITCH runs, that mod_event_socket is loaded, and listen-ip and listen-port in "
                + "autoload_configs/event_socket.conf.xml",
            NoTls: "the event socket itself has no TLS: set the port of the tunnel before it, or switch UseTls off",
            NoCertificate: "give the tunnel one"),
    };
}

/// <summary>How FreeSWITCH writes events.</summary>
public enum FreeSwitchEventFormat
{
    /// <summary>JSON: every value comes as it is.</summary>
    Json,

    /// <summary>Lines of text, percent-encoded. FreeSWITCH does not encode a percent sign that looks like an encoding already, so that some
    /// values cannot be told from others.</summary>
    Plain,
}

[OptionsValidator]
internal sealed partial class FreeSwitchOptionsValidator : IValidateOptions<FreeSwitchOptions>
{
}
