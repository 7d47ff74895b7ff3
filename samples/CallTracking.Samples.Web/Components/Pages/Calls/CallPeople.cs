using CallTracking.Calls;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>Whom of ours a list names for a call.</summary>
internal static class CallPeople
{
    private const int Most = 3;

    /// <summary>Those of ours who talked; where nobody did, those whom it rang at.</summary>
    public static IReadOnlyList<Participant> WithUs(Call call)
    {
        var ours = call.Participants.Where(static one => one.Kind is ParticipantKind.Extension or ParticipantKind.Room or ParticipantKind.Mailbox).ToList();
        var talked = ours.Where(static one => one.Answered || one.Talk > TimeSpan.Zero || one is { Asked: false, Kind: ParticipantKind.Extension }).ToList();
        return [.. (talked.Count > 0 ? talked : ours).DistinctBy(static one => (one.Employee, one.Employee is null ? one.Party : null)).Take(Most)];
    }
}
