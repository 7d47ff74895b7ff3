using System.Collections.Frozen;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Staff;

/// <summary>The staff of the host's tenant in memory: one immutable picture that is swapped.</summary>
internal sealed class StaffDirectory(ICallTrackingDbContextFactory contexts, IOptions<CallTrackingOptions> options) : IStaffDirectory
{
    private volatile Picture _picture = Picture.Empty;

    public StaffAssignment? FindByExtension(string tenant, string link, string extension, DateTimeOffset at)
    {
        if (tenant != options.Value.Tenant || !_picture.ByExtension.TryGetValue(extension, out var assignments))
        {
            return null;
        }

        StaffAssignment? anywhere = null;
        foreach (var one in assignments)
        {
            if (at < one.From || at >= one.To)
            {
                continue;
            }

            var found = new StaffAssignment(one.EmployeeId, _picture.Employees.GetValueOrDefault(one.EmployeeId)?.DepartmentId);
            if (one.Link == link)
            {
                return found;
            }

            anywhere ??= one.Link is null ? found : null;
        }

        return anywhere;
    }

    public IReadOnlyList<StaffExtension> ExtensionsOf(string tenant, Guid employee, DateTimeOffset at) =>
        tenant == options.Value.Tenant && _picture.ByEmployee.TryGetValue(employee, out var assignments)
            ? [.. assignments.Where(one => one.From <= at && !(at >= one.To)).Select(one => new StaffExtension(one.Link, one.Extension))]
            : [];

    public Employee? Find(string tenant, Guid employee) =>
        tenant == options.Value.Tenant ? _picture.Employees.GetValueOrDefault(employee) : null;

    public async Task RefreshAsync(CancellationToken cancellationToken) =>
        _picture = await StoreWork.ReadAsync(contexts, Caller.System(options.Value.Tenant), async context => new Picture(
            (await context.Set<Employee>().ToListAsync(cancellationToken).ConfigureAwait(false)).ToFrozenDictionary(employee => employee.Id),
            await context.Set<ExtensionAssignment>().OrderBy(one => one.From).ThenBy(one => one.Id).ToListAsync(cancellationToken)
                .ConfigureAwait(false))).ConfigureAwait(false);

    private sealed class Picture(FrozenDictionary<Guid, Employee> employees, List<ExtensionAssignment> assignments)
    {
        public static readonly Picture Empty = new(FrozenDictionary<Guid, Employee>.Empty, []);

        public FrozenDictionary<Guid, Employee> Employees { get; } = employees;

        // Latest first, so that of two that overlap the newer one holds.
        public FrozenDictionary<string, ExtensionAssignment[]> ByExtension { get; } =
            assignments.AsEnumerable().Reverse().GroupBy(one => one.Extension).ToFrozenDictionary(group => group.Key, group => group.ToArray());

        public FrozenDictionary<Guid, ExtensionAssignment[]> ByEmployee { get; } =
            assignments.GroupBy(one => one.EmployeeId).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }
}
