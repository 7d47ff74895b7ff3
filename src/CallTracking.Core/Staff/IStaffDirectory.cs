namespace CallTracking.Staff;

/// <summary>Who sits where: asked for every call, so it is kept in memory and brought up to date at each change in this process, and every
/// ten seconds for changes of others.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IStaffDirectory
{
    /// <summary>Who had an extension at a time.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="link">The link whose PBX has the extension. An assignment that names the link goes before one that names none.</param>
    /// <param name="extension">The extension as the PBX names it.</param>
    /// <param name="at">When.</param>
    /// <returns>Null when nobody had it.</returns>
    StaffAssignment? FindByExtension(string tenant, string link, string extension, DateTimeOffset at);

    /// <summary>The extensions that an employee has at a time.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="employee">Who.</param>
    /// <param name="at">When.</param>
    IReadOnlyList<StaffExtension> ExtensionsOf(string tenant, Guid employee, DateTimeOffset at);

    /// <summary>An employee; null when the tenant has none of that id.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="employee">Who.</param>
    Employee? Find(string tenant, Guid employee);

    /// <summary>Reads the store again: after a change that has to be seen at once.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="CallTracking.Storage.LedgerStoreException">The store cannot be read; what was known stays.</exception>
    Task RefreshAsync(CancellationToken cancellationToken);
}

/// <summary>Who has an extension.</summary>
/// <param name="Employee">The employee.</param>
/// <param name="Department">The department of the employee; null for none.</param>
public sealed record StaffAssignment(Guid Employee, Guid? Department);

/// <summary>An extension of an employee.</summary>
/// <param name="Link">The link whose PBX has it; null for any.</param>
/// <param name="Extension">The extension as the PBX names it.</param>
public sealed record StaffExtension(string? Link, string Extension);
