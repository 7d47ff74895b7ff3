namespace CallTracking.Pbx.Simulator;

/// <summary>What one run of a simulated PBX has said: events in order of time and number, whoever they are about.</summary>
internal sealed class SimulatedLine(IPbxEventSink sink, DateTimeOffset start)
{
    /// <summary>The newest event; null before the first.</summary>
    public PbxEvent? Said { get; private set; }

    /// <summary>Its time.</summary>
    public DateTimeOffset Last => Said?.At ?? start;

    public async ValueTask TellAsync(IReadOnlyList<PbxEvent> events, CancellationToken cancellationToken)
    {
        foreach (var pbxEvent in events)
        {
            // What is placed has no number of its own: it shares that of the event before, and nothing turns the time back.
            var told = pbxEvent with
            {
                Seq = pbxEvent.Seq == 0 ? Said?.Seq ?? 1 : pbxEvent.Seq,
                At = pbxEvent.At > Last ? pbxEvent.At : Last,
            };
            await sink.PublishAsync(told, cancellationToken).ConfigureAwait(false);
            Said = told;
        }
    }
}
