using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <summary>Who is to call, and the rule that said so.</summary>
internal sealed record ObligationOwner(Guid? Employee, Guid? Department, string? Rule)
{
    public static readonly ObligationOwner Nobody = new(null, null, null);
}

/// <summary>Finds the owner of an obligation: the first rule that names somebody who still works here.</summary>
internal sealed class ObligationOwners(CallTrackingDbContext context, CallbackOptions options)
{
    // How far back the last conversation may lie, in calls: of a customer who calls all day the newest ones say enough.
    private const int CallsLookedAt = 20;

    public async Task<ObligationOwner> FindAsync(
        Guid? contact, string number, Call? call, DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var rule in options.OwnerRules)
        {
            var found = rule switch
            {
                ObligationOwnerRule.Responsible => await ResponsibleAsync(contact, cancellationToken).ConfigureAwait(false),
                ObligationOwnerRule.LastHandler => await LastHandlerAsync(contact, number, before, cancellationToken).ConfigureAwait(false),
                ObligationOwnerRule.QueueDepartment => QueueDepartment(call),
                ObligationOwnerRule.DialedNumberDepartment => Department(options.DialedNumberDepartments, call?.DialedNumber),
                ObligationOwnerRule.RungDepartment =>
                    call?.Participants.FirstOrDefault(static party => party.Rang && party.Department is not null) is { } rung
                        ? new ObligationOwner(null, rung.Department, null) : null,
                ObligationOwnerRule.RungEmployee => await RungEmployeeAsync(call, cancellationToken).ConfigureAwait(false),
                _ => null,
            };
            if (found is not null)
            {
                return found with { Rule = Code(rule) };
            }
        }

        var fallback = options.DefaultOwner is { } owner ? await ActiveAsync(owner, cancellationToken).ConfigureAwait(false) : null;
        fallback ??= options.DefaultDepartment is { } department ? new ObligationOwner(null, department, null) : null;
        return fallback is null ? ObligationOwner.Nobody : fallback with { Rule = "default" };
    }

    /// <summary>An employee as owner, with his department; null when he works here no more.</summary>
    public async Task<ObligationOwner?> ActiveAsync(Guid employee, CancellationToken cancellationToken)
    {
        var found = await context.Set<Employee>().Where(one => one.Id == employee && one.IsActive)
            .Select(one => new { one.Id, one.DepartmentId }).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return found is null ? null : new ObligationOwner(found.Id, found.DepartmentId, null);
    }

    private static string Code(ObligationOwnerRule rule) => rule switch
    {
        ObligationOwnerRule.Responsible => "responsible",
        ObligationOwnerRule.LastHandler => "lastHandler",
        ObligationOwnerRule.QueueDepartment => "queueDepartment",
        ObligationOwnerRule.DialedNumberDepartment => "dialedNumberDepartment",
        ObligationOwnerRule.RungDepartment => "rungDepartment",
        _ => "rungEmployee",
    };

    private static ObligationOwner? Department(IDictionary<string, Guid> departments, string? name) =>
        name is not null && departments.TryGetValue(name, out var department) ? new ObligationOwner(null, department, null) : null;

    private ObligationOwner? QueueDepartment(Call? call) => call is null ? null
        : Department(options.QueueDepartments, call.Queue)
            ?? call.Participants.Where(static party => party.Kind == ParticipantKind.Queue)
                .Select(party => Department(options.QueueDepartments, party.Party)).FirstOrDefault(static found => found is not null);

    private async Task<ObligationOwner?> ResponsibleAsync(Guid? contact, CancellationToken cancellationToken)
    {
        if (contact is null)
        {
            return null;
        }

        var found = await context.Set<Contact>().Where(one => one.Id == contact)
            .Select(one => new { one.ResponsibleId, one.DepartmentId }).SingleOrDefaultAsync(cancellationToken).ConfigureAwait(false);
        return (found?.ResponsibleId is { } responsible ? await ActiveAsync(responsible, cancellationToken).ConfigureAwait(false) : null)
            ?? (found?.DepartmentId is { } department ? new ObligationOwner(null, department, null) : null);
    }

    private async Task<ObligationOwner?> LastHandlerAsync(
        Guid? contact, string number, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var answered = context.Set<Call>().Where(call => call.StartedAt < before && call.Outcome == CallOutcome.Answered
            && call.Direction != CallDirection.Internal);
        var calls = await NewestAsync(answered.Where(call => call.External!.E164 == number
            && !context.Set<CallContact>().Any(link => link.CallId == call.Id && link.ContactId != contact)), cancellationToken).ConfigureAwait(false);
        if (contact is { } known)
        {
            calls.AddRange(await NewestAsync(
                context.Set<CallContact>().Where(link => link.ContactId == known && link.StartedAt < before)
                    .Join(answered, link => link.CallId, call => call.Id, (_, call) => call), cancellationToken).ConfigureAwait(false));
        }

        foreach (var call in calls.OrderByDescending(call => call.StartedAt).ThenByDescending(call => call.Id))
        {
            var talked = call.Participants.Where(static party => party is { Kind: ParticipantKind.Extension, Employee: not null }
                && (party.Answered || party.Talk > TimeSpan.Zero)).ToList();
            var last = talked.Find(party => party.Party == call.LastParty) ?? talked.LastOrDefault();
            if (last?.Employee is { } employee && await ActiveAsync(employee, cancellationToken).ConfigureAwait(false) is { } owner)
            {
                return owner;
            }
        }

        return null;
    }

    private static Task<List<Call>> NewestAsync(IQueryable<Call> calls, CancellationToken cancellationToken) => CallTrackingDbContext.Whole(
        calls.OrderByDescending(call => call.StartedAt).ThenByDescending(call => call.Id).Take(CallsLookedAt)).ToListAsync(cancellationToken);

    private async Task<ObligationOwner?> RungEmployeeAsync(Call? call, CancellationToken cancellationToken)
    {
        foreach (var party in call?.Participants ?? [])
        {
            if (party is { Rang: true, Employee: { } employee } && await ActiveAsync(employee, cancellationToken).ConfigureAwait(false) is { } owner)
            {
                return owner;
            }
        }

        return null;
    }
}
