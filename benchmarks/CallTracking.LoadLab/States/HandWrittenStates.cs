using CallTracking.Calls;

namespace CallTracking.LoadLab.States;

/// <summary>The transitions that matter to an ordinary call as a switch by hand: what any machine is compared with.</summary>
internal static class HandWrittenStates
{
    public static CallState Next(CallState state, CallTrigger trigger) => (state, trigger) switch
    {
        (CallState.Ringing, CallTrigger.Answer) => CallState.Talking,
        (CallState.Ringing, CallTrigger.Queue) => CallState.Queued,
        (CallState.Queued, CallTrigger.Answer) => CallState.Talking,
        (CallState.Queued, CallTrigger.Ring) => CallState.Ringing,
        (CallState.Talking, CallTrigger.Hold) => CallState.Held,
        (CallState.Talking, CallTrigger.Part) => CallState.Ringing,
        (CallState.Held, CallTrigger.Resume) => CallState.Talking,
        (CallState.Ended, CallTrigger.Reopen) => CallState.Ringing,
        (not CallState.Ended, CallTrigger.End) => CallState.Ended,
        _ => state,
    };
}
