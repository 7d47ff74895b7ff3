using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Calls;

/// <summary>Writes what a PBX reports, a step per line, and reads back the ledger. Time moves with <see cref="Wait"/> only.</summary>
internal sealed class PbxScript
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private readonly List<CallChange> _changes = [];
    private readonly Dictionary<Guid, Call> _calls = [];
    private DateTimeOffset _now = Start;
    private long _seq;

    public PbxScript(SiteOptions? site = null, TimeSpan? maxCallDuration = null)
    {
        Tracker = new CallTracker("default", "test", site ?? Site, maxCallDuration);
    }

    public static SiteOptions Site => new()
    {
        Country = "US",
        Extensions = "^2\\d\\d$",
        Rooms = "^8\\d\\d$",
        OutboundPrefix = "0",
        Trunks = ["carrier"],
    };

    public CallTracker Tracker { get; }

    public DateTimeOffset Now => _now;

    public List<PbxEvent> Events { get; } = [];

    public List<CallChangeKind> Kinds { get; } = [];

    public IReadOnlyList<Call> Calls => [.. _calls.Values.OrderBy(call => call.FirstSeq)];

    public Call Only => Calls.Should().ContainSingle().Subject;

    public PbxScript Wait(double seconds)
    {
        _now += TimeSpan.FromSeconds(seconds);
        return this;
    }

    public PbxScript Say(Func<long, DateTimeOffset, PbxEvent> pbxEvent)
    {
        Events.Add(pbxEvent(++_seq, _now));
        Tracker.Apply(1, Events[^1], _changes);
        foreach (var change in _changes)
        {
            Kinds.Add(change.Kind);
            if (change.Kind == CallChangeKind.Withdrawn)
            {
                _calls.Remove(change.Call.Id);
            }
            else
            {
                _calls[change.Call.Id] = change.Call;
            }
        }

        _changes.Clear();
        return this;
    }

    public PbxScript CallsIn(string leg, string? number = "12025550142", string dialed = "5550100") =>
        Say((s, t) => new LegStarted(s, t, new(leg), "carrier", new(leg), number, null, dialed, null));

    public PbxScript CallsOut(string leg, string extension, string dialed) =>
        Say((s, t) => new LegStarted(s, t, new(leg), extension, new(leg), extension, null, dialed, null));

    public PbxScript Asks(string leg, string endpoint, string by, string? number = null, string? kin = null) =>
        Say((s, t) => new LegStarted(s, t, new(leg), endpoint, new(kin ?? by), null, null, null, null))
            .Say((s, t) => new LegDialed(s, t, new(leg), new LegId(by), number));

    public PbxScript SystemAsks(string leg, string endpoint, string? number = null) =>
        Say((s, t) => new LegStarted(s, t, new(leg), endpoint, new(leg), null, null, null, null))
            .Say((s, t) => new LegDialed(s, t, new(leg), null, number));

    public PbxScript Rings(string leg) => Say((s, t) => new LegRinging(s, t, new(leg)));

    public PbxScript Up(string leg) => Say((s, t) => new LegUp(s, t, new(leg)));

    public PbxScript Dialed(string leg, DialResult result, string? forwardedTo = null) =>
        Say((s, t) => new DialEnded(s, t, new(leg), result, null, forwardedTo));

    public PbxScript Answers(string leg) => Up(leg).Dialed(leg, DialResult.Answered);

    public PbxScript Bridge(string bridge, params string[] legs)
    {
        foreach (var leg in legs)
        {
            Say((s, t) => new BridgeEntered(s, t, new(leg), bridge));
        }

        return this;
    }

    public PbxScript Leaves(string leg, string bridge) => Say((s, t) => new BridgeLeft(s, t, new(leg), bridge));

    public PbxScript HangsUp(string leg) => Say((s, t) => new HangupRequested(s, t, new(leg), HangupOrigin.Party));

    public PbxScript Ends(params string[] legs)
    {
        foreach (var leg in legs)
        {
            Say((s, t) => new LegEnded(s, t, new(leg), DialResult.Unknown, 16));
        }

        return this;
    }

    public PbxScript EndsBecause(string leg, DialResult result) => Say((s, t) => new LegEnded(s, t, new(leg), result, null));
}
