namespace CallTracking.Pbx;

/// <summary>The leg came into a bridge: it hears everybody who is in it.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Bridge">The bridge, opaque.</param>
public sealed record BridgeEntered(long Seq, DateTimeOffset At, LegId Leg, string Bridge) : PbxEvent(Seq, At);

/// <summary>The leg left a bridge.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg.</param>
/// <param name="Bridge">The bridge, opaque.</param>
public sealed record BridgeLeft(long Seq, DateTimeOffset At, LegId Leg, string Bridge) : PbxEvent(Seq, At);

/// <summary>Two bridges are tied by hidden helper channels: who is in one hears who is in the other.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="A">One bridge.</param>
/// <param name="B">The other bridge.</param>
public sealed record BridgesTied(long Seq, DateTimeOffset At, string A, string B) : PbxEvent(Seq, At);

/// <summary>The tie between two bridges is gone.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="A">One bridge.</param>
/// <param name="B">The other bridge.</param>
public sealed record BridgesParted(long Seq, DateTimeOffset At, string A, string B) : PbxEvent(Seq, At);

/// <summary>This party put the others on hold.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that holds.</param>
public sealed record LegHeld(long Seq, DateTimeOffset At, LegId Leg) : PbxEvent(Seq, At);

/// <summary>This party took the others back. Without a hold before it, it means nothing.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that held.</param>
public sealed record LegResumed(long Seq, DateTimeOffset At, LegId Leg) : PbxEvent(Seq, At);
