namespace CallTracking.Pbx;

/// <summary>A party sent the other side elsewhere without asking first.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="By">The leg that transfers.</param>
/// <param name="Transferee">The leg that is sent; null when the PBX does not say.</param>
/// <param name="To">The target as dialled.</param>
public sealed record BlindTransferred(long Seq, DateTimeOffset At, LegId By, LegId? Transferee, string To) : PbxEvent(Seq, At);

/// <summary>A party joined two others after it had spoken to the second.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="By">The transferring party's leg of the first conversation.</param>
/// <param name="Consultation">The transferring party's leg of the consultation; equal to <paramref name="By"/> when one line served both.</param>
/// <param name="Transferee">The leg that is handed over; null when unknown.</param>
/// <param name="Target">The leg that receives; null when it is hidden or unknown.</param>
/// <param name="TargetNumber">The target's number; null when unknown.</param>
/// <param name="Succeeded">Whether the PBX says that it worked.</param>
public sealed record AttendedTransferred(
    long Seq, DateTimeOffset At, LegId By, LegId? Consultation, LegId? Transferee, LegId? Target, string? TargetNumber, bool Succeeded)
    : PbxEvent(Seq, At);

/// <summary>An application moved a leg to another place, leaving behind who it talked with.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that was moved.</param>
/// <param name="From">The leg it was taken from; null when it had nobody.</param>
/// <param name="To">Where it went, as dialled.</param>
public sealed record LegRedirected(long Seq, DateTimeOffset At, LegId Leg, LegId? From, string To) : PbxEvent(Seq, At);

/// <summary>A leg was put into a park slot.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The parked leg.</param>
/// <param name="By">The leg that parked it; null when unknown.</param>
/// <param name="Slot">The slot.</param>
public sealed record LegParked(long Seq, DateTimeOffset At, LegId Leg, LegId? By, string? Slot) : PbxEvent(Seq, At);

/// <summary>A parked leg left its slot.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="Leg">The leg that was parked.</param>
/// <param name="By">The leg that took it; null when it timed out or gave up.</param>
public sealed record LegUnparked(long Seq, DateTimeOffset At, LegId Leg, LegId? By) : PbxEvent(Seq, At);

/// <summary>A party took a call that rang somebody else.</summary>
/// <param name="Seq">Frame ordinal.</param>
/// <param name="At">When.</param>
/// <param name="By">The leg that took it.</param>
/// <param name="Target">The leg that had been ringing.</param>
public sealed record CallPickedUp(long Seq, DateTimeOffset At, LegId By, LegId Target) : PbxEvent(Seq, At);
