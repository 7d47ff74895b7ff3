using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Live;

/// <summary>A line per change of a call's state, for logs and screens that cannot be drawn on.</summary>
/// <param name="terminal">Where to.</param>
/// <param name="zone">The zone of the times shown.</param>
/// <param name="clock">Says when the line was written.</param>
internal sealed class LineView(Terminal terminal, TimeZoneInfo zone, TimeProvider clock) : ILiveView
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, string> _said = [];
    private string? _linkSaid;

    public void Show(CallChange change)
    {
        lock (_lock)
        {
            var text = Describe(change);
            var isNew = !_said.TryGetValue(change.Call.Id, out var last) || last != text;
            if (change.Call.State == CallState.Ended || change.Kind == CallChangeKind.Withdrawn)
            {
                _said.Remove(change.Call.Id);
            }
            else
            {
                _said[change.Call.Id] = text;
            }

            if (isNew)
            {
                terminal.Out.WriteLine($"{Wording.Instant(clock.GetUtcNow(), zone)} {text}");
                terminal.Out.Flush();
            }
        }
    }

    public void Show(LinkStatus link)
    {
        var text = LinkWords.Of(link);
        lock (_lock)
        {
            if (LinkWords.IsNews(link) && text != _linkSaid)
            {
                _linkSaid = text;
                terminal.Error.WriteLine($"calltracking: {text}");
            }
        }
    }

    public void ShowLag(long skipped) => terminal.Error.WriteLine(
        $"calltracking: {skipped} changes came faster than they could be shown; the ledger has them all.");

    public Task RunAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, terminal.Time, cancellationToken);

    private static string Describe(CallChange change)
    {
        var call = change.Call;
        var who = $"{Wording.Of(call.Direction),-8} {Wording.Caller(call)} -> {Wording.Called(call)}";
        var what = change.Kind == CallChangeKind.Withdrawn ? "belongs to another call"
            : call.State == CallState.Ended ? "ended: " + HowItWent(call)
            : $"{Wording.Of(call.State)} {string.Join(", ", LiveCall.Now(call))}".TrimEnd();
        return $"{who}  {what}";
    }

    private static string HowItWent(Call call) => call.AnsweredBy is { } by
        ? $"{Wording.Outcome(call)} by {Wording.Party(by)}, wait {Wording.Clock(call.Wait)}, talk {Wording.Clock(call.Talk)}"
        : $"{Wording.Outcome(call)} after {Wording.Clock(call.Wait)}";
}
