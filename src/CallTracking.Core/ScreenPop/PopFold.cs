using CallTracking.Calls;

namespace CallTracking.ScreenPop;

/// <summary>The rules: what a call in progress looks like on whose screens. Pure: (pops of before, the call now) → pops now.</summary>
internal static class PopFold
{
    /// <summary>The pops of one call after something was learned about it.</summary>
    /// <param name="before">Its pops so far, those that are gone too.</param>
    /// <param name="call">The call now.</param>
    /// <param name="caller">What is known of who calls.</param>
    /// <param name="at">Now.</param>
    /// <returns>Its pops now, those that are gone last. A pop that says nothing new is the same instance as before.</returns>
    public static List<CallPop> Next(
        IReadOnlyCollection<CallPop> before, Call call, (PopCallerState State, PopCaller? Caller) caller, DateTimeOffset at)
    {
        var pops = new List<CallPop>(before.Count + 1);
        if (call.State != CallState.Ended)
        {
            AddPresent(pops, before, call, caller, at);
        }

        foreach (var pop in before)
        {
            if (!pops.Exists(one => one.Employee == pop.Employee))
            {
                var gone = Gone(pop, EndOf(pop, call));
                pops.Add(gone.Says(pop) ? pop : gone);
            }
        }

        return pops;
    }

    public static CallPop Gone(CallPop pop, PopEnd end) => pop with { State = PopState.Gone, End = end };

    private static void AddPresent(
        List<CallPop> pops, IReadOnlyCollection<CallPop> before, Call call, (PopCallerState State, PopCaller? Caller) caller, DateTimeOffset at)
    {
        foreach (var participant in call.Participants)
        {
            if (participant is not { Kind: ParticipantKind.Extension, Employee: { } employee } || StateOf(participant, call, before) is not { } state)
            {
                continue;
            }

            var position = pops.FindIndex(pop => pop.Employee == employee);
            if (position < 0)
            {
                pops.Add(Present(call, employee, caller, at));
                position = pops.Count - 1;
            }

            // Of several phones of one employee the one that he talks on says what the call does at him.
            var pop = pops[position];
            pops[position] = pop.State == state ? pop with { Extensions = [.. pop.Extensions, participant.Party] }
                : pop.State == PopState.InCall ? pop : pop with { State = state, LastState = state, Extensions = [participant.Party] };
        }

        for (var i = 0; i < pops.Count; i++)
        {
            foreach (var former in before)
            {
                if (former.Employee == pops[i].Employee && former.State != PopState.Gone)
                {
                    pops[i] = Continued(pops[i], former);
                }
            }
        }
    }

    private static CallPop Continued(CallPop pop, CallPop former)
    {
        var now = pop with
        {
            Since = former.Since,
            Version = former.Version,
            TransferredFrom = former.TransferredFrom ?? pop.TransferredFrom,
            HandedOnBefore = former.HandedOnBefore,
        };
        return now.Says(former) ? former : now;
    }

    /// <summary>What the call does at a participant; null when it is not to be on his screen. Who calls inside has no card before him: only who
    /// was called has, and whoever talks with somebody outside.</summary>
    private static PopState? StateOf(Participant participant, Call call, IReadOnlyCollection<CallPop> before) => participant.Presence switch
    {
        ParticipantPresence.Ringing => PopState.Ringing,
        ParticipantPresence.InCall when call.Direction != CallDirection.Internal || (participant.Asked && participant.Party != call.CallerNumber)
            || before.Any(pop => pop.Employee == participant.Employee && pop.State != PopState.Gone) => PopState.InCall,
        _ => null,
    };

    private static CallPop Present(Call call, Guid employee, (PopCallerState State, PopCaller? Caller) caller, DateTimeOffset at) => new()
    {
        Tenant = call.Tenant,
        CallId = call.Id,
        Employee = employee,
        State = default,
        Since = at,
        Link = call.Link,
        Direction = call.Direction,
        Number = call.Direction == CallDirection.Internal ? call.CallerNumber : call.External?.Display,
        CallerName = call.CallerName,
        DialedNumber = call.DialedNumber,
        Queue = call.Queue,
        TransferredFrom = call.Transfers is [.., { Kind: not TransferKind.Forward } last] ? last.From : null,
        CallStartedAt = call.StartedAt,
        CallerState = caller.State,
        Caller = caller.Caller,
        HandedOnBefore = HandedOn(call, employee),
    };

    private static PopEnd EndOf(CallPop pop, Call call)
    {
        if (pop.LastState == PopState.InCall)
        {
            return HandedOn(call, pop.Employee) > pop.HandedOnBefore ? PopEnd.HandedOn : PopEnd.Ended;
        }

        var results = call.Participants.Where(one => one.Employee == pop.Employee && one.Kind == ParticipantKind.Extension)
            .Select(static one => one.Result).ToList();
        var isOver = call.State == CallState.Ended;

        // The leg stands in another call by now, or the call was made only to hand another one over.
        if (results.Count == 0 || (isOver && call.Relations.Any(static one => one.Kind == CallRelationKind.Consultation)))
        {
            return PopEnd.Merged;
        }

        return results.Contains(ParticipantResult.AnsweredElsewhere) ? PopEnd.AnsweredElsewhere
            : results.Contains(ParticipantResult.Declined) || results.Contains(ParticipantResult.Busy) ? PopEnd.Declined
            : results.Contains(ParticipantResult.NoAnswer) ? PopEnd.NoAnswer
            : !isOver ? PopEnd.Stopped
            : call.Outcome is CallOutcome.Missed or CallOutcome.Cancelled || call.LostInTransfer ? PopEnd.CallerHungUp
            : call.Outcome == CallOutcome.Voicemail ? PopEnd.NoAnswer : PopEnd.Stopped;
    }

    private static int HandedOn(Call call, Guid employee) => call.Transfers.Count == 0 ? 0 : call.Transfers.Count(move =>
        move.Kind != TransferKind.Forward && call.Participants.Any(one => one.Party == move.From && one.Employee == employee));
}
