using System.Security.Cryptography;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Simulator;

/// <summary>Calls that are placed at a simulated PBX.</summary>
internal sealed class SimulatorControl : IPbxCallControl
{
    public const PbxAbilities Abilities = PbxAbilities.Originate | PbxAbilities.HangUp;

    private const string Digits = "0123456789";
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static readonly Alphabet Numbers = new("digits, +, * and #", "+*#" + Digits, string.Empty, 40);
    private static readonly Alphabet Names = new("letters, digits and . _ @ + -", Letters + Digits + "_", "._@+-", 149);
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);

    // Far from the names of what is played.
    private const long FirstRungLeg = 0x8000_0000;

    private readonly SimulatorOptions _options;
    private readonly LegNames _names = new(FirstRungLeg);
    private readonly Lock _lock = new();
    private readonly List<PlacedCall> _calls = [];
    private readonly List<RungCall> _rung = [];
    private TaskCompletionSource _changed = NewSignal();
    private Func<DateTimeOffset>? _now;
    private int _placed;

    public SimulatorControl(SimulatorOptions options)
    {
        _options = options;
        options.Outside?.Join(this);
    }

    /// <summary>Completes when another call may be due first.</summary>
    public Task Changed
    {
        get
        {
            lock (_lock)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>The PBX runs.</summary>
    /// <param name="now">The simulated time.</param>
    public void Connected(Func<DateTimeOffset> now)
    {
        lock (_lock)
        {
            _now = now;
        }
    }

    /// <summary>The PBX has stopped, and its calls are over.</summary>
    public void Disconnected()
    {
        lock (_lock)
        {
            _now = null;
            _calls.ForEach(static call => call.Lose());
            _calls.Clear();
            _rung.Clear();
        }
    }

    /// <summary>When the next event of a placed call is due; null while there is none. While there are any, time passes audibly.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset last)
    {
        lock (_lock)
        {
            if (_calls.Count == 0 && _rung.Count == 0)
            {
                return null;
            }

            var due = _calls.Select(static call => call.Due).Concat(_rung.Select(static call => call.Due)).Min();
            return due < last + TickEvery ? due : last + TickEvery;
        }
    }

    /// <summary>What happens at that time.</summary>
    public IReadOnlyList<PbxEvent> Take(DateTimeOffset at)
    {
        lock (_lock)
        {
            var events = new List<PbxEvent>();
            foreach (var call in _calls.Where(call => call.Due <= at).ToList())
            {
                call.Step(events);
            }

            _rung.ForEach(call => call.Step(at, events));
            _calls.RemoveAll(static call => call.IsOver);
            _rung.RemoveAll(static call => call.IsOver);
            return events.Count > 0 ? events : [new Tick(0, at)];
        }
    }

    /// <summary>Somebody outside calls a phone.</summary>
    public bool Ring(string extension)
    {
        lock (_lock)
        {
            if (_now is null || _options.Extensions.All(phone => phone.Number != extension))
            {
                return false;
            }

            _rung.Add(new RungCall(_options, _names, RandomOf(extension), _now(), extension));
            Wake();
            return true;
        }
    }

    public Task<PbxOriginateResult> OriginateAsync(PbxOriginateRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Names.Check(request.AgentLeg.Value, nameof(request.AgentLeg));
        Names.Check(request.Agent, nameof(request.Agent));
        Numbers.Check(request.Number, nameof(request.Number));
        if (request.CustomerLeg is { } leg)
        {
            Names.Check(leg.Value, nameof(request.CustomerLeg));
        }

        lock (_lock)
        {
            var now = Now("The call was not placed");
            var call = new PlacedCall(request, _options, RandomOf(request.Number), now);
            _calls.Add(call);
            Wake();
            return Task.FromResult(new PbxOriginateResult(
                new PbxCommandResult(PbxCommandStatus.Accepted, null), request.AgentLeg, call.CustomerLeg, call.Verdict));
        }
    }

    public Task<PbxCommandResult> HangUpAsync(LegId leg, PbxHangUpReason reason, CancellationToken cancellationToken)
    {
        Names.Check(leg.Value, nameof(leg));
        lock (_lock)
        {
            var now = Now("The leg was not ended");
            if (_calls.Find(call => call.Has(leg)) is not { } found)
            {
                return Task.FromResult(new PbxCommandResult(PbxCommandStatus.NoSuchLeg, "No such leg among those that were placed."));
            }

            found.HangUp(now);
            Wake();
            return Task.FromResult(new PbxCommandResult(PbxCommandStatus.Accepted, null));
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private DateTimeOffset Now(string what) => _now?.Invoke() ?? throw new PbxControlException(
        PbxControlFailure.LinkDown, $"{what}: the simulated PBX does not run. Try again when the link is up.");

    /// <summary>What a number does depends on the seed, the number, and how many calls were placed before.</summary>
    private Random RandomOf(string number) => CallRandom.Create(
        _options.Seed, BitConverter.ToInt32(SHA256.HashData(Encoding.UTF8.GetBytes(number))) + (long)_placed++);

    private void Wake()
    {
        _changed.TrySetResult();
        _changed = NewSignal();
    }
}
