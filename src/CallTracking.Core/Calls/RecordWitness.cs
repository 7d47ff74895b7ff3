
namespace CallTracking.Calls;

/// <summary>
/// What finished records do to a call that was seen live: they confirm it, and where they say otherwise that is noted while the live
/// verdict stands. Only what the live side could not see is completed from them. A pure function of the live call and the set of its
/// records, so that it can be done again, on the call of the tracker or on that of the ledger, with the same result.
/// </summary>
internal static class RecordWitness
{
    /// <summary>Rules that begin so came from records.</summary>
    private const string Mark = "record";

    /// <summary>The record says otherwise; what it says stands behind the colon.</summary>
    public const string Differs = "recordDiffers:";

    /// <summary>The live side could not see it; the record told.</summary>
    private const string Completes = "recordCompletes";

    /// <summary>Records are cut to whole seconds, and a PBX closes them a little before or after it says so.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2.5);

    /// <summary>The live call as it was before any record: the opposite of <see cref="Confirm"/>, but for what was completed, which is
    /// completed anew.</summary>
    public static Call WithoutRecords(Call call) => call with
    {
        Witnesses = call.Witnesses & ~CallWitness.Cdr,
        Because = [.. call.Because.Where(static because => !because.Rule.StartsWith(Mark, StringComparison.Ordinal))],
    };

    /// <summary>The live call with its second witness.</summary>
    public static Call Confirm(Call live, RecordedCall? recorded)
    {
        var call = live with { Witnesses = live.Witnesses | CallWitness.Cdr };
        if (recorded is null)
        {
            return call;
        }

        var because = new List<Because>(live.Because);
        if (!SawTheEnd(live))
        {
            call = Complete(call, recorded, because);
        }

        Compare(call, recorded, because);
        return call with { Because = because };
    }

    /// <summary>The live side closed it for want of news: its end is the last moment at which it was known, and how it went may not have been
    /// seen at all.</summary>
    private static bool SawTheEnd(Call live) =>
        live.State != CallState.Ended || !live.Because.Any(static because => because.Verdict == "endedAt"
            && (because.Rule is "absentFromSnapshot" or "pbxRestarted" || because.Rule.StartsWith("nothingHeardFor", StringComparison.Ordinal)));

    private static Call Complete(Call call, RecordedCall recorded, List<Because> because)
    {
        var end = RecordedCall.Likely(recorded.EndedAt);
        end = end < call.StartedAt ? call.StartedAt : recorded.IsEndALowerBound && call.EndedAt > end ? call.EndedAt.Value : end;
        because.Add(new Because("endedAt", Completes, []));
        var answeredAt = call.AnsweredAt ?? (recorded.AnsweredAt is { } at ? RecordedCall.Likely(at) : null);
        var outcome = call.Outcome;
        var reason = call.MissedReason;
        if (call.Outcome != CallOutcome.Answered && recorded.Outcome != call.Outcome)
        {
            outcome = recorded.Outcome;
            reason = recorded.Reason;
            because.RemoveAll(static one => one.Verdict == "outcome");
            because.Add(new Because("outcome", Completes, []));
        }

        return call with
        {
            EndedAt = end,
            Outcome = outcome,
            MissedReason = outcome == CallOutcome.Missed ? reason : null,
            AnsweredAt = outcome == CallOutcome.Answered ? answeredAt : null,
            AnsweredBy = outcome == CallOutcome.Answered ? call.AnsweredBy ?? (recorded.Answered is { } taken ? recorded.PartyOf(taken) : null) : null,
            Wait = (outcome == CallOutcome.Answered ? answeredAt ?? call.StartedAt : end) - call.StartedAt,
            Connected = outcome == CallOutcome.Answered && answeredAt is { } from && end > from ? end - from : TimeSpan.Zero,
            External = call.External ?? (call.Direction == recorded.Direction ? recorded.External : null),
        };
    }

    private static void Compare(Call call, RecordedCall recorded, List<Because> because)
    {
        void Note(string verdict, string said) => because.Add(new Because(verdict, Differs + said, []));

        if (call.State == CallState.Ended && recorded.Outcome != CallOutcome.Unknown && call.Outcome is { } outcome && outcome != recorded.Outcome
            && outcome != CallOutcome.Unknown)
        {
            Note("outcome", LedgerWord<CallOutcome>.Of(recorded.Outcome));
        }

        if (call.Direction != recorded.Direction)
        {
            Note("direction", LedgerWord<CallDirection>.Of(recorded.Direction));
        }
        else if (recorded.External is { } external && call.External is { } known && known.Display != external.Display)
        {
            Note("externalNumber", external.Display!);
        }

        if ((RecordedCall.Likely(recorded.StartedAt) - call.StartedAt).Duration() > Tolerance)
        {
            Note("startedAt", Instant(recorded.StartedAt));
        }

        if (call.EndedAt is { } ended && RecordedCall.Likely(recorded.EndedAt) - ended is var later
            && (later > Tolerance || (-later > Tolerance && !recorded.IsEndALowerBound)))
        {
            Note("endedAt", Instant(recorded.EndedAt));
        }
    }

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
