namespace CallTracking.Pbx.FreeSwitch;

/// <summary>From the open connection to the one that is logged in.</summary>
internal static class EslLogin
{
    /// <summary>Waits for the greeting and proves who we are.</summary>
    /// <exception cref="PbxLinkException">It is no event socket, it does not answer, or it refuses.</exception>
    public static async Task LogInAsync(
        EslConnection connection, FreeSwitchOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.LoginTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await GreetAsync(connection, either.Token).ConfigureAwait(false);
            if (!connection.IsPrivate && options.OpenStream is null && !options.AllowPlaintextLogin)
            {
                throw new PbxLinkException(
                    PbxLinkFailure.AccessDenied,
                    $"{connection.Peer}: the login would send the password readable for all on the way; put a TLS tunnel before the "
                    + "event socket and set UseTls, or set AllowPlaintextLogin if the network between is yours alone.");
            }

            var reply = await connection.SendAsync(Login(options), either.Token).ConfigureAwait(false);
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

    private static EslCommand Login(FreeSwitchOptions options)
    {
        if (options.User is not { } user)
        {
            return EslCommand.Auth(options.Password);
        }

        var at = user.IndexOf('@', StringComparison.Ordinal);
        return at < 0
            ? EslCommand.UserAuth(user, domain: null, options.Password)
            : EslCommand.UserAuth(user[..at], user[(at + 1)..], options.Password);
    }

    private static async Task GreetAsync(EslConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.Greeting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PbxLinkException error) when (error.Failure == PbxLinkFailure.Lost)
        {
            throw connection.NoGreeting(
                "closed the connection without a greeting; check that this is mod_event_socket and not a TLS port.");
        }
    }

    private static PbxLinkException Refused(EslConnection connection, FreeSwitchOptions options, EslReply reply)
    {
        var cure = options.User is { } user
            ? $"check in the directory that the user {user} has an esl-password and that it is this one. After a change: reloadxml."
            : "check the password in autoload_configs/event_socket.conf.xml; a blank at its end counts. After a change: reload "
                + "mod_event_socket.";
        return new PbxLinkException(PbxLinkFailure.AccessDenied, $"{connection.Peer} refused the login (\"{reply.Excerpt}\"); {cure}");
    }

    private static PbxLinkException TooSlow(EslConnection connection, FreeSwitchOptions options, Exception error)
    {
        var seconds = $"{options.LoginTimeout.TotalSeconds:0.#} s";
        return connection.Greeting.IsCompletedSuccessfully
            ? new PbxLinkException(
                PbxLinkFailure.Lost, $"{connection.Peer} did not answer the login within {seconds} (LoginTimeout).", error)
            : connection.NoGreeting($"sent no greeting within {seconds}; check that this is mod_event_socket and not a TLS port.");
    }
}
