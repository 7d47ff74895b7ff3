using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// What is said once after the login: who FreeSWITCH is, and what it shall tell. The answers come in the stream and are mapped there, so
/// that a recording of the connection tells the same.
/// </summary>
internal static class EslSession
{
    private static readonly string[] Events = [.. FreeSwitchMapping.WantedEvents.Where(static name => name != "CUSTOM")];
    private static readonly string[] Subclasses = [.. FreeSwitchMapping.WantedSubclasses, EslCommand.DigitsSubclass];

    /// <summary>Asks, then subscribes: to no more than what means something to a call.</summary>
    /// <returns>What FreeSWITCH calls itself; null when it may not be asked.</returns>
    /// <exception cref="PbxLinkException">It does not tell its events.</exception>
    public static async Task<string?> BeginAsync(
        EslConnection connection, FreeSwitchOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var version = await TryAskAsync(connection, EslCommand.Version(), logger, cancellationToken).ConfigureAwait(false);
            await TryAskAsync(connection, EslCommand.Core(), logger, cancellationToken).ConfigureAwait(false);
            await TryAskAsync(connection, EslCommand.Status(), logger, cancellationToken).ConfigureAwait(false);
            var subscription = EslCommand.Events(options.Format == FreeSwitchEventFormat.Json, Events, Subclasses);
            var reply = await connection.SendAsync(subscription, cancellationToken).ConfigureAwait(false);
            return reply.IsSuccess ? version?.Excerpt : throw new PbxLinkException(
                PbxLinkFailure.AccessDenied,
                $"{connection.Peer} refuses to tell its events (\"{reply.Excerpt}\"); permit the user \"all\" in esl-allowed-events.");
        }
        catch (TimeoutException error)
        {
            throw new PbxLinkException(PbxLinkFailure.Lost, error.Message, error);
        }
        catch (PbxLinkException error) when (error.Failure == PbxLinkFailure.Lost)
        {
            // The connection is over already. What it brought is handled all the same.
            return null;
        }
    }

    private static async Task<EslReply?> TryAskAsync(
        EslConnection connection, EslCommand command, ILogger logger, CancellationToken cancellationToken)
    {
        var reply = await connection.SendAsync(command, cancellationToken).ConfigureAwait(false);
        if (reply.IsSuccess)
        {
            return reply;
        }

        Log.CommandRefused(logger, connection.Peer, command.Name, reply.Excerpt);
        return null;
    }
}
