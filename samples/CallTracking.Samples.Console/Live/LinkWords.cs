using CallTracking.Links;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Live;

/// <summary>The state of a link in one line.</summary>
internal static class LinkWords
{
    /// <summary>Whether a link's state is news to somebody who reads lines, and not only a step on the way to one.</summary>
    public static bool IsNews(LinkStatus link) => link.State is not (LinkState.Starting or LinkState.Connecting or LinkState.Resyncing or LinkState.Stopped)
        || link.StoreError is not null || link.SpooledSince is not null || link.InboxFullSince is not null;

    public static string Of(LinkStatus link)
    {
        var state = link.State switch
        {
            LinkState.Starting => "starting",
            LinkState.Connecting when link.Attempt > 1 => $"connecting, attempt {link.Attempt}",
            LinkState.Connecting => "connecting",
            LinkState.Resyncing => "connected, asking which calls there are",
            LinkState.Up when link.Hint is { } hint => $"connected; {hint}",
            LinkState.Up => link.Product is { } product ? $"connected to {product}" : "connected",
            LinkState.Down or LinkState.Failed => link.LastError is { } error ? $"not connected: {error}" : "not connected",
            LinkState.Finished => "finished",
            LinkState.Standby => link.LeaseHolder is { } holder ? $"standing by, {holder} has the link" : "standing by",
            _ => "stopped",
        };
        var store = link switch
        {
            { StoreError: not null, SpoolError: { } lost } => $"; calls are not kept: {lost}",
            { StoreError: { } refused, SpooledSince: not null } => $"; kept on disk until the store is back: {refused}",
            { StoreError: { } refused } => $"; not stored yet: {refused}",
            { SpooledSince: not null } => "; storing what was kept on disk",
            _ => string.Empty,
        };
        var inbox = link.InboxFullSince is null ? string.Empty : "; cannot keep up";
        return Printable.Line(state + store + inbox);
    }
}
