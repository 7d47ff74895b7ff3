using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Callbacks;

/// <summary>When departments work, as it is at the beginning of a piece of work: their own hours, else those of the department above, else the
/// tenant's, else round the clock.</summary>
internal sealed class WorkCalendar
{
    private readonly WorkingHours? _fixed;
    private readonly Dictionary<Guid, WorkingHours> _hours;
    private readonly Dictionary<Guid, Guid?> _parents;

    private WorkCalendar(WorkingHours? always, Dictionary<Guid, WorkingHours> hours, Dictionary<Guid, Guid?> parents)
    {
        (_fixed, _hours, _parents) = (always, hours, parents);
    }

    /// <param name="context">The store.</param>
    /// <param name="configured">Hours that the host fixed for everybody; null for those of the staff.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<WorkCalendar> LoadAsync(
        CallTrackingDbContext context, WorkingHours? configured, CancellationToken cancellationToken)
    {
        if (configured is not null)
        {
            return new WorkCalendar(configured, [], []);
        }

        var hours = await context.Set<WorkSchedule>().Where(one => one.OwnerId == WorkSchedule.WholeTenant
                || context.Set<Department>().Any(department => department.Id == one.OwnerId))
            .ToDictionaryAsync(one => one.OwnerId, one => one.Hours, cancellationToken).ConfigureAwait(false);
        var parents = hours.Count == 0 ? []
            : await context.Set<Department>().ToDictionaryAsync(one => one.Id, one => one.ParentId, cancellationToken).ConfigureAwait(false);
        return new WorkCalendar(null, hours, parents);
    }

    public WorkingHours Of(Guid? department)
    {
        if (_fixed is not null)
        {
            return _fixed;
        }

        // Counted, so that a ring of departments ends too.
        for (var steps = 0; department is { } at && steps <= _parents.Count; steps++)
        {
            if (_hours.TryGetValue(at, out var theirs))
            {
                return theirs;
            }

            department = _parents.GetValueOrDefault(at);
        }

        return _hours.GetValueOrDefault(WorkSchedule.WholeTenant, WorkingHours.Always);
    }

    /// <summary>An instant so much working time after another. A calendar without working time must not hide anything: then the clock on the
    /// wall counts.</summary>
    public DateTimeOffset Add(Guid? department, DateTimeOffset from, TimeSpan workingTime) =>
        Of(department).Add(from, workingTime) ?? from + workingTime;
}
