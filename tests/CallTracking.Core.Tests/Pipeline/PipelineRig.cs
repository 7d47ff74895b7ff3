using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Core.Tests.Pipeline;

/// <summary>A pipeline with everything around it in memory.</summary>
internal sealed class PipelineRig : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly ChangeBuffer _published;

    public PipelineRig(
        MemoryLedger? ledger = null, Action<CallTrackingOptions>? configure = null, Func<TrackEvent>? newTracker = null,
        SpoolFolder? spools = null, FakeTimeProvider? time = null,
        ILinkLease? leases = null, long lease = 0)
    {
        Ledger = ledger ?? new MemoryLedger();
        configure?.Invoke(Options);
        Time = time ?? new FakeTimeProvider(Start);
        Links = new LinkBoard(Time);
        Metrics = new PipelineMetrics(Links);
        Feed = new CallFeed(Board, Microsoft.Extensions.Options.Options.Create(Options));
        Stages = new PipelineStages(Options, Ledger, Ledger, Feed, Metrics, Time, NullLogger.Instance) { Spools = spools, Leases = leases };
        Link = new PipelineLink("default", "office", Links.Add("office"), newTracker ?? (() => new LegTracker().Apply)) { Lease = lease };
        Pipeline = new CallPipeline(Link, Stages);
        _published = Feed.Subscribe(_ => true).Buffer;
    }

    public CallTrackingOptions Options { get; } = new() { SubscriberBuffer = 100_000 };

    public MemoryLedger Ledger { get; }

    public FakeTimeProvider Time { get; }

    public LinkBoard Links { get; }

    public CallBoard Board { get; } = new();

    public CallFeed Feed { get; }

    public PipelineMetrics Metrics { get; }

    public PipelineStages Stages { get; }

    public PipelineLink Link { get; }

    public CallPipeline Pipeline { get; }

    public LinkStatus Status => Link.Status.ToStatus();

    public IReadOnlyList<Call> OpenCalls => Board.List(Caller.System());

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    public static LegStarted Begin(long seq, string leg) => new(seq, At(seq), new LegId(leg), "desk", null, null, null, null, null);

    public static LegUp Answer(long seq, string leg) => new(seq, At(seq), new LegId(leg));

    public static LegEnded End(long seq, string leg) => new(seq, At(seq), new LegId(leg), DialResult.Unknown, 16);

    public static LinkUp Up(long seq) => new(seq, At(seq), "Test PBX", null);

    public static LinkDown Down(long seq) => new(seq, At(seq), PbxStopped: false);

    /// <summary>Puts events into the inbox; with the pipeline not running they become one step.</summary>
    public async Task PublishAsync(params PbxEvent[] events)
    {
        foreach (var pbxEvent in events)
        {
            await Pipeline.PublishAsync(pbxEvent, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Moves what is in the inbox into the ledger and ends the pipeline.</summary>
    public async Task DrainAsync()
    {
        Pipeline.Complete();
        await Pipeline.RunAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>How many changes subscribers were told and nobody has taken yet.</summary>
    public int Waiting => _published.Count;

    /// <summary>What subscribers were told and nobody has taken yet.</summary>
    public async Task<List<CallChange>> TakePublishedAsync()
    {
        var changes = new List<CallChange>();
        while (_published.Count > 0 && await _published.TakeAsync(TestContext.Current.CancellationToken) is var (change, _))
        {
            _published.Release(change.Call.Id);
            changes.Add(change);
        }

        return changes;
    }

    /// <summary>Waits until a link's status is as wanted.</summary>
    public async Task<LinkStatus> UntilAsync(Func<LinkStatus, bool> wanted, string link = "office")
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        await foreach (var status in Links.ReadAsync(patience.Token))
        {
            if (status.Link == link && wanted(status))
            {
                return status;
            }
        }

        throw new InvalidOperationException("The enumeration of link states has no end.");
    }

    public void Dispose()
    {
        // Nothing in it waits for this thread: it ends what runs in the background.
        Pipeline.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Metrics.Dispose();
    }
}
