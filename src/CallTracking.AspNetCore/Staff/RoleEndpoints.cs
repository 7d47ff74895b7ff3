using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Staff;

/// <summary>Roles and who has them.</summary>
internal static class RoleEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "roles");
        api.Get("/roles", Permission.StaffRead, ListAsync).Is("listRoles", "Lists roles, the built-in ones first.").Answers<RoleList>();
        api.Post("/roles", Permission.RolesManage, CreateAsync).Is("createRole", "Adds a role.").Takes<RoleRequest>().Answers<RoleBody>(201).MayFail(409);
        api.Get("/roles/{id:guid}", Permission.StaffRead, GetAsync).Is("getRole", "Reads a role.").Answers<RoleBody>().HasRevision().MayBeMissing();
        api.Put("/roles/{id:guid}", Permission.RolesManage, UpdateAsync)
            .Is("updateRole", "Changes a role, for everybody who has it.").Takes<RoleRequest>().Answers<RoleBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Delete("/roles/{id:guid}", Permission.RolesManage, DeleteAsync).Is("deleteRole", "Removes a role that nobody has.").AnswersNothing().MayBeMissing().MayFail(409);
        api.Get("/staff/{id:guid}/roles", Permission.StaffRead, ListOfAsync).Is("listRolesOfEmployee", "Lists the roles that an employee has.").Answers<RoleList>().MayBeMissing();
        api.Put("/staff/{id:guid}/roles/{roleId:guid}", Permission.RolesManage, AssignAsync)
            .Is("assignRole", "Gives a role to an employee.").AnswersNothing().MayBeMissing().MayFail(409);
        api.Delete("/staff/{id:guid}/roles/{roleId:guid}", Permission.RolesManage, RevokeAsync)
            .Is("revokeRole", "Takes a role from an employee.").AnswersNothing().MayBeMissing().MayFail(409);
    }

    private static async Task<IResult> ListAsync(HttpContext http, RoleBook book, CancellationToken cancellationToken) =>
        Show(await book.ListAsync(http.Caller(), cancellationToken).ConfigureAwait(false));

    private static async Task<IResult> ListOfAsync(Guid id, HttpContext http, RoleBook book, StaffBook staff, CancellationToken cancellationToken)
    {
        _ = Answers.Found(await staff.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Show(await book.ListOfAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> CreateAsync(HttpContext http, RoleBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.RoleRequest, cancellationToken).ConfigureAwait(false);
        var made = await book.CreateAsync(http.Caller(), request.ToDraft(), cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, RoleBody.Of(made), ApiJson.Strict.RoleBody, made.Revision, $"roles/{made.Id}");
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, RoleBook book, CancellationToken cancellationToken)
    {
        var found = Answers.Found(await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Answers.Resource(http, RoleBody.Of(found), ApiJson.Strict.RoleBody, found.Revision);
    }

    private static async Task<IResult> UpdateAsync(Guid id, HttpContext http, RoleBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.RoleRequest, cancellationToken).ConfigureAwait(false);
        var changed = await book.UpdateAsync(http.Caller(), id, request.ToDraft(), revision, cancellationToken).ConfigureAwait(false);
        return Answers.Resource(http, RoleBody.Of(changed), ApiJson.Strict.RoleBody, changed.Revision);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext http, RoleBook book, CancellationToken cancellationToken)
    {
        await book.DeleteAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }

    private static async Task<IResult> AssignAsync(Guid id, Guid roleId, HttpContext http, RoleBook book, CancellationToken cancellationToken)
    {
        await book.AssignAsync(http.Caller(), id, roleId, cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }

    private static async Task<IResult> RevokeAsync(Guid id, Guid roleId, HttpContext http, RoleBook book, CancellationToken cancellationToken)
    {
        await book.RevokeAsync(http.Caller(), id, roleId, cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }

    private static IResult Show(IEnumerable<Role> roles) => Answers.Json(new RoleList([.. roles.Select(RoleBody.Of)]), ApiJson.Strict.RoleList);
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What a role is to be.")]
internal sealed record RoleRequest
{
    [Description("The name, 1 to 100 characters.")]
    public string? Name { get; init; }

    [Description("What it is for, at most 500 characters.")]
    public string? Description { get; init; }

    [Description("What it gives: each permission with its reach (own, team or all).")]
    public IReadOnlyDictionary<string, string>? Grants { get; init; }

    [WordsOf<FieldMask>]
    [Description("Fields that it hides. Default: all of them.")]
    public IReadOnlyList<string>? Hidden { get; init; }

    public RoleDraft ToDraft() => new(
        Texts.Required(Name, "name", 100),
        [.. (Grants ?? new Dictionary<string, string>()).Select(pair => new RoleGrant(
            Word<Permission>.Require(pair.Key, "grants"), Word<AccessScope>.Require(pair.Value, "grants")))])
    {
        Description = Texts.Optional(Description, "description", 500),
        Masks = Hidden is null
            ? FieldMask.Numbers | FieldMask.Debt | FieldMask.Cost
            : Texts.Words<FieldMask>(Hidden, "hidden").Aggregate(FieldMask.None, (all, one) => all | one),
    };
}
