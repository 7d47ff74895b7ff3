using CallTracking.Access;
using CallTracking.Contacts;

namespace CallTracking.Identification;

/// <summary>Which contacts somebody may find.</summary>
internal static class ShownContacts
{
    /// <summary>Those in the caller's row scope that are neither deleted nor merged into others.</summary>
    public static IQueryable<Contact> ShownTo(this IQueryable<Contact> contacts, Caller caller)
    {
        var employee = caller.Employee;
        var departments = caller.Access.Departments;
        var alive = contacts.Where(contact => contact.MergedIntoId == null && contact.DeletedAt == null);
        return caller.Access.ScopeOf(Permission.ContactsRead) switch
        {
            AccessScope.All => alive,
            AccessScope.Team when departments.Count > 0 => alive.Where(contact => contact.ResponsibleId == employee
                || (contact.DepartmentId != null && departments.Contains(contact.DepartmentId.Value))),
            AccessScope.Team or AccessScope.Own => alive.Where(contact => contact.ResponsibleId == employee),
            _ => alive.Where(static contact => false),
        };
    }
}
