using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Tasks;

/// <summary>Puts a message into the transaction of whatever it tells of: either both are there, or none is.</summary>
internal static class Outgoing
{
    /// <summary>Those of some employees who work here, in order.</summary>
    public static Task<List<Guid>> ActiveAsync(CallTrackingDbContext context, IReadOnlyCollection<Guid> employees, CancellationToken cancellationToken) =>
        context.Set<Employee>().Where(one => one.IsActive && employees.Contains(one.Id)).OrderBy(one => one.Id).Select(one => one.Id)
            .ToListAsync(cancellationToken);

    /// <summary>Everybody who works in a department, or for null everybody who works here.</summary>
    public static Task<List<Guid>> MembersAsync(CallTrackingDbContext context, Guid? department, CancellationToken cancellationToken) =>
        context.Set<Employee>().Where(one => one.IsActive && (department == null || one.DepartmentId == department)).OrderBy(one => one.Id)
            .Select(one => one.Id).ToListAsync(cancellationToken);

    /// <summary>Adds a message with a receipt for each receiver.</summary>
    public static void Add(CallTrackingDbContext context, Message message, IEnumerable<Guid> recipients)
    {
        context.Add(message);
        foreach (var employee in recipients)
        {
            context.Add(new MessageReceipt
            {
                Tenant = message.Tenant,
                MessageId = message.Id,
                EmployeeId = employee,
                SentAt = message.SentAt,
            });
        }
    }
}
