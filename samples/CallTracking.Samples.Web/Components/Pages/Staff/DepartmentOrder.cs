using CallTracking.Staff;

namespace CallTracking.Samples.Web.Components.Pages.Staff;

/// <summary>Departments as the tree that they are.</summary>
internal static class DepartmentOrder
{
    /// <summary>All departments, each below the one that it belongs to, with how deep it stands.</summary>
    public static IReadOnlyList<(Department Department, int Depth)> Of(IReadOnlyList<Department> departments)
    {
        var children = departments.ToLookup(static one => one.ParentId);
        var known = departments.Select(static one => one.Id).ToHashSet();
        var ordered = new List<(Department, int)>(departments.Count);
        foreach (var top in departments.Where(one => one.ParentId is not { } parent || !known.Contains(parent)))
        {
            Add(top, 0);
        }

        return ordered;

        void Add(Department department, int depth)
        {
            ordered.Add((department, depth));
            foreach (var child in children[department.Id])
            {
                Add(child, depth + 1);
            }
        }
    }

    /// <summary>A department and all below it.</summary>
    public static HashSet<Guid> Below(IReadOnlyList<Department> departments, Guid top)
    {
        var found = new HashSet<Guid> { top };
        while (departments.FirstOrDefault(one => one.ParentId is { } parent && found.Contains(parent) && !found.Contains(one.Id)) is { } next)
        {
            found.Add(next.Id);
        }

        return found;
    }

    /// <summary>The name for a plain list, moved in as deep as it stands.</summary>
    public static string Indent(Department department, int depth) => string.Concat(Enumerable.Repeat("\u00A0\u00A0\u00A0", depth)) + department.Name;
}
