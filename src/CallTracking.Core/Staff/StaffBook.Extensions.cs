using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Staff;

/// <content>Who sits at which extension. The history stays: calls of before are those of whoever had the extension then.</content>
public sealed partial class StaffBook
{
    /// <summary>Who had which extension when, the latest first.</summary>
    /// <param name="caller">On whose behalf; everybody may see his own.</param>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<ExtensionAssignment>> ListExtensionsAsync(
        Caller caller, ExtensionFilter filter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(filter);
        if (caller.Employee is null || filter.Employee != caller.Employee)
        {
            caller.Demand(Permission.StaffRead);
        }

        var picture = await _callers.LookAsync(caller.Tenant, cancellationToken).ConfigureAwait(false);
        var seen = picture.Employees.Where(one => one.Id == caller.Employee || StaffScope.Reaches(caller, Permission.StaffRead, one))
            .Select(static one => one.Id).ToHashSet();
        var rows = await StoreWork.ReadAsync(
            _contexts, caller,
            context => filter.Apply(context.Set<ExtensionAssignment>()).OrderByDescending(one => one.From).ThenByDescending(one => one.Id)
                .ToListAsync(cancellationToken)).ConfigureAwait(false);
        return rows.FindAll(row => seen.Contains(row.EmployeeId));
    }

    /// <summary>Signs an employee on at an extension, from now on: hot-desking. Several extensions at a time are fine; signing on where he
    /// is changes nothing. Everybody who may dial signs himself on at an extension that is free.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="employee">The employee.</param>
    /// <param name="extension">The extension as the PBX names it, 1 to 64 characters.</param>
    /// <param name="link">The link whose PBX has it; null where it means the same on all. One for a link goes before one for all.</param>
    /// <param name="takeOver">Whether whoever is signed on there is signed off at this moment; else it is refused when somebody is. It needs
    /// <see cref="Permission.StaffManage"/> for both.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StaffRuleException">Somebody has it, and <paramref name="takeOver"/> is false.</exception>
    public Task<ExtensionAssignment> SignOnAsync(
        Caller caller, Guid employee, string extension, string? link, bool takeOver, CancellationToken cancellationToken)
    {
        DemandSeat(caller, employee, takeOver);
        Check(extension, link);
        var now = _time.GetUtcNow();
        return _changes.WriteAsync(caller, async (context, picture, token) =>
        {
            var whom = Seated(caller, picture, employee);
            var others = await OverlappingAsync(context, extension, link, now, null, token).ConfigureAwait(false);
            if (others is [{ To: null } same] && same.EmployeeId == employee && same.From <= now)
            {
                return same;
            }

            foreach (var other in others)
            {
                if (!takeOver || other.From > now)
                {
                    throw Taken(extension, other);
                }

                // What the caller may not manage he may not sign off either.
                _ = picture.Employees.FirstOrDefault(one => one.Id == other.EmployeeId) is { } seated
                    && !StaffScope.Reaches(caller, Permission.StaffManage, seated) ? throw Taken(extension, other) : true;
                other.To = now;
                Audit(context, caller, "extension.signOff", other.EmployeeId, StaffChange.Of(other));
            }

            return Add(context, caller, whom, extension, link, now, null);
        }, cancellationToken);
    }

    /// <summary>Signs an employee off from an extension, from now on. Nothing happens when he is not signed on there.</summary>
    /// <param name="caller">On whose behalf; everybody who may dial may sign himself off.</param>
    /// <param name="employee">The employee.</param>
    /// <param name="extension">The extension; null for all of them.</param>
    /// <param name="link">The link, as it was given when signing on.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SignOffAsync(Caller caller, Guid employee, string? extension, string? link, CancellationToken cancellationToken)
    {
        DemandSeat(caller, employee, takeOver: false);
        var now = _time.GetUtcNow();
        return _changes.WriteAsync(caller, async (context, picture, token) =>
        {
            Seated(caller, picture, employee);
            var open = await context.Set<ExtensionAssignment>().AsTracking()
                .Where(one => one.EmployeeId == employee && one.From <= now && (one.To == null || one.To > now)
                    && (extension == null || (one.Extension == extension && one.Link == link)))
                .ToListAsync(token).ConfigureAwait(false);
            foreach (var one in open)
            {
                one.To = now;
                Audit(context, caller, "extension.signOff", employee, StaffChange.Of(one));
            }

            return true;
        }, cancellationToken);
    }

    /// <summary>Says that an employee has or had an extension in a period: a desk of one's own, or a correction. Calls that are stored already
    /// do not change by it.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="employee">The employee.</param>
    /// <param name="extension">The extension.</param>
    /// <param name="link">The link whose PBX has it; null for all.</param>
    /// <param name="from">From when on.</param>
    /// <param name="to">Until when, this instant not included; null for good.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StaffRuleException">Somebody has it at some time in the period: two at once are refused.</exception>
    public Task<ExtensionAssignment> AssignExtensionAsync(
        Caller caller, Guid employee, string extension, string? link, DateTimeOffset from, DateTimeOffset? to, CancellationToken cancellationToken)
    {
        Demand(caller, Permission.StaffManage, AccessScope.Team);
        Check(extension, link);
        if (to <= from)
        {
            throw new StaffRuleException(StaffRule.Invalid, $"The period ends ({to:u}) before it begins ({from:u}): swap the two.");
        }

        return _changes.WriteAsync(caller, async (context, picture, token) =>
        {
            var whom = Seated(caller, picture, employee);
            var others = await OverlappingAsync(context, extension, link, from, to, token).ConfigureAwait(false);
            return others.Count == 0 ? Add(context, caller, whom, extension, link, from, to) : throw Taken(extension, others[0]);
        }, cancellationToken);
    }

    private static StaffRuleException Taken(string extension, ExtensionAssignment other) => new(
        StaffRule.ExtensionTaken,
        $"Extension {extension} is another employee's from {other.From:u} to {(other.To is { } end ? $"{end:u}" : "now on")}: sign him off first, or take over.");

    private static void Check(string extension, string? link)
    {
        if (string.IsNullOrWhiteSpace(extension) || extension.Length > 64 || extension.Any(char.IsControl))
        {
            throw new StaffRuleException(StaffRule.Invalid, "An extension has 1 to 64 characters, as the PBX names it.");
        }

        if (link is { Length: 0 or > 64 })
        {
            throw new StaffRuleException(StaffRule.Invalid, "A link's name has 1 to 64 characters; leave it out for all links.");
        }
    }

    private static void DemandSeat(Caller caller, Guid employee, bool takeOver)
    {
        ArgumentNullException.ThrowIfNull(caller);
        if (!takeOver && caller.Employee == employee && caller.Access.Allows(Permission.Dial))
        {
            return;
        }

        Demand(caller, Permission.StaffManage, AccessScope.Team);
    }

    private static Employee Seated(Caller caller, AccessPicture picture, Guid employee)
    {
        var found = picture.Employees.FirstOrDefault(one => one.Id == employee);
        return found is { IsActive: true } && (caller.Employee == employee || StaffScope.Reaches(caller, Permission.StaffManage, found))
            ? found : throw new StaffRuleException(StaffRule.NotFound, $"There is no employee {employee} who works here.");
    }

    private static Task<List<ExtensionAssignment>> OverlappingAsync(
        CallTrackingDbContext context, string extension, string? link, DateTimeOffset from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        context.Set<ExtensionAssignment>().AsTracking()
            .Where(one => one.Extension == extension && one.Link == link && (one.To == null || one.To > from) && (to == null || one.From < to))
            .OrderBy(one => one.From).ToListAsync(cancellationToken);

    private static async Task EndAllAsync(CallTrackingDbContext context, Guid employee, DateTimeOffset at, CancellationToken cancellationToken)
    {
        foreach (var one in await context.Set<ExtensionAssignment>().AsTracking()
            .Where(one => one.EmployeeId == employee && (one.To == null || one.To > at)).ToListAsync(cancellationToken).ConfigureAwait(false))
        {
            // One that was to begin later never does.
            one.To = one.From > at ? one.From : at;
        }
    }

    private ExtensionAssignment Add(
        CallTrackingDbContext context, Caller caller, Employee employee, string extension, string? link, DateTimeOffset from, DateTimeOffset? to)
    {
        var assignment = new ExtensionAssignment
        {
            Tenant = caller.Tenant,
            Id = Guid.CreateVersion7(_time.GetUtcNow()),
            EmployeeId = employee.Id,
            Extension = extension,
            Link = link,
            From = from,
            To = to,
        };
        context.Add(assignment);
        Audit(context, caller, "extension.assign", employee.Id, StaffChange.Of(assignment));
        return assignment;
    }
}

/// <summary>Which assignments of extensions; what is not given does not narrow.</summary>
public sealed record ExtensionFilter
{
    /// <summary>Of this employee.</summary>
    public Guid? Employee { get; init; }

    /// <summary>Of this extension.</summary>
    public string? Extension { get; init; }

    /// <summary>Those that held at this instant.</summary>
    public DateTimeOffset? At { get; init; }

    internal IQueryable<ExtensionAssignment> Apply(IQueryable<ExtensionAssignment> rows)
    {
        rows = Employee is { } employee ? rows.Where(row => row.EmployeeId == employee) : rows;
        rows = Extension is { } extension ? rows.Where(row => row.Extension == extension) : rows;
        return At is { } at ? rows.Where(row => row.From <= at && (row.To == null || row.To > at)) : rows;
    }
}
