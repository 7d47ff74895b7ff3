using CallTracking.Calls;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Live;

/// <summary>What a screen wants to know of a call in progress.</summary>
internal static class LiveCall
{
    /// <summary>Who rings or talks now, besides whoever called.</summary>
    public static IEnumerable<string> Now(Call call)
    {
        if (call.State is CallState.Talking or CallState.Held)
        {
            return (call.LastParty ?? call.AnsweredBy) is { } talker ? [Wording.Party(talker)] : [];
        }

        var ringing = call.Participants.Where(party => party is { Asked: true, Answered: false, Result: null })
            .Select(party => Wording.Party(party.Party));
        return call is { State: CallState.Queued, Queue: { } queue } ? ringing.Prepend(Wording.Party(queue)) : ringing;
    }

    /// <summary>Since when it is as it is, as far as a call tells: its answer, else its start.</summary>
    public static DateTimeOffset Since(Call call) => call.AnsweredAt ?? call.StartedAt;
}
