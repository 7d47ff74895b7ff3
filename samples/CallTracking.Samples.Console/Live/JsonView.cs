using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Live;

/// <summary>A JSON object a line: each call as the ledger shows it, whenever something about it is new.</summary>
internal sealed class JsonView(Terminal terminal) : ILiveView
{
    private readonly Lock _lock = new();

    public void Show(CallChange change)
    {
        var line = $$"""{"change":"{{Wording.JsonWord(change.Kind)}}","call":{{LedgerCall.From(change.Call).ToJson()}}}""";
        lock (_lock)
        {
            terminal.Out.WriteLine(line);
            terminal.Out.Flush();
        }
    }

    public void Show(LinkStatus link)
    {
        if (LinkWords.IsNews(link))
        {
            terminal.Error.WriteLine($"calltracking: {LinkWords.Of(link)}");
        }
    }

    public void ShowLag(long skipped) =>
        terminal.Error.WriteLine($"calltracking: {skipped} changes were left out; each call's newest state follows.");

    public Task RunAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, terminal.Time, cancellationToken);
}
