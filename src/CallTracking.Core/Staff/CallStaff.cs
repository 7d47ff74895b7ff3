using CallTracking.Calls;

namespace CallTracking.Staff;

/// <summary>Puts the employees into calls: who had the extension when the call began. What a call says already stays.</summary>
internal static class CallStaff
{
    public static Call Resolve(Call call, IStaffDirectory staff)
    {
        List<Participant>? resolved = null;
        for (var i = 0; i < call.Participants.Count; i++)
        {
            var participant = call.Participants[i];
            if (participant.Kind is not (ParticipantKind.Extension or ParticipantKind.Supervisor) || participant.Employee is not null
                || staff.FindByExtension(call.Tenant, call.Link, participant.Party, call.StartedAt) is not { } found)
            {
                continue;
            }

            resolved ??= [.. call.Participants];
            resolved[i] = participant with { Employee = found.Employee, Department = found.Department };
        }

        return resolved is null ? call : call with { Participants = resolved };
    }
}
