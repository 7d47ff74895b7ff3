namespace CallTracking.Testing.Wire;

/// <summary>What a recording has next.</summary>
/// <param name="At">When, in the recording's time.</param>
/// <param name="Frame">The message; null where a connection ended.</param>
/// <param name="IsTold">Whether clients get it: a reply to somebody else's command is only folded.</param>
internal readonly record struct FakePbxStep<TFrame>(DateTimeOffset At, TFrame? Frame, bool IsTold)
    where TFrame : class;

/// <summary>A recording that a fake PBX plays: message by message, or in its own time.</summary>
/// <typeparam name="TFrame">What the PBX's protocol sends one after the other.</typeparam>
/// <remarks>
/// <para>Not thread-safe; several players of one PBX may run side by side. Time stamps in the messages are moved to the PBX's clock
/// (at infinite speed they stay as recorded), ids are left alone: use a transcript's <c>Instance</c> where one recording is played more than
/// once at a time.</para>
/// <para>Messages that answered somebody's command are not sent, what they told is known to the PBX all the same. Where a connection of the
/// recording ended, all connections end unless the player was told otherwise; where the recording goes on with a new process of the PBX, that
/// ends the former one.</para>
/// </remarks>
public sealed class FakePbxPlayer<TFrame> : IDisposable
    where TFrame : class
{
    private readonly Action<TFrame, DateTimeOffset, bool> _play;
    private readonly Action _close;
    private readonly Func<TFrame, Func<DateTimeOffset, DateTimeOffset>, TFrame> _restamp;
    private readonly TimeProvider _time;
    private readonly IEnumerator<FakePbxStep<TFrame>> _steps;
    private readonly double _speed;
    private readonly bool _cuts;
    private readonly DateTimeOffset _recordedStart;
    private readonly DateTimeOffset _start;
    private bool _hasNext;

    internal FakePbxPlayer(
        TimeProvider time, IEnumerable<FakePbxStep<TFrame>> steps, double speed, bool cuts, Action<TFrame, DateTimeOffset, bool> play, Action close,
        Func<TFrame, Func<DateTimeOffset, DateTimeOffset>, TFrame> restamp)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(speed);
        (_play, _close, _restamp) = (play, close, restamp);
        _time = time;
        _start = time.GetUtcNow();
        _steps = steps.GetEnumerator();
        _speed = speed;
        _cuts = cuts;
        _hasNext = _steps.MoveNext();
        _recordedStart = _hasNext ? _steps.Current.At : _start;
    }

    /// <summary>When the next message is due, by the PBX's clock; null at the end.</summary>
    public DateTimeOffset? NextAt => _hasNext ? Moved(_steps.Current.At) : null;

    /// <summary>The next message, as it was recorded; null at the end of a connection and at the end of the recording.</summary>
    public TFrame? Next => _hasNext ? _steps.Current.Frame : null;

    /// <summary>How many messages were played, those included that no client gets.</summary>
    public long Played { get; private set; }

    /// <summary>Plays the next message now, whatever the clock says.</summary>
    /// <returns>False at the end.</returns>
    public bool Step()
    {
        if (!_hasNext)
        {
            return false;
        }

        var (at, frame, isTold) = _steps.Current;
        _hasNext = _steps.MoveNext();
        Played++;
        if (frame is not null)
        {
            _play(Restamped(frame), Moved(at), isTold);
        }
        else if (_cuts)
        {
            _close();
        }

        return true;
    }

    /// <summary>Plays everything that is due by now.</summary>
    /// <returns>False at the end.</returns>
    public bool StepDue()
    {
        while (_hasNext && NextAt <= _time.GetUtcNow())
        {
            Step();
        }

        return _hasNext;
    }

    /// <summary>Plays to the end, each message at its time.</summary>
    /// <param name="cancellationToken">Ends the playing.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        while (StepDue())
        {
            // Timers know milliseconds: what is due within one is due.
            var wait = NextAt!.Value - _time.GetUtcNow();
            await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, _time, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Closes the recording.</summary>
    public void Dispose() => _steps.Dispose();

    private DateTimeOffset Moved(DateTimeOffset recorded) =>
        double.IsPositiveInfinity(_speed) ? _start : _start + ((recorded - _recordedStart) / _speed);

    private TFrame Restamped(TFrame frame) =>
        double.IsPositiveInfinity(_speed) || (_start == _recordedStart && _speed == 1) ? frame : _restamp(frame, Moved);
}
