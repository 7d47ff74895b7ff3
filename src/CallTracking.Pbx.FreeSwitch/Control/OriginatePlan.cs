namespace CallTracking.Pbx.FreeSwitch;

/// <summary>A wish for a call as FreeSWITCH is told it.</summary>
/// <param name="Command">The command.</param>
/// <param name="AgentLeg">Name of the agent's leg.</param>
/// <param name="CustomerLeg">Name of the customer's leg; null when the dial plan calls him.</param>
/// <param name="AgentTimeout">How long the agent's phone may ring.</param>
internal sealed record OriginatePlan(EslCommand Command, string AgentLeg, LegId? CustomerLeg, TimeSpan AgentTimeout)
{
    private const int LongestRing = 600;

    public static OriginatePlan Of(PbxOriginateRequest request, FreeSwitchControlOptions options)
    {
        var agent = EslEndpoint.User(EslArgument.Extension(request.Agent, nameof(request.Agent)), options.Domain);
        var number = EslArgument.Number(request.Number, nameof(request.Number));
        var shown = request.CallerNumber is { } caller ? EslArgument.Number(caller, nameof(request.CallerNumber)) : null;
        var reference = request.Reference is { } id ? EslArgument.Id(id, nameof(request.Reference)) : null;
        var patience = Seconds(request.CustomerTimeout, LongestRing, nameof(request.CustomerTimeout));
        var agentLeg = new EslVariables
        {
            Leg = Ours(request.AgentLeg, nameof(request.AgentLeg)),

            // What the agent's phone shows while it rings.
            CallerNumber = number,
            Number = number,
            CallId = reference,
            RingSeconds = Seconds(request.AgentTimeout, LongestRing, nameof(request.AgentTimeout)),
            EndsWithBridge = true,
        };
        var job = Guid.NewGuid();
        if ((request.Trunk ?? options.Gateway) is not { } trunk)
        {
            var routed = agentLeg with { OnwardNumber = shown, OnwardSeconds = patience };
            return new(EslCommand.OriginateTo(job, agent, routed, number, options.Context), request.AgentLeg.Value, null, request.AgentTimeout);
        }

        var customer = request.CustomerLeg is { } leg ? Ours(leg, nameof(request.CustomerLeg)) : Guid.NewGuid();
        var customerLeg = new EslVariables { Leg = customer, CallerNumber = shown, CallId = reference, RingSeconds = patience };
        var gateway = EslEndpoint.Gateway(EslArgument.Name(trunk, nameof(request.Trunk)), number);
        return new(
            EslCommand.Originate(job, agent, agentLeg, gateway, customerLeg), request.AgentLeg.Value, new LegId(customer.ToString("D")),
            request.AgentTimeout);
    }

    /// <summary>Whole seconds of a time.</summary>
    public static int Seconds(TimeSpan time, int most, string name) =>
        EslArgument.Within((int)Math.Clamp(Math.Ceiling(time.TotalSeconds), int.MinValue, int.MaxValue), 1, most, name);

    private static Guid Ours(LegId leg, string name) => Guid.TryParseExact(leg.Value, "D", out var id) ? id : throw new ArgumentException(
        $"{name} is no name of a new leg; make one with {nameof(IPbxCallControl.NewLeg)}.", name);
}
