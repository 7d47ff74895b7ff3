using System.Threading.Channels;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using Microsoft.Extensions.Logging;

namespace CallTracking.Links;

/// <summary>The adapter's end of a link: passes events to the pipeline and believes of the link's state only what they say.</summary>
internal sealed class LinkSink(
    LinkRecord status, CallPipeline pipeline, PipelineMetrics metrics, TimeProvider time, ILogger logger, bool isFinite = false, bool asksFirst = false)
    : IPbxEventSink
{
    // A PBX that could not send for a while closes the connection; that is read only after all that it had sent before.
    private static readonly TimeSpan OverflowWithin = TimeSpan.FromSeconds(30);

    private volatile bool _isUp;
    private volatile bool _stopping;
    private long _lastSeq;
    private long _upSince;

    /// <summary>Whether the last that the adapter said is that the link is up.</summary>
    public bool IsUp => _isUp;

    /// <summary>Whether the adapter has said so since the last <see cref="BeginConnection"/>.</summary>
    public bool WasUp { get; private set; }

    /// <summary>How long the connection was, or has been, up.</summary>
    public TimeSpan UpFor => WasUp ? time.GetElapsedTime(_upSince) : TimeSpan.Zero;

    public void BeginConnection() => WasUp = false;

    public ValueTask PublishAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pbxEvent);
        Volatile.Write(ref _lastSeq, pbxEvent.Seq);
        switch (pbxEvent)
        {
            case LinkUp up:
                (_isUp, WasUp, _upSince) = (true, true, time.GetTimestamp());
                if (asksFirst)
                {
                    status.Resyncing(up.Product);
                }
                else
                {
                    status.Up(up.Product);
                }

                Log.Up(logger, status.Name, up.Product);
                break;
            case LinkDown down:
                _isUp = false;
                status.Lost();
                pbxEvent = down with { Reason = ReasonOf(down) };
                break;
        }

        return pipeline.PublishAsync(pbxEvent, cancellationToken);
    }

    public void CannotAsk(string why)
    {
        status.Resynced(why);
        Log.CannotAsk(logger, status.Name, why);
    }

    /// <summary>From now on the link goes down because the host ends it.</summary>
    public void Stopping() => _stopping = true;

    public void CountUnknown(string name)
    {
        metrics.Unknown(status.Name);
        if (status.CountUnknown(name))
        {
            Log.UnknownEvent(logger, status.Name, name);
        }
    }

    /// <summary>Ends the connection where the adapter returned without saying so.</summary>
    public async ValueTask EnsureDownAsync(CancellationToken cancellationToken)
    {
        if (!IsUp)
        {
            return;
        }

        Log.DownUnsaid(logger, status.Name);
        await TryAsync(new LinkDown(_lastSeq, Now(), PbxStopped: false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets the time pass for the calls of a link that is not connected; a connected adapter does it itself.</summary>
    public ValueTask TickAsync(CancellationToken cancellationToken) =>
        IsUp ? ValueTask.CompletedTask : TryAsync(new Tick(Volatile.Read(ref _lastSeq), Now()), cancellationToken);

    private LinkDownReason ReasonOf(LinkDown down) => (down.Reason, isFinite, _stopping) switch
    {
        (LinkDownReason.Lost or LinkDownReason.PbxStopped, true, _) => LinkDownReason.Over,
        (LinkDownReason.Lost, _, true) => LinkDownReason.HostStopped,
        (LinkDownReason.Lost, _, _) when status.WasInboxFull(within: OverflowWithin) => LinkDownReason.Overflow,
        _ => down.Reason,
    };

    private async ValueTask TryAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(pbxEvent, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ChannelClosedException or OperationCanceledException)
        {
            // The pipeline has ended and says why itself.
        }
    }

    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
