using System.Globalization;
using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>A recording that a <see cref="FakeAsterisk"/> plays: message by message, or in its own time.</summary>
/// <remarks>
/// <para>Not thread-safe; several players of one PBX may run side by side. Time stamps in the messages are moved to the PBX's clock
/// (at infinite speed they stay as recorded), ids are left alone: use <see cref="AmiTranscript.Instance"/> where one recording is played more than once at a time.</para>
/// <para>Messages that answered somebody's action are not sent, what they told is known to the PBX all the same. Where a connection of the
/// recording ended, all connections end unless the player was told otherwise; a later <c>FullyBooted</c> of a new process ends the
/// former one.</para>
/// </remarks>
public sealed class FakeAsteriskPlayer : IDisposable
{
    private static readonly string[] DateHeaders = ["StartTime", "AnswerTime", "EndTime", "EventTime"];
    private const string DateFormat = "yyyy-MM-dd HH:mm:ss";

    private readonly FakeAsterisk _server;
    private readonly IEnumerator<AmiPlayStep> _steps;
    private readonly double _speed;
    private readonly bool _cuts;
    private readonly DateTimeOffset _recordedStart;
    private readonly DateTimeOffset _start;
    private bool _hasNext;

    internal FakeAsteriskPlayer(FakeAsterisk server, IEnumerable<AmiPlayStep> steps, double speed, bool cuts, DateTimeOffset start)
    {
        _server = server;
        _steps = steps.GetEnumerator();
        _speed = speed;
        _cuts = cuts;
        _start = start;
        _hasNext = _steps.MoveNext();
        _recordedStart = _hasNext ? _steps.Current.At : start;
    }

    /// <summary>When the next message is due, by the PBX's clock; null at the end.</summary>
    public DateTimeOffset? NextAt => _hasNext ? Moved(_steps.Current.At) : null;

    /// <summary>The next message, as it was recorded; null at the end of a connection and at the end of the recording.</summary>
    public AmiFrame? Next => _hasNext ? _steps.Current.Frame : null;

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
            _server.Play(Restamped(frame), Moved(at), isTold);
        }
        else if (_cuts)
        {
            _server.Close();
        }

        return true;
    }

    /// <summary>Plays everything that is due by now.</summary>
    /// <returns>False at the end.</returns>
    public bool StepDue()
    {
        while (_hasNext && NextAt <= _server.Options.TimeProvider.GetUtcNow())
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
        var time = _server.Options.TimeProvider;
        while (StepDue())
        {
            // Timers know milliseconds: what is due within one is due.
            var wait = NextAt!.Value - time.GetUtcNow();
            await Task.Delay(wait < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : wait, time, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Closes the recording.</summary>
    public void Dispose() => _steps.Dispose();

    private DateTimeOffset Moved(DateTimeOffset recorded) =>
        double.IsPositiveInfinity(_speed) ? _start : _start + ((recorded - _recordedStart) / _speed);

    private AmiFrame Restamped(AmiFrame frame)
    {
        if (double.IsPositiveInfinity(_speed) || (_start == _recordedStart && _speed == 1))
        {
            return frame;
        }

        var stamp = frame.Timestamp;
        var isDated = frame.Name is "Cdr" or "CEL";
        if (stamp is null && !isDated)
        {
            return frame;
        }

        var text = new StringBuilder(frame.Bytes.Length);
        foreach (var (name, value) in frame.Headers)
        {
            text.Append(name).Append(": ").Append(name == "Timestamp" && stamp is { } at ? Seconds(Moved(at)) : isDated ? Date(name, value) : value);
            text.Append("\r\n");
        }

        return new AmiFrame(Encoding.Latin1.GetBytes(text.Append("\r\n").ToString()));
    }

    private static string Seconds(DateTimeOffset at)
    {
        var microseconds = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}.{microseconds % 1_000_000:000000}");
    }

    private string Date(string name, string value)
    {
        return Array.IndexOf(DateHeaders, name) >= 0
            && DateTimeOffset.TryParseExact(value, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? Moved(at).UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture)
            : value;
    }
}
