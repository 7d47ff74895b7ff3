using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallTracking.Pbx.Asterisk;

/// <summary>An open stream to Asterisk, with or without TLS.</summary>
internal sealed record AmiTransport(Stream Stream, bool IsPrivate)
{
    /// <summary>Connects.</summary>
    /// <exception cref="PbxLinkException">It cannot be reached, or its certificate is not the right one.</exception>
    public static async Task<AmiTransport> OpenAsync(AsteriskOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var peer = PeerOf(options);
        Stream? stream = null;
        try
        {
            stream = await (options.OpenStream ?? (token => ConnectAsync(options, token)))(either.Token).ConfigureAwait(false);
            if (!options.UseTls)
            {
                return new AmiTransport(stream, IsPrivate: IsLoopback(stream));
            }

            var certificate = new CertificateCheck(options, peer);
            var tls = new SslStream(stream, leaveInnerStreamOpen: false);
            stream = tls;
            await AuthenticateAsync(tls, options, certificate, peer, either.Token).ConfigureAwait(false);
            return new AmiTransport(tls, IsPrivate: true);
        }
        catch (Exception error)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw error switch
            {
                SocketException refused => Unreachable(peer, refused),
                OperationCanceledException when timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested =>
                    new PbxLinkException(
                        PbxLinkFailure.Unreachable,
                        $"{peer} did not answer within {options.ConnectTimeout.TotalSeconds:0.#} s; check host, port and the firewalls "
                        + "between.",
                        error),
                _ => error,
            };
        }
    }

    public static string PeerOf(AsteriskOptions options) => $"Asterisk at {options.Host}:{options.EffectivePort}";

    private static async ValueTask<Stream> ConnectAsync(AsteriskOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.EffectivePort, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static bool IsLoopback(Stream stream) =>
        stream is NetworkStream { Socket.RemoteEndPoint: IPEndPoint remote } && IPAddress.IsLoopback(remote.Address);

    private static async Task AuthenticateAsync(
        SslStream tls, AsteriskOptions options, CertificateCheck certificate, string peer, CancellationToken cancellationToken)
    {
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = options.CertificateName ?? options.Host,
                    RemoteCertificateValidationCallback = certificate.Validate,
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is AuthenticationException or IOException or Win32Exception)
        {
            throw certificate.Rejection is { } rejection
                ? new PbxLinkException(PbxLinkFailure.CertificateRejected, rejection, error)
                : new PbxLinkException(
                    PbxLinkFailure.Protocol,
                    $"{peer} does not answer in TLS; set tlsenable = yes and tlsbindaddr in manager.conf, or switch UseTls off (port "
                    + "5038).",
                    error);
        }
    }

    private static PbxLinkException Unreachable(string peer, SocketException error)
    {
        var cure = error.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                "the host name is not known; check its spelling and the DNS",
            SocketError.ConnectionRefused =>
                "nobody listens there; check that Asterisk runs and that manager.conf has enabled = yes and this port and bindaddr",
            _ => $"{error.Message}; check host, port and the firewalls between",
        };
        return new PbxLinkException(PbxLinkFailure.Unreachable, $"{peer} cannot be reached: {cure}.", error);
    }

    private sealed class CertificateCheck(AsteriskOptions options, string peer)
    {
        /// <summary>Why the certificate was refused, for people.</summary>
        public string? Rejection { get; private set; }

        public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is null)
            {
                Rejection = $"{peer} shows no certificate; set tlscertfile in manager.conf.";
                return false;
            }

            using var shown = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            var ofCertificate = Convert.ToHexString(SHA256.HashData(shown.RawData));
            var ofKey = Convert.ToHexString(SHA256.HashData(shown.PublicKey.ExportSubjectPublicKeyInfo()));
            if (options.CertificateFingerprint is { } pinned)
            {
                var expected = Normalize(pinned);
                if (expected == ofCertificate || expected == ofKey)
                {
                    return true;
                }

                Rejection = $"{peer} shows a certificate with the SHA-256 {ofCertificate} (public key {ofKey}), but "
                    + $"CertificateFingerprint is {expected}; if the certificate was changed on purpose, set CertificateFingerprint to "
                    + "the new one.";
                return false;
            }

            if (errors == SslPolicyErrors.None)
            {
                return true;
            }

            Rejection = $"{peer} shows a certificate that {Describe(errors, shown, chain)}. If it is yours, compare its SHA-256 on "
                + $"the server and set CertificateFingerprint to {ofCertificate}.";
            return false;
        }

        private string Describe(SslPolicyErrors errors, X509Certificate2 shown, X509Chain? chain)
        {
            if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                return $"is for \"{shown.GetNameInfo(X509NameType.DnsName, forIssuer: false)}\", not for "
                    + $"\"{options.CertificateName ?? options.Host}\" (CertificateName)";
            }

            var status = chain?.ChainStatus.FirstOrDefault().StatusInformation.Trim().TrimEnd('.');
            return string.IsNullOrEmpty(status) ? "this machine does not trust" : $"this machine does not trust ({status})";
        }

        private static string Normalize(string fingerprint)
        {
            var hex = fingerprint.StartsWith("sha256:", StringComparison.OrdinalIgnoreCase) ? fingerprint[7..] : fingerprint;
            return hex.Replace(":", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
        }
    }
}
