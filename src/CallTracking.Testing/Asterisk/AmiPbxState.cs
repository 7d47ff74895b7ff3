using System.Globalization;
using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>
/// What an Asterisk holds at a moment of a recorded or played stream: its channels, bridges, queue entries, parked calls and conferences,
/// folded from the events sent so far. It answers the actions that ask for them as that Asterisk would have answered then, so that a
/// connection may be cut anywhere and taken up again.
/// </summary>
/// <remarks>
/// <para>Not thread-safe. Any event classes do; with few of them some of the answer's headers are what the events imply (a
/// channel's <c>Application</c> after a <c>DialBegin</c>) or a default.</para>
/// <para>The answers' form and order follow recordings of Asterisk 22.10; from 16 only streams without list actions were at hand, and the
/// documented differences are kept to. What no event ever told (an empty queue, a bridge made before the first frame) is not there.</para>
/// </remarks>
public sealed class AmiPbxState
{
    private readonly AmiModel _model = new();
    private readonly AmiFrameReader _reader = new();
    private DateTimeOffset? _booted;
    private DateTimeOffset _first;

    /// <summary>The version of the interface as the banner told it; until a banner came, that of Asterisk 22.</summary>
    public string AmiVersion { get; private set; } = "11.0.0";

    /// <summary>What <c>CoreSettings</c> says; taken from the banner's version, or set.</summary>
    public string AsteriskVersion { get; set; } = "22.10.1";

    /// <summary>The name in <c>asterisk.conf</c>; empty by default.</summary>
    public string SystemName { get; set; } = string.Empty;

    /// <summary>When this process of the PBX started: from <c>FullyBooted</c>, else the time of the first frame.</summary>
    public DateTimeOffset StartedAt => _booted ?? _first;

    /// <summary>How many messages were folded.</summary>
    public long Frames { get; private set; }

    /// <summary>The <c>Uniqueid</c>s of the channels that are there, Local halves included.</summary>
    public IReadOnlyCollection<string> Channels => _model.Channels.Keys;

    /// <summary>Folds what the PBX sent next, cut anywhere.</summary>
    /// <param name="bytes">Bytes from the PBX, in their order.</param>
    /// <param name="at">When they came; a message's own <c>Timestamp</c> goes before it.</param>
    public void Apply(ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        foreach (var frame in _reader.Read(bytes))
        {
            Apply(frame, at);
        }
    }

    /// <summary>Folds one message from the PBX.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="at">When it came; the message's own <c>Timestamp</c> goes before it.</param>
    public void Apply(AmiFrame frame, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(frame);
        at = frame.Timestamp ?? at;
        _first = Frames++ == 0 ? at : _first;
        if (frame.Kind.Length == 0 && frame.Name.StartsWith("Asterisk Call Manager/", StringComparison.Ordinal))
        {
            AmiVersion = frame.Name["Asterisk Call Manager/".Length..].Trim();
            AsteriskVersion = IsSixteen ? "16.28.0" : AsteriskVersion;
        }

        switch (frame.Name)
        {
            case "FullyBooted" when frame.IsEvent && int.TryParse(frame["Uptime"], CultureInfo.InvariantCulture, out var uptime):
                Boot(at - TimeSpan.FromSeconds(uptime));
                break;
            case "Shutdown" when frame.IsEvent:
                _model.Clear();
                break;
        }

        AmiFold.Apply(_model, frame, at);
    }

    /// <summary>The connection that was folded ended; the next bytes begin another one. What the PBX holds stays.</summary>
    public void Disconnect() => _reader.Reset();

    /// <summary>The process died and a new one runs: nothing is left of what it held.</summary>
    /// <param name="at">When the new process started.</param>
    public void Restart(DateTimeOffset at)
    {
        _reader.Reset();
        _model.Clear();
        _booted = at;
    }

    /// <summary>Answers an action that asks for what the PBX holds: <c>CoreShowChannels</c>, <c>Status</c>, <c>BridgeList</c>,
    /// <c>BridgeInfo</c>, <c>QueueStatus</c>, <c>QueueSummary</c>, <c>ParkedCalls</c>, <c>ConfbridgeList</c>,
    /// <c>ConfbridgeListRooms</c>, <c>CoreStatus</c> and <c>CoreSettings</c>.</summary>
    /// <param name="action">The action as the client sent it; its <c>ActionID</c> is in every message of the answer.</param>
    /// <param name="at">When, in the time of the stream.</param>
    /// <returns>The bytes of the whole answer; null when the action is none of these.</returns>
    public byte[]? Answer(AmiFrame action, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new AmiAnswers(_model, action, at, IsSixteen) { State = this }.Write();
    }

    /// <summary>Answers an action, as <see cref="Answer(AmiFrame, DateTimeOffset)"/> does.</summary>
    /// <param name="action">The action's name.</param>
    /// <param name="actionId">Its id.</param>
    /// <param name="at">When, in the time of the stream.</param>
    public byte[]? Answer(string action, string actionId, DateTimeOffset at)
    {
        return Answer(AmiFrame.Of(("Action", action), ("ActionID", actionId)), at);
    }

    /// <summary>The beginning of a new connection: banner, an accepted login, <c>FullyBooted</c>, and the answers to a snapshot's actions.
    /// The ids of the actions are <c>1</c> for the login, then 2, 3, and so on.</summary>
    /// <param name="at">When, in the time of the stream.</param>
    /// <param name="actions">The names of the actions, in the order in which the client asks.</param>
    /// <exception cref="ArgumentException">One of the actions asks for nothing that the PBX holds.</exception>
    public byte[] Connect(DateTimeOffset at, params IReadOnlyList<string> actions)
    {
        ArgumentNullException.ThrowIfNull(actions);
        using var bytes = new MemoryStream();
        bytes.Write(Encoding.Latin1.GetBytes($"Asterisk Call Manager/{AmiVersion}\r\n"));
        bytes.Write(AmiFrame.Of(("Response", "Success"), ("ActionID", "1"), ("Message", "Authentication accepted")).Bytes.Span);
        bytes.Write(FullyBooted(at).Bytes.Span);
        for (var i = 0; i < actions.Count; i++)
        {
            bytes.Write(Answer(actions[i], (i + 2).ToString(CultureInfo.InvariantCulture), at)
                ?? throw new ArgumentException($"{actions[i]} asks for nothing that the PBX holds.", nameof(actions)));
        }

        return bytes.ToArray();
    }

    /// <summary>The event that follows a login to a PBX that runs.</summary>
    /// <param name="at">When, in the time of the stream.</param>
    public AmiFrame FullyBooted(DateTimeOffset at)
    {
        var uptime = Math.Max(0, (long)(at - StartedAt).TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return AmiFrame.Of(
            ("Event", "FullyBooted"), ("Privilege", "system,all"), ("Uptime", uptime), ("LastReload", uptime), ("Status", "Fully Booted"));
    }

    internal AmiModel Model => _model;

    private bool IsSixteen => AmiVersion.StartsWith("5.", StringComparison.Ordinal);

    private void Boot(DateTimeOffset at)
    {
        // Uptime counts whole seconds, and the two clocks may differ a little: only a later start is another process.
        if (_booted is { } known && at - known > TimeSpan.FromSeconds(3))
        {
            _model.Clear();
            _booted = at;
        }

        _booted ??= at;
    }
}
