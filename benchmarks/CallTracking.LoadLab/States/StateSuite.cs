using CallTracking.Calls;
using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Streams;
using CallTracking.LoadLab.Tracking;
using CallTracking.Pbx;

namespace CallTracking.LoadLab.States;

/// <summary>What the state machine costs, alone and as a share of mapping and tracking.</summary>
internal static class StateSuite
{
    /// <summary>Transitions of one run.</summary>
    public const int TransitionsPerRun = CallsPerRun * 6;

    private const int CallsPerRun = 1000;

    // What an answered two-leg call fires: two legs asked and rung, lifts and the dial's end, the end.
    private static readonly CallTrigger[] Triggers =
        [CallTrigger.Ring, CallTrigger.Ring, CallTrigger.Answer, CallTrigger.Answer, CallTrigger.Part, CallTrigger.End];

    public static PairSuite Create(LoadStream stream)
    {
        var machine = new CallStateMachine();
        var call = NewCall();
        return new PairSuite(
            "states", "State machine", "transition", Measure.Cpu,
            [
                Candidate.Of("switch by hand", () => RunSwitch(call)),
                Candidate.Of("shared Stateless machine", () => Run(machine, call)),
                Candidate.Of("decode + map + track", () => TrackSuite.Track(stream.Bytes).Fired),
            ],
            [])
        {
            Notes = result => Describe(result, stream),
        };
    }

    public static CallFacts NewCall() => new()
    {
        Tenant = "default",
        Link = "lab",
        Root = new LegId("root"),
        First = default,
        FirstEpoch = 1,
    };

    public static long Run(CallStateMachine machine, CallFacts call)
    {
        for (var i = 0; i < CallsPerRun; i++)
        {
            call.State = CallState.Ringing;
            foreach (var trigger in Triggers)
            {
                machine.Fire(call, trigger, i);
            }
        }

        return TransitionsPerRun;
    }

    public static long RunSwitch(CallFacts call)
    {
        for (var i = 0; i < CallsPerRun; i++)
        {
            call.State = CallState.Ringing;
            foreach (var trigger in Triggers)
            {
                call.State = HandWrittenStates.Next(call.State, trigger);
            }
        }

        return TransitionsPerRun;
    }

    private static IEnumerable<string> Describe(SuiteResult result, LoadStream stream)
    {
        var tracked = TrackSuite.Track(stream.Bytes);
        var fire = result["shared Stateless machine"].CpuMicroseconds;
        var whole = result["decode + map + track"].CpuMicroseconds;
        yield return $"The stream makes {(double)tracked.Fired / tracked.Ended:F1} transitions per call. A transition costs {fire:F3} µs and "
            + $"{result["shared Stateless machine"].AllocatedBytes:N0} bytes of the {whole:F3} µs that decode, map and track spend per "
            + $"transition: {fire / whole:P1} of their CPU (target: at most 5 % of the whole pipeline's, which also stores).";
    }
}
