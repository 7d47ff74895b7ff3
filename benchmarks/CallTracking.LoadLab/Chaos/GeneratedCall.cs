namespace CallTracking.LoadLab.Chaos;

/// <summary>A call that the generator made, whether or not anybody saw it.</summary>
/// <param name="Key">What the call is known by, to the generator and in the ledger.</param>
/// <param name="From">When the PBX took it.</param>
/// <param name="To">When it was over for the generator; null when it never heard.</param>
/// <param name="IsRefused">Whether it was refused before anything rang, as by a PBX that stops: then it may never have had a channel.</param>
/// <param name="Parts">How many calls, each with channels of its own, the ledger may rightly make of it: more than one where the PBX ended before
/// it told that they belong together, as two calls do before they are joined.</param>
internal sealed record GeneratedCall(string Key, DateTimeOffset From, DateTimeOffset? To, bool IsRefused = false, int Parts = 1);
