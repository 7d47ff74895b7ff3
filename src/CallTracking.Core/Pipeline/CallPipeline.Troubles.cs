using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <content>What is done where a stage cannot go on as it should: each is said in the link's status, and nothing is lost silently.</content>
internal sealed partial class CallPipeline
{
    /// <summary>Lets go of the spool's files where <see cref="RunAsync"/> was never reached.</summary>
    public ValueTask DisposeAsync() => _commits.DisposeAsync();

    private Task PauseAsync(TimeSpan pause, LedgerStoreException exception, CancellationToken cancellationToken)
    {
        var elapsed = Task.Delay(pause, _stages.Time, cancellationToken);
        _link.Status.StoreRefused(exception.Message);
        Log.StoreRetried(_stages.Logger, _link.Name, exception.Message, pause, exception);
        return elapsed;
    }

    private async ValueTask WaitForRoomAsync(PbxEvent pbxEvent, CancellationToken cancellationToken)
    {
        if (_link.Status.InboxFilled())
        {
            Log.InboxFull(_stages.Logger, _link.Name, _stages.Options.InboxCapacity);
        }

        await _inbox.Writer.WriteAsync(pbxEvent, cancellationToken).ConfigureAwait(false);
    }

    private void Quarantine(PbxEvent pbxEvent, Exception error)
    {
        _link.Status.Quarantined();
        _stages.Metrics.Quarantined(_link.Name);
        Log.Quarantined(_stages.Logger, _link.Name, pbxEvent.GetType().Name, _epoch, pbxEvent.Seq, error);
    }
}
