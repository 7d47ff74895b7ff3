using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>From the open connection to the one that is logged in.</summary>
internal static class AmiLogin
{
    /// <summary>Waits for the greeting and proves who we are.</summary>
    /// <exception cref="PbxLinkException">It is no AMI, it does not answer, or it refuses.</exception>
    public static async Task LogInAsync(
        AmiConnection connection, AsteriskOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.LoginTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await GreetAsync(connection, either.Token).ConfigureAwait(false);
            var login = options.Authentication == AmiAuthentication.Md5
                ? await AnswerChallengeAsync(connection, options, either.Token).ConfigureAwait(false)
                : Plain(connection, options);
            var reply = await connection.SendAsync(login, either.Token).ConfigureAwait(false);
            if (!reply.IsSuccess)
            {
                throw Refused(connection, options, reply);
            }
        }
        catch (TimeoutException error)
        {
            throw TooSlow(connection, options, error);
        }
        catch (OperationCanceledException error) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw TooSlow(connection, options, error);
        }
    }

    /// <summary>MD5 is what AMI speaks here; the secret itself stays at home, but only TLS protects what follows.</summary>
    public static string KeyOf(string challenge, string secret)
    {
#pragma warning disable CA5351 // The protocol prescribes MD5.
        return Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(challenge + secret)));
#pragma warning restore CA5351
    }

    private static async Task GreetAsync(AmiConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Banner.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PbxLinkException error) when (error.Failure == PbxLinkFailure.Lost)
        {
            throw connection.NoBanner(
                "closed the connection without a greeting; check that this is the manager interface and not a TLS port.");
        }
    }

    private static async Task<AmiAction> AnswerChallengeAsync(
        AmiConnection connection, AsteriskOptions options, CancellationToken cancellationToken)
    {
        var ask = new AmiAction("Challenge").With("AuthType", "MD5");
        var challenge = await connection.SendAsync(ask, cancellationToken).ConfigureAwait(false);
        if (!challenge.IsSuccess || challenge.Response["Challenge"] is not { } text)
        {
            throw new PbxLinkException(
                PbxLinkFailure.AccessDenied,
                $"{connection.Peer} offers no MD5 login (\"{challenge.Message}\"); set Authentication to Plain, over TLS.");
        }

        return new AmiAction("Login")
            .With("AuthType", "MD5")
            .With("Username", options.User)
            .WithSecret("Key", KeyOf(text, options.Secret));
    }

    private static AmiAction Plain(AmiConnection connection, AsteriskOptions options)
    {
        if (!connection.IsPrivate && !options.AllowPlaintextLogin)
        {
            throw new PbxLinkException(
                PbxLinkFailure.AccessDenied,
                $"{connection.Peer}: a Plain login would send the secret readable for all on the way; set UseTls, or Authentication to "
                + "Md5, or "
                + "AllowPlaintextLogin.");
        }

        return new AmiAction("Login").With("Username", options.User).WithSecret("Secret", options.Secret);
    }

    private static PbxLinkException Refused(AmiConnection connection, AsteriskOptions options, AmiReply reply)
    {
        return new PbxLinkException(
            PbxLinkFailure.AccessDenied,
            $"{connection.Peer} refused the login of \"{options.User}\" (\"{reply.Message}\"); check in manager.conf the section "
            + $"[{options.User}]: its secret, "
            + "and that permit and acl allow this machine. After a change: manager reload.");
    }

    private static PbxLinkException TooSlow(AmiConnection connection, AsteriskOptions options, Exception error)
    {
        var seconds = $"{options.LoginTimeout.TotalSeconds:0.#} s";
        return connection.Banner.IsCompletedSuccessfully
            ? new PbxLinkException(
                PbxLinkFailure.Lost, $"{connection.Peer} did not answer the login within {seconds} (LoginTimeout).", error)
            : connection.NoBanner($"sent no greeting within {seconds}; check that this is the manager interface and not a TLS port.");
    }
}
