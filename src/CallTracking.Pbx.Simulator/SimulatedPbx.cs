namespace CallTracking.Pbx.Simulator;

/// <summary>
/// A PBX inside the process: plays a script, or random days of calls, and reports them as a real PBX does. The reference for whoever
/// writes an adapter, and what demonstrations and tests run on.
/// </summary>
/// <remarks>Every <see cref="RunAsync"/> is the PBX starting anew and plays from the beginning: the same calls for the same options. A
/// playing with an end (a script, or <see cref="SimulatorOptions.Days"/>) has <see cref="PbxAbilities.Finite"/>.</remarks>
public sealed class SimulatedPbx : IPbxAdapter
{
    private const string Product = "CallTracking simulator";

    // Timers take no longer delays; a script may.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    // How long the engine's inbox may take for the last event when the link is being stopped.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(1);

    private readonly SimulatorOptions _options;
    private readonly TimeProvider _time;
    private readonly SimulatorControl _control;

    /// <summary>Creates the PBX.</summary>
    /// <param name="options">What it plays.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names it and the cure.</exception>
    public SimulatedPbx(SimulatorOptions options, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _control = new SimulatorControl(options);
    }

    /// <inheritdoc/>
    public PbxAbilities Abilities =>
        PbxAbilities.LiveEvents | SimulatorControl.Abilities | (IsFinite ? PbxAbilities.Finite : PbxAbilities.None);

    /// <inheritdoc/>
    /// <remarks>Calls are placed beside those that are played, and only they can be ended.</remarks>
    public IPbxCallControl Control => _control;

    private bool IsFinite => _options.Script is not null || _options.Days is not null;

    /// <summary>Plays everything at once, without an engine: what tests compare a ledger with.</summary>
    /// <param name="options">What to play; it must have an end.</param>
    /// <param name="startAt">Simulated time of the beginning; <see cref="SimulatorOptions.StartAt"/> wins where it is set.</param>
    /// <returns>All events in order, from link up to link down, and the truth of every call in order of completion.</returns>
    /// <exception cref="ArgumentException">An option is wrong, or the playing has no end.</exception>
    public static SimulatedRun Play(SimulatorOptions options, DateTimeOffset startAt)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        if (options.Script is null && options.Days is null)
        {
            throw new ArgumentException("Days is null, so the playing would never end; give Days, or a Script.", nameof(options));
        }

        var start = Truncate(options.StartAt ?? startAt);
        var steps = Steps(options, start).ToList();
        return new SimulatedRun([.. steps.Select(step => step.Event)], [.. steps.SelectMany(step => step.Completed)]);
    }

    /// <inheritdoc/>
    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        cancellationToken.ThrowIfCancellationRequested();
        await Task.Yield();
        var began = _time.GetTimestamp();
        var start = Truncate(_options.StartAt ?? _time.GetUtcNow());
        var line = new SimulatedLine(sink, start);
        try
        {
            using var steps = Steps(_options, start).GetEnumerator();
            for (var more = steps.MoveNext(); ;)
            {
                var next = more ? steps.Current.Event.At : DateTimeOffset.MaxValue;
                if (!more && IsFinite)
                {
                    break;
                }

                // Whatever is due first; a call that is placed meanwhile makes us look again.
                var wake = _control.Changed;
                var placed = _control.NextDue(line.Last);
                if (!more && placed is null)
                {
                    await wake.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
                else if (placed is { } due && due < next)
                {
                    if (await WaitUntilAsync(due - start, began, wake, cancellationToken).ConfigureAwait(false))
                    {
                        await line.TellAsync(_control.Take(due), cancellationToken).ConfigureAwait(false);
                    }
                }
                else if (await WaitUntilAsync(next - start, began, wake, cancellationToken).ConfigureAwait(false))
                {
                    await PlayAsync(line, steps.Current, start, began, cancellationToken).ConfigureAwait(false);
                    more = steps.MoveNext();
                }
            }
        }
        finally
        {
            _control.Disconnected();
            if (line.Said is not null and not LinkDown)
            {
                await EndAsync(sink, line.Said, start + Elapsed(began)).ConfigureAwait(false);
            }
        }
    }

    private async Task PlayAsync(SimulatedLine line, SimulatedStep step, DateTimeOffset start, long began, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await line.TellAsync([step.Event], cancellationToken).ConfigureAwait(false);
        if (step.Event is LinkUp)
        {
            _control.Connected(() => Later(line.Last, Truncate(start + Elapsed(began))));
        }

        foreach (var truth in step.Completed)
        {
            _options.CallPlayed?.Invoke(truth);
        }
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static IEnumerable<SimulatedStep> Steps(SimulatorOptions options, DateTimeOffset start)
    {
        var names = new LegNames();
        var calls = options.Script?.Play(options, names, start) ?? RandomDays.Play(options, names, start);
        PbxEvent last = new LinkUp(1, start, Product, start);
        yield return new SimulatedStep(last, []);
        if (options.Script is null && options.CallsPerDay == 0 && options.Days is null)
        {
            yield break;
        }

        foreach (var step in SimulatorTimeline.Weave(calls, last.Seq + 1))
        {
            last = step.Event;
            yield return step;
        }

        yield return new SimulatedStep(new LinkDown(last.Seq + 1, last.At.AddMilliseconds(1), PbxStopped: true), []);
    }

    private static void Check(SimulatorOptions options)
    {
        if (SimulatorOptionsValidator.Problems(options).FirstOrDefault() is { } problem)
        {
            throw new ArgumentException(problem, nameof(options));
        }
    }

    // Instants have microseconds at the seam.
    private static DateTimeOffset Truncate(DateTimeOffset at) =>
        new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    private static async Task EndAsync(IPbxEventSink sink, PbxEvent last, DateTimeOffset now)
    {
        var at = now > last.At ? Truncate(now) : last.At;
        try
        {
            // The link's token is cancelled by now, and the engine is owed this event; a full inbox does not keep us for long.
            await sink.PublishAsync(new LinkDown(last.Seq + 1, at, PbxStopped: false), CancellationToken.None).AsTask()
                .WaitAsync(LastWord).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The engine has stopped listening; it closes the connection's calls itself.
        }
    }

    private TimeSpan Elapsed(long began) =>
        double.IsPositiveInfinity(_options.Speed) ? TimeSpan.Zero : _time.GetElapsedTime(began) * _options.Speed;

    /// <summary>Waits until it is time; false when something changed meanwhile and what is due first may be another.</summary>
    private async ValueTask<bool> WaitUntilAsync(TimeSpan simulated, long began, Task wake, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (double.IsPositiveInfinity(_options.Speed))
        {
            return true;
        }

        var due = simulated / _options.Speed;
        for (var rest = due - _time.GetElapsedTime(began); rest > TimeSpan.Zero; rest = due - _time.GetElapsedTime(began))
        {
            // Up to whole milliseconds, as a timer cuts the rest off and would not wait at all for less than one.
            var delay = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(rest.TotalMilliseconds, LongestDelay.TotalMilliseconds)));
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var elapsed = Task.Delay(delay, _time, enough.Token);
            if (await Task.WhenAny(elapsed, wake).ConfigureAwait(false) == wake)
            {
                await enough.CancelAsync().ConfigureAwait(false);
                return false;
            }

            await elapsed.ConfigureAwait(false);
        }

        return true;
    }
}

/// <summary>Everything that a simulated PBX played.</summary>
/// <param name="Events">The events in order.</param>
/// <param name="Truths">What really happened, a truth per call in order of completion.</param>
public sealed record SimulatedRun(IReadOnlyList<PbxEvent> Events, IReadOnlyList<SimulatedCallTruth> Truths);
