using System.Globalization;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>What is asked once after the login: the product, and since when it runs.</summary>
/// <param name="Product">For people; null when it may not be asked.</param>
/// <param name="BootedAt">When the PBX started, as far as known.</param>
/// <param name="Startup">Asterisk's own words for its start, in its own zone: equal as long as it is the same process.</param>
internal sealed record AmiSession(string? Product, DateTimeOffset? BootedAt, string? Startup)
{
    /// <summary>A login is accepted before Asterisk is ready. It says when it is, unless the user may not read class system.</summary>
    public static readonly TimeSpan BootGrace = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the PBX is ready and asks it who it is.</summary>
    /// <param name="connection">The connection, logged in.</param>
    /// <param name="before">The session before, on the same link.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">The log.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<AmiSession> BeginAsync(
        AmiConnection connection, AmiSession? before, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        DateTimeOffset? booted = null;
        try
        {
            var uptime = await connection.FullyBooted.WaitAsync(BootGrace, time, cancellationToken).ConfigureAwait(false);
            booted = uptime is >= 0 and < int.MaxValue ? time.GetUtcNow() - TimeSpan.FromSeconds(uptime.Value) : null;
        }
        catch (PbxLinkException)
        {
            // The connection is over already. What it brought is handled all the same.
            return new AmiSession(before?.Product, BootedAt: null, before?.Startup);
        }
        catch (TimeoutException)
        {
            Log.NotFullyBooted(logger, connection.Peer, BootGrace.TotalSeconds);
        }

        var settings = await AskAsync(connection, "CoreSettings", logger, cancellationToken).ConfigureAwait(false);
        var status = await AskAsync(connection, "CoreStatus", logger, cancellationToken).ConfigureAwait(false);
        var version = settings?.Response["AsteriskVersion"];
        var startup = status?.Response["CoreStartupDate"] is { } date
            ? string.Create(CultureInfo.InvariantCulture, $"{date} {status.Response["CoreStartupTime"]}")
            : null;

        // The start is told in a zone that is not told. But when it is another than at the connection before, the PBX was restarted since.
        if (booted is null && startup is not null && before?.Startup is { } last && last != startup)
        {
            booted = time.GetUtcNow();
        }

        return new AmiSession(version is null ? null : $"Asterisk {version}", booted, startup ?? before?.Startup);
    }

    private static async Task<AmiReply?> AskAsync(
        AmiConnection connection, string action, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await connection.SendAsync(new AmiAction(action), cancellationToken).ConfigureAwait(false);
            if (reply.IsSuccess)
            {
                return reply;
            }

            Log.ActionRefused(logger, connection.Peer, action, reply.Message);
        }
        catch (Exception error) when (error is TimeoutException or PbxLinkException)
        {
            Log.ActionRefused(logger, connection.Peer, action, error.Message);
        }

        return null;
    }
}
