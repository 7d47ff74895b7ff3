using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.Staff;

namespace CallTracking.Samples.Web.Session;

/// <summary>Names of colleagues as the user may see them, kept for some minutes. One for each circuit.</summary>
internal sealed class EmployeeNames(UserSession session, StaffBook staff, TimeProvider time)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(2);
    private readonly ConcurrentDictionary<Guid, (Task<Employee?> Found, DateTimeOffset At)> _known = new();

    /// <summary>The employee; null when the user may not see him.</summary>
    public Task<Employee?> FindAsync(Guid id)
    {
        var now = time.GetUtcNow();
        if (_known.TryGetValue(id, out var known) && now - known.At < Kept && !known.Found.IsFaulted)
        {
            return known.Found;
        }

        var found = ReadAsync(id);
        _known[id] = (found, now);
        return found;
    }

    private async Task<Employee?> ReadAsync(Guid id)
    {
        var caller = await session.GetCallerAsync();
        return caller.Employee == id || caller.Access.Allows(Permission.StaffRead) ? await staff.GetAsync(caller, id, CancellationToken.None) : null;
    }
}
