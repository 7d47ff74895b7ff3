namespace CallTracking.Pbx.Simulator;

/// <summary>A call that a program placed, step by step: each step tells what happens and when the next one is due. Not thread-safe.</summary>
internal sealed class PlacedCall
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    private readonly PbxOriginateRequest _request;
    private readonly SimulatorOptions _site;
    private readonly Random _random;
    private readonly TaskCompletionSource<DialResult> _verdict = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _called;
    private readonly bool _isOutside;
    private Action<List<PbxEvent>> _next;
    private bool _hasAgent;
    private bool _hasCustomer;
    private bool _talks;
    private string _bridge = string.Empty;

    public PlacedCall(PbxOriginateRequest request, SimulatorOptions site, Random random, DateTimeOffset now)
    {
        (_request, _site, _random, Due, _next) = (request, site, random, now, Begin);
        CustomerLeg = request.CustomerLeg ?? new LegId(Guid.NewGuid().ToString("D"));
        var prefix = site.OutboundPrefix ?? string.Empty;
        var known = site.Extensions.Any(extension => extension.Number == request.Number);
        _isOutside = !known;
        _called = known ? request.Number
            : (request.Number.StartsWith(prefix, StringComparison.Ordinal) ? request.Number[prefix.Length..] : request.Number).TrimStart('+');
    }

    /// <summary>When the next step is due.</summary>
    public DateTimeOffset Due { get; private set; }

    public LegId CustomerLeg { get; }

    public Task<DialResult> Verdict => _verdict.Task;

    public bool IsOver { get; private set; }

    private LegId Agent => _request.AgentLeg;

    public bool Has(LegId leg) => (_hasAgent && leg == Agent) || (_hasCustomer && leg == CustomerLeg);

    public void Step(List<PbxEvent> events) => _next(events);

    /// <summary>A program ends it, whatever it is doing.</summary>
    public void HangUp(DateTimeOffset now) => (Due, _next) = (now, events => End(events, HangupOrigin.Application, null));

    /// <summary>The PBX has stopped.</summary>
    public void Lose() => _verdict.TrySetResult(DialResult.Unknown);

    private void Then(TimeSpan after, Action<List<PbxEvent>> next) => (Due, _next) = (Due + after, next);

    private SimulatedAnswer AnswerOf(string party, bool isAgent)
    {
        if (_site.Called?.Invoke(party) is { } told)
        {
            return told;
        }

        return isAgent ? SimulatedAnswer.Answers : _random.NextDouble() switch
        {
            < 0.66 => SimulatedAnswer.Answers,
            < 0.84 => SimulatedAnswer.NeverAnswers,
            < 0.94 => SimulatedAnswer.Busy,
            _ => SimulatedAnswer.Declines,
        };
    }

    private TimeSpan Rings() => _site.RingsFor ?? TimeSpan.FromMilliseconds(_random.Next(2_000, 8_000));

    private void Begin(List<PbxEvent> events)
    {
        var answer = _site.Extensions.Any(extension => extension.Number == _request.Agent)
            ? AnswerOf(_request.Agent, isAgent: true) : SimulatedAnswer.Absent;
        if (answer == SimulatedAnswer.Absent)
        {
            NotLifted(events, DialResult.Unavailable);
            return;
        }

        _hasAgent = true;
        var name = _site.Extensions.First(extension => extension.Number == _request.Agent).Name;
        events.Add(new LegStarted(0, Due, Agent, _request.Agent, Agent, _request.Agent, name, null, _site.InternalContext));
        events.Add(new LegDialed(0, Due, Agent, null, null));
        events.Add(new LegRinging(0, Due, Agent));
        if (answer == SimulatedAnswer.Answers)
        {
            Then(Rings(), Lift);
            return;
        }

        var (result, cause, after) = Refusal(answer, _request.AgentTimeout);
        Then(after, later =>
        {
            later.Add(new DialEnded(0, Due, Agent, result, null, null));
            later.Add(new LegEnded(0, Due, Agent, result, cause));
            _hasAgent = false;
            NotLifted(later, result);
        });
    }

    private (DialResult Result, int Cause, TimeSpan After) Refusal(SimulatedAnswer answer, TimeSpan patience) => answer switch
    {
        SimulatedAnswer.Busy => (DialResult.Busy, 17, Moment),
        SimulatedAnswer.Declines => (DialResult.Declined, 21, Rings()),
        SimulatedAnswer.Absent => (DialResult.NoSuchNumber, 1, Moment),
        _ => (DialResult.NoAnswer, 19, patience),
    };

    private void NotLifted(List<PbxEvent> events, DialResult result)
    {
        events.Add(new OriginateEnded(0, Due, Agent, Succeeded: false, _request.Number));
        _verdict.TrySetResult(result);
        IsOver = true;
    }

    private void Lift(List<PbxEvent> events)
    {
        events.Add(new LegUp(0, Due, Agent));
        events.Add(new DialEnded(0, Due, Agent, DialResult.Answered, null, null));
        events.Add(new OriginateEnded(0, Due, Agent, Succeeded: true, _request.Number));
        _verdict.TrySetResult(DialResult.Answered);
        Then(Moment, Dial);
    }

    private void Dial(List<PbxEvent> events)
    {
        _hasCustomer = true;
        events.Add(_isOutside
            ? new LegStarted(0, Due, CustomerLeg, _request.Trunk ?? _site.Trunk, Agent, null, null, null, _site.TrunkContext)
            : new LegStarted(0, Due, CustomerLeg, _called, Agent, _called, null, null, _site.InternalContext));
        events.Add(new LegDialed(0, Due, CustomerLeg, Agent, _isOutside ? _called : null));
        var answer = AnswerOf(_isOutside ? "+" + _called : _called, isAgent: false);
        if (answer is SimulatedAnswer.Answers or SimulatedAnswer.NeverAnswers or SimulatedAnswer.Declines)
        {
            events.Add(new LegRinging(0, Due, CustomerLeg));
        }

        if (answer == SimulatedAnswer.Answers)
        {
            Then(Rings(), Answer);
            return;
        }

        var (result, cause, after) = Refusal(answer, _request.CustomerTimeout);
        Then(after, later =>
        {
            if (answer != SimulatedAnswer.NeverAnswers)
            {
                later.Add(new HangupRequested(0, Due, CustomerLeg, HangupOrigin.Party));
            }

            later.Add(new DialEnded(0, Due, CustomerLeg, result, Agent, null));
            later.Add(new LegEnded(0, Due, CustomerLeg, DialResult.Unknown, cause));
            later.Add(new LegEnded(0, Due, Agent, DialResult.Unknown, cause));
            IsOver = true;
        });
    }

    private void Answer(List<PbxEvent> events)
    {
        _talks = true;
        _bridge = $"bridge-{Agent.Value}";
        events.Add(new LegUp(0, Due, CustomerLeg));
        events.Add(new DialEnded(0, Due, CustomerLeg, DialResult.Answered, Agent, null));
        events.Add(new BridgeEntered(0, Due, CustomerLeg, _bridge));
        events.Add(new BridgeEntered(0, Due, Agent, _bridge));
        var talk = _site.TalksFor ?? TimeSpan.FromMilliseconds(_random.Next(30_000, 240_000));
        var by = _random.Next(2) == 0 ? Agent : CustomerLeg;
        Then(talk, later => End(later, HangupOrigin.Party, by));
    }

    private void End(List<PbxEvent> events, HangupOrigin origin, LegId? by)
    {
        var first = by ?? Agent;
        var isHeard = _verdict.Task.IsCompleted;
        if (_hasAgent || _hasCustomer)
        {
            events.Add(new HangupRequested(0, Due, first, origin));
        }

        foreach (var leg in new[] { CustomerLeg, Agent }.Where(Has))
        {
            if (_talks)
            {
                events.Add(new BridgeLeft(0, Due, leg, _bridge));
            }
            else if (leg == CustomerLeg || !isHeard)
            {
                events.Add(new DialEnded(0, Due, leg, DialResult.Cancelled, leg == CustomerLeg ? Agent : null, null));
            }

            events.Add(new LegEnded(0, Due, leg, DialResult.Unknown, 16));
        }

        if (!isHeard)
        {
            NotLifted(events, DialResult.Cancelled);
        }

        IsOver = true;
    }
}
