namespace CallTracking.Testing.FreeSwitch;

/// <summary>A call on a <see cref="FakeFreeSwitch"/>, told step by step as FreeSWITCH tells it: somebody calls, an extension is asked and
/// rings, it is answered, it ends.</summary>
/// <remarks>Each step is sent at once; the time between them is the caller's business.</remarks>
public sealed class FakeFreeSwitchCall
{
    private readonly FakeFreeSwitch _server;
    private readonly FakeLeg _caller;
    private FakeLeg? _callee;

    internal FakeFreeSwitchCall(FakeFreeSwitch server, string profile, string number, string dialed, string context)
    {
        _server = server;
        lock (server.Gate)
        {
            _caller = server.Calls.Begin($"sofia/{profile}/{number}@192.0.2.7", isInbound: true, number, dialed, context);
        }
    }

    /// <summary>The caller's leg.</summary>
    public string Leg => _caller.Id;

    /// <summary>An extension is asked and rings.</summary>
    /// <param name="extension">The extension.</param>
    public FakeFreeSwitchCall Rings(string extension)
    {
        lock (_server.Gate)
        {
            _callee = _server.Calls.Begin(
                $"sofia/internal/{extension}@192.0.2.8:5060", isInbound: false, _caller.CallerNumber, extension, "default", _caller,
                variables: new Dictionary<string, string> { ["dialed_user"] = extension });
            _server.Calls.Ring(_callee);
        }

        return this;
    }

    /// <summary>The extension that rings lifts, and the two are connected.</summary>
    /// <exception cref="InvalidOperationException">Nobody rings.</exception>
    public FakeFreeSwitchCall Answers()
    {
        var callee = _callee ?? throw new InvalidOperationException("Nobody is asked; call Rings() first.");
        lock (_server.Gate)
        {
            _server.Calls.Answer(callee);
            _server.Calls.Answer(_caller);
            _server.Calls.Join(_caller, callee);
        }

        return this;
    }

    /// <summary>The caller hangs up, whatever the call was doing.</summary>
    public void HangsUp()
    {
        lock (_server.Gate)
        {
            _server.Calls.End(_caller, _caller.AnsweredAt is null ? "ORIGINATOR_CANCEL" : "NORMAL_CLEARING", _caller);
        }
    }
}
