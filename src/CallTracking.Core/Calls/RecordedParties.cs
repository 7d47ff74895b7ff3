using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>Who took part in a call, as far as finished records tell.</summary>
internal static class RecordedParties
{
    public static List<Participant> Of(RecordedCall call)
    {
        var parties = new List<Participant>();
        if (!call.IsRootTrunk)
        {
            var own = Make(call.OwnParty ?? "", ParticipantKind.Extension);
            parties.Add(call.Root is { RangAt: { } rang } root && root.IsAttempt()
                ? own with { Asked = true, Rang = true, Rings = 1, Ring = (root.AnsweredAt ?? root.EndedAt ?? rang) - rang } : own);
        }
        else if (call.Root.IsAttempt() && call.External?.Display is { } called)
        {
            parties.Add(Asked(call, call.Root, called));
        }

        foreach (var row in call.Attempts)
        {
            if (call.PartyOf(row) is { } party)
            {
                Add(parties, Asked(call, row, party));
            }
        }

        if (call.Answered is { Place: RecordPlace.Room, PlaceName: { } room })
        {
            Add(parties, Make(room, ParticipantKind.Room) with { Asked = true, Answered = true, Result = ParticipantResult.Answered });
        }

        return parties;
    }

    private static Participant Make(string party, ParticipantKind kind) =>
        new(party, kind, null, false, false, false, 0, default, default, default, null);

    private static Participant Asked(RecordedCall call, FinishedRecord row, string party)
    {
        var answered = call.IsAnswer(row) && !(row.EndedAt == row.AnsweredAt && call.Answered is { } taken && !ReferenceEquals(taken, row));
        var rang = answered || (row.IsWholeLeg ? row.RangAt is not null : row.Result == RecordResult.NoAnswer);
        var stop = row.AnsweredAt > row.StartedAt ? row.AnsweredAt : row.Result == RecordResult.NoAnswer ? row.EndedAt : null;
        return Make(party, call.IsAskedOnTrunk(row) || ReferenceEquals(row, call.Root) ? ParticipantKind.External : ParticipantKind.Extension) with
        {
            Asked = true,
            Rang = rang,
            Answered = answered,
            Rings = rang ? 1 : 0,
            Ring = row.IsWholeLeg ? (row.AnsweredAt ?? row.EndedAt) - row.RangAt ?? TimeSpan.Zero : stop - row.StartedAt ?? TimeSpan.Zero,
            Result = answered ? ParticipantResult.Answered
                : row.Result == RecordResult.Busy ? ParticipantResult.Busy
                : row.Result is RecordResult.Failed or RecordResult.Congested ? ParticipantResult.Unavailable
                : row.Result == RecordResult.Declined ? ParticipantResult.Declined
                : row.Result == RecordResult.Elsewhere ? ParticipantResult.AnsweredElsewhere
                : row is { IsWholeLeg: true, Result: RecordResult.Cancelled } ? ParticipantResult.Cancelled
                : row is { IsWholeLeg: true, Result: RecordResult.NoAnswer } ? ParticipantResult.NoAnswer
                : call.Answered?.AnsweredAt is { } at && row.EndedAt >= at && row.StartedAt <= at ? ParticipantResult.AnsweredElsewhere
                : null,
        };
    }

    private static void Add(List<Participant> parties, Participant one)
    {
        var known = parties.FindIndex(party => party.Party == one.Party);
        if (known < 0)
        {
            parties.Add(one);
            return;
        }

        var former = parties[known];
        parties[known] = former with
        {
            Asked = former.Asked || one.Asked,
            Rang = former.Rang || one.Rang,
            Answered = former.Answered || one.Answered,
            Rings = former.Rings + one.Rings,
            Ring = former.Ring + one.Ring,
            Result = former.Answered || one.Answered ? ParticipantResult.Answered : one.Result ?? former.Result,
        };
    }
}
