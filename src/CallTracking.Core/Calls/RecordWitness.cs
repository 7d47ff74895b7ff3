
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
    public const string Completes = "recordCompletes";

    /// <summary>What the record completed and what was seen do not fit together: records may have whole seconds only.</summary>
    public const string Coarse = "recordTimesAreCoarse";

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
        if (!Saw(live, "startedAt"))
        {
            call = CompleteStart(call, recorded, because);
        }

        if (live.State == CallState.Ended && (!Saw(live, "endedAt") || live.Outcome == CallOutcome.Unknown))
        {
            call = CompleteEnd(call, recorded, because, sawTheEnd: Saw(live, "endedAt"));
        }

        Compare(call, recorded, because);
        return call with { Because = because };
    }

    /// <summary>Rules about start and end are only given where these were not simply heard. A PBX that says that it stops is heard.</summary>
    public static bool Saw(Call live, string verdict) => !live.Because.Any(because =>
        because.Verdict == verdict && because.Rule != "pbxStopped" && !because.Rule.StartsWith(Mark, StringComparison.Ordinal));

    private static Call CompleteStart(Call call, RecordedCall recorded, List<Because> because)
    {
        because.Add(new Because("startedAt", Completes, []));
        var told = recorded.Restore(call.Tenant, call.Link);
        if (told.Direction != call.Direction)
        {
            because.RemoveAll(static one => one.Verdict == "direction");
            because.Add(new Because("direction", Completes, []));
        }

        var shift = call.StartedAt - told.StartedAt;
        return call with
        {
            StartedAt = told.StartedAt,
            Wait = call.Wait + shift > TimeSpan.Zero ? call.Wait + shift : TimeSpan.Zero,
            Direction = told.Direction,
            External = told.External ?? (told.Direction == call.Direction ? call.External : null),
            CallerNumber = told.CallerNumber ?? call.CallerNumber,
            CallerName = call.CallerName ?? told.CallerName,
            DialedNumber = told.DialedNumber ?? call.DialedNumber,
            Trunk = told.Trunk ?? call.Trunk,
        };
    }

    private static Call CompleteEnd(Call call, RecordedCall recorded, List<Because> because, bool sawTheEnd)
    {
        if (!sawTheEnd)
        {
            because.Add(new Because("endedAt", Completes, []));
            var told = RecordedCall.Likely(recorded.EndedAt);
            var end = told < call.StartedAt ? call.StartedAt : recorded.IsEndALowerBound && call.EndedAt > told ? call.EndedAt.Value : told;
            call = call with { EndedAt = end, Connected = call.AnsweredAt is { } from && end > from ? end - from : TimeSpan.Zero };
        }

        if (call.Outcome == CallOutcome.Answered || recorded.Outcome == CallOutcome.Unknown || recorded.Outcome == call.Outcome)
        {
            return call;
        }

        because.RemoveAll(static one => one.Verdict == "outcome");
        because.Add(new Because("outcome", Completes, []));
        var isAnswered = recorded.Outcome == CallOutcome.Answered;
        var answeredAt = isAnswered && recorded.AnsweredAt is { } at ? RecordedCall.Likely(at) : (DateTimeOffset?)null;
        var ended = call.EndedAt!.Value;
        return call with
        {
            Outcome = recorded.Outcome,
            MissedReason = recorded.Outcome == CallOutcome.Missed ? recorded.Reason : null,
            AnsweredAt = answeredAt,
            AnsweredBy = isAnswered ? recorded.PartyOf(recorded.Answered!) : null,
            Wait = (isAnswered ? answeredAt ?? call.StartedAt : ended) - call.StartedAt,
            Connected = ended > answeredAt ? ended - answeredAt.Value : TimeSpan.Zero,
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

        if (Saw(call, "startedAt") && (RecordedCall.Likely(recorded.StartedAt) - call.StartedAt).Duration() > Tolerance)
        {
            Note("startedAt", Instant(recorded.StartedAt));
        }

        if (Saw(call, "endedAt") && call.EndedAt is { } ended && RecordedCall.Likely(recorded.EndedAt) - ended is var later
            && (later > Tolerance || (-later > Tolerance && !recorded.IsEndALowerBound)))
        {
            Note("endedAt", Instant(recorded.EndedAt));
        }
    }

    private static string Instant(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
