using System.Globalization;

namespace CallTracking.Pbx.Asterisk;

/// <summary>A wish for a call as Asterisk is told it.</summary>
/// <param name="Action">The action.</param>
/// <param name="AgentLeg">Name of the agent's leg.</param>
/// <param name="AgentTimeout">How long the agent's phone may ring.</param>
internal sealed record OriginatePlan(AmiAction Action, string AgentLeg, TimeSpan AgentTimeout)
{
    private const int LongestRing = 600;

    public static OriginatePlan Of(PbxOriginateRequest request, AsteriskControlOptions options)
    {
        var agent = AmiArgument.Extension(request.Agent, nameof(request.Agent));
        var number = AmiArgument.Number(request.Number, nameof(request.Number));
        var agentLeg = AmiArgument.Leg(request.AgentLeg, nameof(request.AgentLeg));
        var ring = AmiArgument.Seconds(request.AgentTimeout, LongestRing, nameof(request.AgentTimeout));
        var patience = AmiArgument.Seconds(request.CustomerTimeout, LongestRing, nameof(request.CustomerTimeout));
        var shown = request.CallerNumber is { } caller ? AmiArgument.Number(caller, nameof(request.CallerNumber)) : null;
        if (request.CustomerLeg is { } customerLeg)
        {
            // Asterisk names that leg itself; a name that may not be sent is a mistake all the same.
            AmiArgument.Leg(customerLeg, nameof(request.CustomerLeg));
        }

        var action = new AmiAction("Originate").With("Channel", $"{options.Technology}/{agent}").With("ChannelId", agentLeg);
        if ((request.Trunk ?? options.Trunk) is { } trunk)
        {
            var target = $"{options.Technology}/{number}@{AmiArgument.Name(trunk, nameof(request.Trunk))}";
            action.With("Application", "Dial").With("Data", shown is null ? Text($"{target},{patience}") : Text($"{target},{patience},f({shown})"));
        }
        else
        {
            action.With("Context", options.Context).With("Exten", number).With("Priority", "1");
        }

        // What the agent's phone shows while it rings.
        action.With("CallerID", $"<{number}>").With("Timeout", Text($"{ring * 1000}")).With("Async", "true");

        // Inherited by the customer's leg. The dial plan may use them; it alone knows how long a phone rings and what number it shows.
        action.With("Variable", "__CT_NUMBER=" + number).With("Variable", Text($"__CT_RING_SECONDS={patience}"));
        if (request.Reference is { } id)
        {
            action.With("Variable", "__CT_CALL_ID=" + AmiArgument.Id(id, nameof(request.Reference)));
        }

        if (shown is not null)
        {
            action.With("Variable", "__CT_CALLER_NUMBER=" + shown);
        }

        return new(action, agentLeg, TimeSpan.FromSeconds(ring));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
