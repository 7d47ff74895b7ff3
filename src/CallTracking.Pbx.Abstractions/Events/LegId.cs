namespace CallTracking.Pbx;

/// <summary>
/// Names one leg (one party's connection inside the PBX) on one link. Opaque to everyone but the mapping that made it.
/// A PBX may use a name again after the leg ended: a new <see cref="LegStarted"/> then begins another leg.
/// </summary>
/// <param name="Value">The PBX's own name of the leg. Never null in events.</param>
public readonly record struct LegId(string Value)
{
    /// <summary>The PBX's own name of the leg.</summary>
    public override string ToString() => Value;
}
