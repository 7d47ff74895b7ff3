using System.Text.Json;
using CallTracking.Pbx.Links;
using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// Asks FreeSWITCH what it has: the list of channels, then everything about each of them. The answers are not mapped here: they come in the
/// stream like all that FreeSWITCH says, so that a recording of the connection gives the same calls. That stream does not hold our
/// questions, so FreeSWITCH is made to say where the answers begin and end.
/// </summary>
internal static class EslSnapshot
{
    /// <summary>Asks.</summary>
    /// <returns>Null when the channels were listed.</returns>
    public static async Task<Unanswered?> AskAsync(EslConnection connection, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(EslCommand.Mark(FreeSwitchMapping.ListBegins), cancellationToken).ConfigureAwait(false);
            var list = await connection.SendAsync(EslCommand.ShowChannels(), cancellationToken).ConfigureAwait(false);
            if (!list.IsSuccess)
            {
                Log.CommandRefused(logger, connection.Peer, EslCommand.ShowChannels().Name, list.Excerpt);
                return new(
                    $"{connection.Peer} does not list its channels (\"{list.Excerpt}\"): what happened while the link was down stays "
                    + "unknown. Permit the user \"show uuid_dump echo version status global_getvar\" in esl-allowed-api.",
                    IsRefused: true);
            }

            foreach (var leg in LegsIn(list.Bytes))
            {
                // One that is gone by now is told as an error, and its end is told as an event.
                await connection.SendAsync(EslCommand.Dump(leg), cancellationToken).ConfigureAwait(false);
            }

            await connection.SendAsync(EslCommand.Mark(FreeSwitchMapping.ListEnds), cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (TimeoutException error)
        {
            Log.CommandRefused(logger, connection.Peer, EslCommand.ShowChannels().Name, error.Message);
            return new(error.Message, IsRefused: false);
        }
        catch (PbxLinkException)
        {
            return null; // The connection is over; whoever reads it says so.
        }
    }

    /// <summary>The channels of a list, as far as they can be named in a command. Without a channel there are no rows.</summary>
    public static IReadOnlyList<string> LegsIn(ReadOnlyMemory<byte> list)
    {
        try
        {
            using var document = JsonDocument.Parse(EslText.Repaired(list.Span));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("rows", out var rows)
                && rows.ValueKind == JsonValueKind.Array
                ? [.. rows.EnumerateArray().Select(LegOf).OfType<string>()]
                : [];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // What is no list is not mapped either.
            return [];
        }
    }

    private static string? LegOf(JsonElement row)
    {
        return row.ValueKind == JsonValueKind.Object && row.TryGetProperty("uuid", out var leg) && leg.ValueKind == JsonValueKind.String
            && leg.GetString() is { } text && EslArgument.IsLeg(text)
            ? text
            : null;
    }
}
