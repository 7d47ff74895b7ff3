using System.ComponentModel;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallTracking.Pbx.Links;

/// <summary>An open stream to a PBX, with or without TLS.</summary>
internal sealed record LinkTransport(Stream Stream, bool IsPrivate)
{
    /// <summary>Connects.</summary>
    /// <exception cref="PbxLinkException">It cannot be reached, or its certificate is not the right one.</exception>
    public static async Task<LinkTransport> OpenAsync(LinkTarget target, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(target.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var peer = target.Peer;
        Stream? stream = null;
        try
        {
            stream = await (target.OpenStream ?? (token => ConnectAsync(target, token)))(either.Token).ConfigureAwait(false);
            if (!target.UseTls)
            {
                return new LinkTransport(stream, IsPrivate: IsLoopback(stream));
            }

            var certificate = new CertificateCheck(target, peer);
            var tls = new SslStream(stream, leaveInnerStreamOpen: false);
            stream = tls;
            await AuthenticateAsync(tls, target, certificate, peer, either.Token).ConfigureAwait(false);
            return new LinkTransport(tls, IsPrivate: true);
        }
        catch (Exception error)
        {
            if (stream is not null)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            throw error switch
            {
                SocketException refused => Unreachable(target, refused),
                OperationCanceledException when timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested =>
                    new PbxLinkException(
                        PbxLinkFailure.Unreachable,
                        $"{peer} did not answer within {target.ConnectTimeout.TotalSeconds:0.#} s; check host, port and the firewalls "
                        + "between.",
                        error),
                _ => error,
            };
        }
    }

    private static async ValueTask<Stream> ConnectAsync(LinkTarget target, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target.Host, target.Port, cancellationToken).ConfigureAwait(false);
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
        SslStream tls, LinkTarget target, CertificateCheck certificate, string peer, CancellationToken cancellationToken)
    {
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = target.CertificateName ?? target.Host,
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
                    $"{peer} does not answer in TLS; {target.Cures.NoTls}.",
                    error);
        }
    }

    private static PbxLinkException Unreachable(LinkTarget target, SocketException error)
    {
        var cure = error.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                "the host name is not known; check its spelling and the DNS",
            SocketError.ConnectionRefused =>
                $"nobody listens there; {target.Cures.NobodyListens}",
            _ => $"{error.Message}; check host, port and the firewalls between",
        };
        return new PbxLinkException(PbxLinkFailure.Unreachable, $"{target.Peer} cannot be reached: {cure}.", error);
    }

    private sealed class CertificateCheck(LinkTarget target, string peer)
    {
        /// <summary>Why the certificate was refused, for people.</summary>
        public string? Rejection { get; private set; }

        public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            if (certificate is null)
            {
                Rejection = $"{peer} shows no certificate; {target.Cures.NoCertificate}.";
                return false;
            }

            using var shown = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
            var ofCertificate = Convert.ToHexString(SHA256.HashData(shown.RawData));
            var ofKey = Convert.ToHexString(SHA256.HashData(shown.PublicKey.ExportSubjectPublicKeyInfo()));
            if (target.CertificateFingerprint is { } pinned)
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
                    + $"\"{target.CertificateName ?? target.Host}\" (CertificateName)";
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
