namespace CallTracking.Pbx.Links;

/// <summary>Where a link's PBX is, and how to be sure that it is the right one. The options that an adapter gives to people say the
/// same.</summary>
internal sealed record LinkTarget
{
    /// <summary>The other side, for messages to people: <c>Asterisk at pbx.example:5038</c>.</summary>
    public required string Peer { get; init; }

    /// <summary>Host name or address.</summary>
    public required string Host { get; init; }

    /// <summary>TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>Whether to speak TLS.</summary>
    public bool UseTls { get; init; }

    /// <summary>SHA-256 of the certificate or of its public key, in hexadecimal; null to trust what the system trusts.</summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>The name that the certificate must bear; null for the host.</summary>
    public string? CertificateName { get; init; }

    /// <summary>Time for connecting, the TLS handshake included.</summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary>Opens the stream in place of TCP; null for TCP.</summary>
    public Func<CancellationToken, ValueTask<Stream>>? OpenStream { get; init; }

    /// <summary>What people can do about it, in this PBX's words.</summary>
    public required LinkCures Cures { get; init; }
}

/// <summary>What people can do when a connection cannot be opened: parts of a sentence, without a full stop.</summary>
/// <param name="NobodyListens">The connection is refused.</param>
/// <param name="NoTls">The other side does not speak TLS.</param>
/// <param name="NoCertificate">It shows no certificate.</param>
internal sealed record LinkCures(string NobodyListens, string NoTls, string NoCertificate);
