namespace CallTracking.Pbx;

/// <summary>Who is to be called, and then whom.</summary>
public sealed record PbxOriginateRequest
{
    /// <summary>Name of the agent's leg, by <see cref="IPbxCallControl.NewLeg"/>. Used once.</summary>
    public required LegId AgentLeg { get; init; }

    /// <summary>Name of the customer's leg, by <see cref="IPbxCallControl.NewLeg"/>; null when it does not matter.</summary>
    public LegId? CustomerLeg { get; init; }

    /// <summary>The agent's extension.</summary>
    public required string Agent { get; init; }

    /// <summary>The customer's number, as the PBX or its trunk wants it.</summary>
    public required string Number { get; init; }

    /// <summary>The number that the customer sees; null for what the PBX shows.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>The trunk over which the customer is called, as the PBX names it; null for the link's setting.</summary>
    public string? Trunk { get; init; }

    /// <summary>How long the agent's phone rings. Whole seconds, 1 s to 10 min. Default 30 s.</summary>
    public TimeSpan AgentTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the customer's phone rings. Whole seconds, 1 s to 10 min. Default 60 s.</summary>
    public TimeSpan CustomerTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>An id of the host's own, which the PBX keeps with both legs: letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; null for
    /// none.</summary>
    public string? Reference { get; init; }
}

/// <summary>What a PBX answered to the wish for a call.</summary>
/// <param name="Command">Whether it was taken. Taken is not lifted.</param>
/// <param name="AgentLeg">The agent's leg.</param>
/// <param name="CustomerLeg">The customer's leg; null when the PBX names it itself, so that it is known by its <see cref="LegDialed"/>.</param>
/// <param name="AgentVerdict">What became of the agent's leg: <see cref="DialResult.Answered"/> when it was lifted, which says nothing of
/// the customer; <see cref="DialResult.Unknown"/> when the link ended before, or the PBX did not say. Never fails.</param>
public sealed record PbxOriginateResult(
    PbxCommandResult Command, LegId AgentLeg, LegId? CustomerLeg, Task<DialResult> AgentVerdict);
