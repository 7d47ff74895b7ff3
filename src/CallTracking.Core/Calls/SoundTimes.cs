namespace CallTracking.Calls;

/// <summary>
/// What no clock may do to a call. Times come from the PBX or from arrival, and either clock can be set back amid a call or between two
/// processes; and times that were completed from records may be cut to whole seconds. A call then lasts no time rather than less than none,
/// and says why.
/// </summary>
internal static class SoundTimes
{
    public static Call WithSoundTimes(this Call call)
    {
        if (IsSound(call))
        {
            return call;
        }

        var answered = call.AnsweredAt < call.StartedAt ? call.StartedAt : call.AnsweredAt;
        var first = answered ?? call.StartedAt;
        return call with
        {
            AnsweredAt = answered,
            EndedAt = call.EndedAt < first ? first : call.EndedAt,
            Wait = Sound(call.Wait),
            Connected = Sound(call.Connected),
            Talk = Sound(call.Talk),
            Hold = Sound(call.Hold),
            Participants = [.. call.Participants.Select(one =>
                one with { Ring = Sound(one.Ring), Talk = Sound(one.Talk), Hold = Sound(one.Hold) })],
            Because = [.. call.Because, new Because("call", IsOfRecords(call) ? RecordWitness.Coarse : "clockWentBack", [])],
        };
    }

    /// <summary>A time that was seen and one that a record completed are of different grain, and no clock need have gone back.</summary>
    private static bool IsOfRecords(Call call) => call.Because.Any(static because => because.Rule == RecordWitness.Completes);

    private static TimeSpan Sound(TimeSpan time) => time < TimeSpan.Zero ? TimeSpan.Zero : time;

    private static bool IsSound(Call call)
    {
        if (call.AnsweredAt < call.StartedAt || call.EndedAt < (call.AnsweredAt ?? call.StartedAt) || call.Wait < TimeSpan.Zero
            || call.Connected < TimeSpan.Zero || call.Talk < TimeSpan.Zero || call.Hold < TimeSpan.Zero)
        {
            return false;
        }

        for (var index = 0; index < call.Participants.Count; index++)
        {
            var one = call.Participants[index];
            if (one.Ring < TimeSpan.Zero || one.Talk < TimeSpan.Zero || one.Hold < TimeSpan.Zero)
            {
                return false;
            }
        }

        return true;
    }
}
