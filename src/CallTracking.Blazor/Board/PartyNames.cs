using CallTracking.Calls;
using CallTracking.Staff;

namespace CallTracking.Blazor;

/// <summary>Names of parties of a call on our side.</summary>
internal static class PartyNames
{
    /// <summary>Who of ours talks, else who rings, else who took part: names of employees, extensions where nobody has them.</summary>
    public static string Ours(Call call, IStaffDirectory staff)
    {
        var ours = call.Participants.Where(static one => one.Kind is ParticipantKind.Extension or ParticipantKind.Room or ParticipantKind.Mailbox).ToList();
        var now = ours.FindAll(static one => one.Presence == ParticipantPresence.InCall);
        if (now.Count == 0)
        {
            now = ours.FindAll(static one => one.Presence is ParticipantPresence.Ringing or ParticipantPresence.Calling);
        }

        if (now.Count == 0)
        {
            now = ours.FindAll(static one => one.Talk > TimeSpan.Zero || one.Answered);
        }

        return string.Join(", ", (now.Count == 0 ? ours : now).Select(one => Of(call, one, staff)).Distinct(StringComparer.CurrentCulture));
    }

    public static string Of(Call call, Participant one, IStaffDirectory staff) =>
        one.Employee is { } employee && staff.Find(call.Tenant, employee)?.DisplayName is { } name ? name : one.Party;
}
