using CallTracking.Pbx.Links;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Asks the PBX what it has. The answers are not read here: they come in the stream like all that Asterisk says, and are mapped there, so that
/// a recording of the connection gives the same calls.
/// </summary>
internal static class AmiSnapshot
{
    private const string Channels = "CoreShowChannels";

    /// <summary>The lists that say more of the channels: conferences, who waits in which queue since when, who is parked where.</summary>
    private static readonly string[] Places = ["BridgeList", "QueueStatus", "ParkedCalls"];

    /// <summary>Asks for all lists, one after the other.</summary>
    /// <returns>Null when the channels were listed.</returns>
    public static async Task<Unanswered?> AskAsync(AmiConnection connection, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var channels = await connection.SendAsync(new AmiAction(Channels, isList: true), cancellationToken).ConfigureAwait(false);
            if (!channels.IsSuccess)
            {
                Log.ActionRefused(logger, connection.Peer, Channels, channels.Message);
                return new(
                    $"{connection.Peer} does not list its channels (\"{channels.Message}\"): what happened while the link was down stays unknown. "
                    + "Give the user write = system,reporting in manager.conf.",
                    IsRefused: true);
            }

            foreach (var list in Places)
            {
                var places = await connection.SendAsync(new AmiAction(list, isList: true), cancellationToken).ConfigureAwait(false);
                if (!places.IsSuccess)
                {
                    // Some lists that are empty are told as errors, and a module may not be loaded.
                    Log.ListRefused(logger, connection.Peer, list, places.Message);
                }
            }

            return null;
        }
        catch (TimeoutException error)
        {
            Log.ActionRefused(logger, connection.Peer, Channels, error.Message);
            return new(error.Message, IsRefused: false);
        }
        catch (InvalidOperationException error)
        {
            // Longer than anybody's memory should have to hold; the stream brought it all the same.
            Log.ActionRefused(logger, connection.Peer, Channels, error.Message);
            return null;
        }
        catch (PbxLinkException)
        {
            return null; // The connection is over; whoever reads it says so.
        }
    }
}
