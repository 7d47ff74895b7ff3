namespace CallTracking.Pbx.Simulator;

/// <summary>Invents one call out of who is free at its moment.</summary>
internal sealed class RandomCall(
    SimulatorOptions site, LegNames names, Random random, DateTimeOffset at, IEnumerable<string> free)
{
    private readonly List<string> _free = [.. free];
    private bool _isOpen = true;

    /// <summary>Whom the call keeps busy, and until when (with a moment to write things down).</summary>
    public Dictionary<string, DateTimeOffset> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>A call as they come while people are at work; a conference is several; none when nobody is free to place it.</summary>
    public IEnumerable<SimulatedCall> InOfficeHours() => random.NextDouble() switch
    {
        < 0.28 => [Direct()],
        < 0.52 when site.Queues.Count > 0 => [Queued()],
        < 0.62 when site.RingGroups.Count > 0 => [Group()],
        < 0.62 => [Direct()],
        < 0.64 when site.Rooms.Count > 0 => Conference(),
        < 0.82 => Placed(SimulatedOrigin.Dialed),
        < 0.90 => Placed(SimulatedOrigin.ClickToCall),
        _ => Colleagues(),
    };

    /// <summary>A call to an empty office.</summary>
    public IEnumerable<SimulatedCall> AfterHours()
    {
        _isOpen = false;
        _free.Clear();
        return [site.RingGroups.Count > 0 && random.Next(2) == 0 ? Group() : Direct()];
    }

    private SimulatedCall Direct()
    {
        var call = Inbound(site.MainNumber);
        if (random.NextDouble() < 0.15)
        {
            call.Menu(Seconds(2, 12), random.Next(1, 4).ToString(System.Globalization.CultureInfo.InvariantCulture));
        }
        else if (random.NextDouble() < 0.03)
        {
            call.Menu(Seconds(2, 20), string.Empty).HangUp(SimulatedSide.Caller);
            return call;
        }

        if (Take() is not { } extension)
        {
            return _isOpen
                ? Unserved(call.Busy(Pick(site.Extensions).Number))
                : Unserved(call.Ring(Pick(site.Extensions).Number).Wait(Seconds(20, 30)).NoAnswer());
        }

        switch (random.NextDouble())
        {
            case < 0.70:
                Serve(call.Ring(extension).Wait(RingTime()).Answer());
                break;
            case < 0.80:
                call.Ring(extension).Wait(Seconds(3, 25)).HangUp(SimulatedSide.Caller);
                break;
            case < 0.90:
                Unserved(call.Ring(extension).Wait(Seconds(20, 30)).NoAnswer());
                break;
            case < 0.94:
                Unserved(call.Ring(extension).Wait(Seconds(1, 8)).Decline());
                break;
            case < 0.98:
                Unserved(call.Busy(extension));
                break;
            default:
                call.Unreachable(extension).HangUp(SimulatedSide.Pbx);
                break;
        }

        return Keep(call, extension);
    }

    // What the PBX does with a caller whom nobody took.
    private SimulatedCall Unserved(SimulatedCall call)
    {
        switch (random.NextDouble())
        {
            case < 0.30:
                call.Mailbox("reception").Wait(Seconds(5, 9)).LeaveMessage(Seconds(4, 40)).HangUp(SimulatedSide.Caller);
                break;
            case < 0.40:
                call.Mailbox("reception").Wait(Seconds(2, 9)).HangUp(SimulatedSide.Caller);
                break;
            default:
                call.HangUp(SimulatedSide.Pbx);
                break;
        }

        return call;
    }

    private SimulatedCall Queued()
    {
        var queue = Pick(site.Queues);
        var call = Inbound(queue.Dialed).Queue(queue.Name);
        var members = queue.Members.Where(_free.Contains).ToList();
        for (var round = 0; round < 3 && members.Count > 0; round++)
        {
            var member = members[random.Next(members.Count)];
            members.Remove(member);
            _free.Remove(member);
            call.Ring(member);
            switch (random.NextDouble())
            {
                case < 0.72:
                    Serve(call.Wait(RingTime()).Answer());
                    return Keep(call, member);
                case < 0.84:
                    call.Wait(Seconds(4, 15)).HangUp(SimulatedSide.Caller);
                    return Keep(call, member);
                default:
                    call.Wait(Seconds(12, 18)).NoAnswer().Wait(Seconds(1, 5));
                    Keep(call, member);
                    break;
            }
        }

        call.Wait(Seconds(5, 90)).HangUp(random.NextDouble() < 0.6 ? SimulatedSide.Caller : SimulatedSide.Pbx);
        return call;
    }

    private SimulatedCall Group()
    {
        var group = Pick(site.RingGroups);
        var members = _isOpen ? group.Members.Where(_free.Contains).ToArray() : [.. group.Members];
        var call = Inbound(group.Dialed);
        if (members.Length == 0)
        {
            return Unserved(call.Busy(group.Members[0]));
        }

        call.Ring(members);
        switch (_isOpen ? random.NextDouble() : 0.85 + (0.15 * random.NextDouble()))
        {
            case < 0.78:
                var winner = members[random.Next(members.Length)];
                _free.Remove(winner);
                Serve(call.Wait(RingTime()).Answer(winner));
                return Keep(call, winner);
            case < 0.90:
                call.Wait(Seconds(3, 25)).HangUp(SimulatedSide.Caller);
                return call;
            default:
                return Unserved(call.Wait(Seconds(25, 35)).NoAnswer());
        }
    }

    private List<SimulatedCall> Placed(SimulatedOrigin origin)
    {
        if (Take() is not { } extension)
        {
            return [];
        }

        var call = SimulatedCall.Begin(site, names, random, at, new CallRequest(
            SimulatedDirection.Outbound, origin, extension, null, Pick(site.Customers).Number));
        if (origin == SimulatedOrigin.ClickToCall)
        {
            call.Wait(Seconds(1, 5));
            if (random.NextDouble() < 0.06)
            {
                call.Wait(Seconds(20, 25)).NotLifted();
                return [Keep(call, extension)];
            }

            call.Lift();
        }

        Reach(call);
        return [Keep(call, extension)];
    }

    private void Reach(SimulatedCall call)
    {
        switch (random.NextDouble())
        {
            case < 0.66:
                call.Ring().Wait(Seconds(3, 22)).Answer();
                Converse(call);
                call.HangUp(EitherSide());
                break;
            case < 0.78:
                call.Ring().Wait(Seconds(25, 45)).NoAnswer().HangUp(SimulatedSide.Pbx);
                break;
            case < 0.88:
                call.Ring().Wait(Seconds(8, 30)).HangUp(SimulatedSide.Caller);
                break;
            case < 0.93:
                call.Busy().HangUp(SimulatedSide.Pbx);
                break;
            case < 0.96:
                call.Ring().Wait(Seconds(2, 9)).Decline().HangUp(SimulatedSide.Pbx);
                break;
            default:
                call.Refuse(random.Next(3) > 0 ? SimulatedRefusal.NoSuchNumber : SimulatedRefusal.Congested)
                    .HangUp(SimulatedSide.Pbx);
                break;
        }
    }

    private List<SimulatedCall> Colleagues()
    {
        if (Take() is not { } from || Take() is not { } to)
        {
            return [];
        }

        var call = Internal(at, from, to);
        switch (random.NextDouble())
        {
            case < 0.75:
                call.Ring().Wait(RingTime()).Answer().Talk(TalkTime()).HangUp(EitherSide());
                break;
            case < 0.85:
                call.Ring().Wait(Seconds(4, 20)).HangUp(SimulatedSide.Caller);
                break;
            case < 0.92:
                call.Ring().Wait(Seconds(20, 30)).NoAnswer().HangUp(SimulatedSide.Pbx);
                break;
            case < 0.96:
                call.Ring().Wait(Seconds(2, 6)).Decline().HangUp(SimulatedSide.Pbx);
                break;
            default:
                call.Busy().HangUp(SimulatedSide.Pbx);
                break;
        }

        Keep(call, to);
        return [Keep(call, from)];
    }

    private List<SimulatedCall> Conference()
    {
        var room = Pick(site.Rooms);
        var length = TimeSpan.FromMinutes(random.Next(5, 40));
        var calls = new List<SimulatedCall>();
        for (var members = random.Next(2, 5); members > 0 && Take() is { } extension; members--)
        {
            var call = Internal(at + (calls.Count == 0 ? TimeSpan.Zero : Seconds(1, 120)), extension, room);
            call.EnterRoom(room).Talk(length + Seconds(0, 60)).HangUp(SimulatedSide.Caller);
            calls.Add(Keep(call, extension));
        }

        return calls;
    }

    // From the first answer to the end of an inbound call.
    private void Serve(SimulatedCall call)
    {
        Converse(call);
        switch (random.NextDouble())
        {
            case < 0.06 when Take() is { } target:
                call.BlindTransfer(target);
                switch (random.NextDouble())
                {
                    case < 0.75:
                        call.Wait(RingTime()).Answer();
                        Converse(call);
                        call.HangUp(EitherSide());
                        break;
                    case < 0.9:
                        call.Wait(Seconds(5, 20)).HangUp(SimulatedSide.Caller);
                        break;
                    default:
                        call.Wait(Seconds(20, 30)).HangUp(SimulatedSide.Pbx);
                        break;
                }

                Keep(call, target);
                break;
            case < 0.08:
                call.BlindTransfer(Pick(site.Customers).Number).Wait(Seconds(4, 15)).Answer().Talk(TalkTime()).HangUp(EitherSide());
                break;
            case < 0.13 when Take() is { } colleague:
                call.AttendedTransfer(colleague, RingTime(), Seconds(5, 40));
                Converse(call);
                call.HangUp(EitherSide());
                Keep(call, colleague);
                break;
            default:
                call.HangUp(EitherSide());
                break;
        }
    }

    private void Converse(SimulatedCall call)
    {
        call.Talk(TalkTime());
        for (var holds = random.NextDouble(); holds < 0.12; holds *= 4)
        {
            call.Hold(Seconds(5, 90)).Talk(Seconds(3, 60));
        }
    }

    private SimulatedCall Inbound(string dialed)
    {
        var customer = Pick(site.Customers);
        var withheld = random.NextDouble() < 0.03;
        return SimulatedCall.Begin(site, names, random, at, new CallRequest(
            SimulatedDirection.Inbound, SimulatedOrigin.Dialed, withheld ? null : customer.Number, withheld ? null : customer.Name,
            dialed));
    }

    private SimulatedCall Internal(DateTimeOffset begin, string from, string to) => SimulatedCall.Begin(
        site, names, random, begin, new CallRequest(SimulatedDirection.Internal, SimulatedOrigin.Dialed, from, null, to));

    private string? Take()
    {
        if (_free.Count == 0)
        {
            return null;
        }

        var index = random.Next(_free.Count);
        var extension = _free[index];
        _free.RemoveAt(index);
        return extension;
    }

    private SimulatedCall Keep(SimulatedCall call, string extension)
    {
        Taken[extension] = call.Now + Seconds(5, 45);
        return call;
    }

    private SimulatedSide EitherSide() => random.NextDouble() < 0.6 ? SimulatedSide.Caller : SimulatedSide.Callee;

    private TimeSpan RingTime() => Seconds(1.5, 14);

    // Most conversations are short and some are very long: a log-normal with a median of a minute and a half.
    private TimeSpan TalkTime()
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return TimeSpan.FromMilliseconds(Math.Clamp(90_000 * Math.Exp(0.9 * normal), 3_000, 2_700_000));
    }

    private TimeSpan Seconds(double from, double to) => TimeSpan.FromMilliseconds(
        (long)(1000 * (from + ((to - from) * random.NextDouble()))));

    private T Pick<T>(IList<T> from) => from[random.Next(from.Count)];
}
