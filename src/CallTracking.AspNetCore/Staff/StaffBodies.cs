using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Staff;

namespace CallTracking.AspNetCore.Staff;

[Description("Somebody who works here.")]
internal sealed record EmployeeBody
{
    [Description("The employee's id.")]
    public required Guid Id { get; init; }

    [Description("The name that is shown, at most 200 characters.")]
    public required string DisplayName { get; init; }

    [Description("Who it is for the host's sign-in, at most 200 characters; null for somebody who does not sign in. Unique in the tenant.")]
    public string? ExternalUserId { get; init; }

    [Description("E-mail address; null when none is known.")]
    public string? Email { get; init; }

    [Description("The department; null for none.")]
    public Guid? DepartmentId { get; init; }

    [Description("Whether the employee works here still. Somebody who left signs in no more and gets nothing, and stays in the calls of before.")]
    public required bool IsActive { get; init; }

    [Description("Language of the screens (BCP 47); null for the host's.")]
    public string? Language { get; init; }

    [Description("IANA time zone; null for the site's.")]
    public string? TimeZone { get; init; }

    [Description("Counts the changes.")]
    public required long Revision { get; init; }

    public static EmployeeBody Of(Employee one) => new()
    {
        Id = one.Id,
        DisplayName = one.DisplayName,
        ExternalUserId = one.ExternalUserId,
        Email = one.Email,
        DepartmentId = one.DepartmentId,
        IsActive = one.IsActive,
        Language = one.Language,
        TimeZone = one.TimeZone,
        Revision = one.Revision,
    };
}

[Description("The employees.")]
internal sealed record EmployeeList([property: Description("The employees.")] IReadOnlyList<EmployeeBody> Items);

[Description("A team or a group of teams.")]
internal sealed record DepartmentBody
{
    [Description("The department's id.")]
    public required Guid Id { get; init; }

    [Description("The name, at most 200 characters.")]
    public required string Name { get; init; }

    [Description("The department above; null at the top.")]
    public Guid? ParentId { get; init; }

    [Description("Counts the changes.")]
    public required long Revision { get; init; }

    public static DepartmentBody Of(Department one) => new()
    {
        Id = one.Id,
        Name = one.Name,
        ParentId = one.ParentId,
        Revision = one.Revision,
    };
}

[Description("The departments.")]
internal sealed record DepartmentList([property: Description("The departments.")] IReadOnlyList<DepartmentBody> Items);

[Description("Who has an extension, and when: somebody may have several, and several people may share a desk one after the other.")]
internal sealed record ExtensionBody
{
    [Description("The assignment's id.")]
    public required Guid Id { get; init; }

    [Description("Who.")]
    public required Guid EmployeeId { get; init; }

    [Description("The extension as the PBX names it.")]
    public required string Extension { get; init; }

    [Description("The link whose PBX has it; null where the extension means the same on all.")]
    public string? Link { get; init; }

    [Description("From when on.")]
    public required DateTimeOffset From { get; init; }

    [Description("Until when, this instant not included; null for now on.")]
    public DateTimeOffset? To { get; init; }

    public static ExtensionBody Of(ExtensionAssignment one) => new()
    {
        Id = one.Id,
        EmployeeId = one.EmployeeId,
        Extension = one.Extension,
        Link = one.Link,
        From = one.From,
        To = one.To,
    };
}

[Description("The assignments.")]
internal sealed record ExtensionList([property: Description("The assignments.")] IReadOnlyList<ExtensionBody> Items);

[Description("A permission and the rows that it reaches.")]
internal sealed record RoleGrantBody
{
    [Description("The permission.")]
    [WordsOf<Permission>]
    public required string Permission { get; init; }

    [Description("The rows.")]
    [WordsOf<AccessScope>]
    public required string Scope { get; init; }

    public static RoleGrantBody Of(RoleGrant one) => new()
    {
        Permission = Word.Of(one.Permission),
        Scope = Word.Of(one.Scope),
    };
}

[Description("What somebody may do in a certain position. Roles add up: what one of them gives is given, over the widest rows that any of them reaches, and a field is hidden only when all of them hide it.")]
internal sealed record RoleBody
{
    [Description("The role's id.")]
    public required Guid Id { get; init; }

    [Description("The name, unique in the tenant whatever its case, at most 100 characters.")]
    public required string Name { get; init; }

    [Description("What it is for, at most 500 characters; null for nothing.")]
    public string? Description { get; init; }

    [Description("What it gives, each permission once.")]
    public required IReadOnlyList<RoleGrantBody> Grants { get; init; }

    [Description("Counts the changes; 0 for a role that is built in.")]
    public required long Revision { get; init; }

    [Description("Fields that it hides.")]
    public required IReadOnlyList<string> Hidden { get; init; }

    public static RoleBody Of(Role one) => new()
    {
        Hidden = Word<FieldMask>.OfFlags(one.Masks),
        Id = one.Id,
        Name = one.Name,
        Description = one.Description,
        Grants = [.. one.Grants.Select(RoleGrantBody.Of)],
        Revision = one.Revision,
    };
}

[Description("The roles.")]
internal sealed record RoleList([property: Description("The roles.")] IReadOnlyList<RoleBody> Items);
