namespace CallTracking.Pbx.Simulator;

/// <summary>
/// Calls at given moments, for demonstrations and tests:
/// <code>
/// new SimulatorScript()
///     .Inbound(TimeSpan.Zero, "+12025550100", call => call
///         .Ring("7001").Wait(TimeSpan.FromSeconds(4)).Answer()
///         .Talk(TimeSpan.FromMinutes(2)).HangUp(SimulatedSide.Caller));
/// </code>
/// </summary>
/// <remarks>Each call is tried out when it is added, so that a script that cannot be played fails where it is written. The delegates run
/// again with every playing and must do the same each time. Not thread-safe while it is being built.</remarks>
public sealed class SimulatorScript
{
    private readonly List<ScriptedCall> _calls = [];

    internal IReadOnlyList<ScriptedCall> Calls => _calls;

    /// <summary>Somebody outside calls in.</summary>
    /// <param name="at">When, counted from the beginning of the script.</param>
    /// <param name="from">His number in E.164; null when he withholds it.</param>
    /// <param name="play">What happens.</param>
    /// <param name="dialed">The number he dials, E.164; null for <see cref="SimulatorOptions.MainNumber"/>.</param>
    /// <param name="name">The name his network sends; null for that of <see cref="SimulatorOptions.Customers"/>, if he is one.</param>
    /// <exception cref="InvalidOperationException">The call cannot go that way, or never ends; the message says what to do.</exception>
    public SimulatorScript Inbound(
        TimeSpan at, string? from, Action<SimulatedCall> play, string? dialed = null, string? name = null) =>
        Add(at, new CallRequest(SimulatedDirection.Inbound, SimulatedOrigin.Dialed, from, name, dialed), play);

    /// <summary>An employee calls somebody outside.</summary>
    /// <param name="at">When, counted from the beginning of the script.</param>
    /// <param name="extension">The employee's extension.</param>
    /// <param name="number">The number in E.164.</param>
    /// <param name="play">What happens.</param>
    /// <exception cref="InvalidOperationException">The call cannot go that way, or never ends; the message says what to do.</exception>
    public SimulatorScript Outbound(TimeSpan at, string extension, string number, Action<SimulatedCall> play) =>
        Add(at, new CallRequest(SimulatedDirection.Outbound, SimulatedOrigin.Dialed, extension, null, number), play);

    /// <summary>An employee calls a colleague or a room.</summary>
    /// <param name="at">When, counted from the beginning of the script.</param>
    /// <param name="from">The employee's extension.</param>
    /// <param name="to">The colleague's extension, or the room.</param>
    /// <param name="play">What happens.</param>
    /// <exception cref="InvalidOperationException">The call cannot go that way, or never ends; the message says what to do.</exception>
    public SimulatorScript Internal(TimeSpan at, string from, string to, Action<SimulatedCall> play) =>
        Add(at, new CallRequest(SimulatedDirection.Internal, SimulatedOrigin.Dialed, from, null, to), play);

    /// <summary>A program calls an employee first, whose phone begins to ring, and then somebody outside.</summary>
    /// <param name="at">When, counted from the beginning of the script.</param>
    /// <param name="extension">The employee's extension.</param>
    /// <param name="number">The number in E.164.</param>
    /// <param name="play">What happens; begins with the employee's phone ringing.</param>
    /// <exception cref="InvalidOperationException">The call cannot go that way, or never ends; the message says what to do.</exception>
    public SimulatorScript ClickToCall(TimeSpan at, string extension, string number, Action<SimulatedCall> play) =>
        Add(at, new CallRequest(SimulatedDirection.Outbound, SimulatedOrigin.ClickToCall, extension, null, number), play);

    /// <summary>Plays the calls in order of their beginning.</summary>
    internal IEnumerable<SimulatedCall> Play(SimulatorOptions site, LegNames names, DateTimeOffset start)
    {
        foreach (var (call, index) in _calls.Select((call, index) => (call, index)).OrderBy(pair => pair.call.At))
        {
            yield return Play(call, site, names, CallRandom.Create(site.Seed, index), start);
        }
    }

    private SimulatorScript Add(TimeSpan at, CallRequest request, Action<SimulatedCall> play)
    {
        ArgumentNullException.ThrowIfNull(play);
        ArgumentOutOfRangeException.ThrowIfLessThan(at, TimeSpan.Zero);
        RequireOutside(request.Direction == SimulatedDirection.Inbound ? request.From : request.To, request.Direction);
        var call = new ScriptedCall(new TimeSpan(at.Ticks - (at.Ticks % TimeSpan.TicksPerMicrosecond)), request, play);
        Play(call, new SimulatorOptions(), new LegNames(), CallRandom.Create(0, 0), DateTimeOffset.UnixEpoch);
        _calls.Add(call);
        return this;
    }

    private static SimulatedCall Play(
        ScriptedCall scripted, SimulatorOptions site, LegNames names, Random random, DateTimeOffset start)
    {
        var request = scripted.Request;
        if (request.Direction == SimulatedDirection.Inbound)
        {
            request = request with
            {
                To = request.To ?? site.MainNumber,
                FromName = request.FromName ?? site.Customers.FirstOrDefault(customer => customer.Number == request.From)?.Name,
            };
        }

        var call = SimulatedCall.Begin(site, names, random, start + scripted.At, request);
        scripted.Play(call);
        return call.HasEnded
            ? call
            : throw new InvalidOperationException($"The call at {scripted.At} never ends; finish it with HangUp.");
    }

    private static void RequireOutside(string? number, SimulatedDirection direction)
    {
        if (direction != SimulatedDirection.Internal && number is not null && !number.StartsWith('+'))
        {
            throw new ArgumentException($"'{number}' is not E.164; write outside numbers as +12025550100.", nameof(number));
        }
    }
}

/// <summary>A call of a script.</summary>
/// <param name="At">When.</param>
/// <param name="Request">How it begins.</param>
/// <param name="Play">How it goes on.</param>
internal sealed record ScriptedCall(TimeSpan At, CallRequest Request, Action<SimulatedCall> Play);

/// <summary>Randomness that depends on nothing but seed and call, so that one more call changes no other.</summary>
internal static class CallRandom
{
    public static Random Create(int seed, long call)
    {
        // The finaliser of SplitMix64: neighbouring seeds and calls get unrelated sequences, on every machine the same.
        var bits = unchecked(((ulong)(uint)seed << 32) + (ulong)call + 0x9E3779B97F4A7C15UL);
        bits = unchecked((bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9UL);
        bits = unchecked((bits ^ (bits >> 27)) * 0x94D049BB133111EBUL);
        return new Random((int)((bits ^ (bits >> 31)) & int.MaxValue));
    }
}
