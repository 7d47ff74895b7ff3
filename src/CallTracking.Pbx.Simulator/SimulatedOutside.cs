namespace CallTracking.Pbx.Simulator;

/// <summary>Somebody outside who calls when he is told to: <see cref="SimulatorOptions.Outside"/>.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class SimulatedOutside
{
    private SimulatorControl? _control;

    /// <summary>One of the customers calls the main number and is put through to a phone. It rings for 8 to 14 seconds; then somebody mostly
    /// lifts and talks for less than a minute, or the caller gives up.</summary>
    /// <param name="extension">The phone.</param>
    /// <returns>False when the PBX does not run now, or has no such phone.</returns>
    public bool Call(string extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return _control?.Ring(extension) == true;
    }

    internal void Join(SimulatorControl control) => _control = control;
}

/// <summary>A call of somebody outside, event by event. Not thread-safe.</summary>
internal sealed class RungCall
{
    private readonly IReadOnlyList<PbxEvent> _events;
    private int _next;

    public RungCall(SimulatorOptions site, LegNames names, Random random, DateTimeOffset now, string extension)
    {
        var customer = site.Customers[random.Next(site.Customers.Count)];
        var call = SimulatedCall.Begin(site, names, random, now, new CallRequest(
            SimulatedDirection.Inbound, SimulatedOrigin.Dialed, customer.Number, customer.Name, site.MainNumber));
        call.Ring(extension).Wait(Seconds(random, 8, 14));
        switch (random.NextDouble())
        {
            case < 0.7:
                call.Answer().Talk(Seconds(random, 15, 50)).HangUp(SimulatedSide.Caller);
                break;
            case < 0.85:
                call.HangUp(SimulatedSide.Caller);
                break;
            default:
                call.Wait(Seconds(random, 8, 14)).NoAnswer().HangUp(SimulatedSide.Pbx);
                break;
        }

        _events = call.Events;
    }

    public DateTimeOffset Due => _events[_next].At;

    public bool IsOver => _next == _events.Count;

    /// <summary>What happens until a time.</summary>
    public void Step(DateTimeOffset at, List<PbxEvent> events)
    {
        while (!IsOver && Due <= at)
        {
            // Without a number of its own, as all that is placed beside what is played.
            events.Add(_events[_next++] with { Seq = 0 });
        }
    }

    private static TimeSpan Seconds(Random random, int from, int to) => TimeSpan.FromMilliseconds(random.Next(from * 1000, to * 1000));
}
