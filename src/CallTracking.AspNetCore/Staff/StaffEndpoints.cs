using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Staff;

/// <summary>Employees, departments and who sits where.</summary>
internal static class StaffEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "staff");
        api.ForEmployees("GET", "/me", Me).Is("getMe", "Says who asks and what he may do.").Answers<MeBody>();
        api.Get("/staff", Permission.StaffRead, ListAsync)
            .Is("listStaff", "Lists employees by name.").Query(new ApiParameter("former", ParameterKind.Flag, "Those who left too. Default false."))
            .Answers<EmployeeList>();
        api.Post("/staff", Permission.StaffManage, CreateAsync)
            .Is("createEmployee", "Adds an employee.").Takes<EmployeeRequest>().Answers<EmployeeBody>(201).MayFail(409);
        api.Get("/staff/{id:guid}", Permission.StaffRead, GetAsync)
            .Is("getEmployee", "Reads an employee.").Answers<EmployeeBody>().HasRevision().MayBeMissing();
        api.Put("/staff/{id:guid}", Permission.StaffManage, UpdateAsync)
            .Is("updateEmployee", "Changes an employee: he is then what is sent.").Takes<EmployeeRequest>().Answers<EmployeeBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Get("/departments", Permission.StaffRead, ListDepartmentsAsync).Is("listDepartments", "Lists departments.").Answers<DepartmentList>();
        api.Post("/departments", Permission.StaffManage, CreateDepartmentAsync)
            .Is("createDepartment", "Adds a department.").Takes<DepartmentRequest>().Answers<DepartmentBody>(201).MayFail(409);
        api.Put("/departments/{id:guid}", Permission.StaffManage, UpdateDepartmentAsync)
            .Is("updateDepartment", "Changes a department.").Takes<DepartmentRequest>().Answers<DepartmentBody>().NeedsRevision().MayBeMissing().MayFail(409);
        api.Delete("/departments/{id:guid}", Permission.StaffManage, DeleteDepartmentAsync)
            .Is("deleteDepartment", "Removes a department that nobody is in.").AnswersNothing().MayBeMissing().MayFail(409);
        api.Get("/extensions", Permission.StaffRead, ListExtensionsAsync)
            .Is("listExtensions", "Lists who has which extension, and when.")
            .Query(
                new ApiParameter("employee", ParameterKind.Id, "Of this employee."), new ApiParameter("extension", ParameterKind.Text, "Of this extension.") { MaxLength = 64 },
                new ApiParameter("at", ParameterKind.Instant, "At this time."))
            .Answers<ExtensionList>();
        api.Post("/staff/{id:guid}/extensions", Permission.StaffManage, AssignExtensionAsync)
            .Is("assignExtension", "Gives an employee an extension for a time.").Takes<ExtensionRequest>().Answers<ExtensionBody>(201).MayBeMissing().MayFail(409);
        api.ForEmployees("POST", "/me/extensions", SignOnAsync)
            .Is("signOn", "Signs the employee on at a phone, from now on.").Takes<SignOnRequest>().Answers<ExtensionBody>(201).MayFail(409);
        api.ForEmployees("DELETE", "/me/extensions", SignOffAsync)
            .Is("signOff", "Signs the employee off from a phone, or from all.")
            .Query(new ApiParameter("extension", ParameterKind.Text, "Only from this one.") { MaxLength = 64 }, new ApiParameter("link", ParameterKind.Text, "Only on this link.") { MaxLength = 64 })
            .AnswersNothing();
    }

    private static IResult Me(HttpContext http) => Answers.Json(MeBody.Of(http.Caller()), ApiJson.Strict.MeBody);

    private static async Task<IResult> ListAsync(HttpContext http, StaffBook book, CancellationToken cancellationToken) => Answers.Json(
        new EmployeeList([.. (await book.ListAsync(http.Caller(), new Query(http).Flag("former") ?? false, cancellationToken).ConfigureAwait(false)).Select(EmployeeBody.Of)]),
        ApiJson.Strict.EmployeeList);

    private static async Task<IResult> CreateAsync(HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.EmployeeRequest, cancellationToken).ConfigureAwait(false);
        var made = await book.CreateAsync(http.Caller(), request.ToDraft(), cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, EmployeeBody.Of(made), ApiJson.Strict.EmployeeBody, made.Revision, $"staff/{made.Id}");
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var found = Answers.Found(await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
        return Answers.Resource(http, EmployeeBody.Of(found), ApiJson.Strict.EmployeeBody, found.Revision);
    }

    private static async Task<IResult> UpdateAsync(Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.EmployeeRequest, cancellationToken).ConfigureAwait(false);
        var changed = await book.UpdateAsync(http.Caller(), id, request.ToDraft(), revision, cancellationToken).ConfigureAwait(false);
        return Answers.Resource(http, EmployeeBody.Of(changed), ApiJson.Strict.EmployeeBody, changed.Revision);
    }

    private static async Task<IResult> ListDepartmentsAsync(HttpContext http, StaffBook book, CancellationToken cancellationToken) => Answers.Json(
        new DepartmentList([.. (await book.ListDepartmentsAsync(http.Caller(), cancellationToken).ConfigureAwait(false)).Select(DepartmentBody.Of)]),
        ApiJson.Strict.DepartmentList);

    private static async Task<IResult> CreateDepartmentAsync(HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.DepartmentRequest, cancellationToken).ConfigureAwait(false);
        var made = await book.CreateDepartmentAsync(http.Caller(), Texts.Required(request.Name, "name", 200), request.Parent, cancellationToken).ConfigureAwait(false);
        return Answers.Created(http, DepartmentBody.Of(made), ApiJson.Strict.DepartmentBody, made.Revision, $"departments/{made.Id}");
    }

    private static async Task<IResult> UpdateDepartmentAsync(Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.DepartmentRequest, cancellationToken).ConfigureAwait(false);
        var changed = await book.UpdateDepartmentAsync(
            http.Caller(), id, Texts.Required(request.Name, "name", 200), request.Parent, revision, cancellationToken).ConfigureAwait(false);
        return Answers.Resource(http, DepartmentBody.Of(changed), ApiJson.Strict.DepartmentBody, changed.Revision);
    }

    private static async Task<IResult> DeleteDepartmentAsync(Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        await book.DeleteDepartmentAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }

    private static async Task<IResult> ListExtensionsAsync(HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var filter = new ExtensionFilter { Employee = query.Id("employee"), Extension = query.Text("extension"), At = query.Instant("at") };
        return Answers.Json(
            new ExtensionList([.. (await book.ListExtensionsAsync(http.Caller(), filter, cancellationToken).ConfigureAwait(false)).Select(ExtensionBody.Of)]),
            ApiJson.Strict.ExtensionList);
    }

    private static async Task<IResult> AssignExtensionAsync(Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.ExtensionRequest, cancellationToken).ConfigureAwait(false);
        var made = await book.AssignExtensionAsync(
            http.Caller(), id, Texts.Required(request.Extension, "extension", 64), Texts.Optional(request.Link, "link", 64),
            Texts.RequiredInstant(request.From, "from"), Texts.Instant(request.To, "to"), cancellationToken).ConfigureAwait(false);
        return Answers.Json(ExtensionBody.Of(made), ApiJson.Strict.ExtensionBody, 201);
    }

    private static async Task<IResult> SignOnAsync(HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.SignOnRequest, cancellationToken).ConfigureAwait(false);
        var caller = http.Caller();
        var made = await book.SignOnAsync(
            caller, caller.Employee!.Value, Texts.Required(request.Extension, "extension", 64), Texts.Optional(request.Link, "link", 64),
            request.TakeOver ?? false, cancellationToken).ConfigureAwait(false);
        return Answers.Json(ExtensionBody.Of(made), ApiJson.Strict.ExtensionBody, 201);
    }

    private static async Task<IResult> SignOffAsync(HttpContext http, StaffBook book, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var caller = http.Caller();
        await book.SignOffAsync(caller, caller.Employee!.Value, query.Text("extension"), query.Text("link"), cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }
}

[Description("Who asks and what he may do.")]
internal sealed record MeBody
{
    [Description("The employee.")]
    public required Guid Employee { get; init; }

    [Description("Each permission with its reach: own, team or all.")]
    public required IReadOnlyDictionary<string, string> Permissions { get; init; }

    [Description("Fields that are hidden from him.")]
    public required IReadOnlyList<string> Hidden { get; init; }

    public static MeBody Of(Caller caller) => new()
    {
        Employee = caller.Employee!.Value,
        Permissions = caller.Access.Scopes.OrderBy(pair => pair.Key).ToDictionary(pair => Word.Of(pair.Key), pair => Word.Of(pair.Value)),
        Hidden = Word<FieldMask>.OfFlags(caller.Access.Masks),
    };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What an employee is to be.")]
internal sealed record EmployeeRequest
{
    [Description("The name that is shown, 1 to 200 characters.")]
    public string? DisplayName { get; init; }

    [Description("Who it is for the host's sign-in.")]
    public string? ExternalUserId { get; init; }

    [Description("E-mail address.")]
    public string? Email { get; init; }

    [Description("The department.")]
    public Guid? Department { get; init; }

    [Description("Whether he works here still. Default true.")]
    public bool? Active { get; init; }

    [Description("Language of the screens (BCP 47).")]
    public string? Language { get; init; }

    [Description("IANA time zone.")]
    public string? TimeZone { get; init; }

    public EmployeeDraft ToDraft() => new(Texts.Required(DisplayName, "displayName", 200))
    {
        ExternalUserId = Texts.Optional(ExternalUserId, "externalUserId", 200),
        Email = Texts.Optional(Email, "email", 254),
        DepartmentId = Department,
        IsActive = Active ?? true,
        Language = Texts.Optional(Language, "language", 35),
        TimeZone = Texts.Optional(TimeZone, "timeZone", 64),
    };
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("What a department is to be.")]
internal sealed record DepartmentRequest
{
    [Description("The name, 1 to 200 characters.")]
    public string? Name { get; init; }

    [Description("The department above.")]
    public Guid? Parent { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("An extension for a time.")]
internal sealed record ExtensionRequest
{
    [Description("The extension as the PBX names it.")]
    public string? Extension { get; init; }

    [Description("The link whose PBX has it; null where it means the same on all.")]
    public string? Link { get; init; }

    [Description("From when on, as 2026-11-23T09:30:00Z.")]
    public string? From { get; init; }

    [Description("Until when; null for now on.")]
    public string? To { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("A phone to sign on at.")]
internal sealed record SignOnRequest
{
    [Description("The extension as the PBX names it.")]
    public string? Extension { get; init; }

    [Description("The link whose PBX has it; null where it means the same on all.")]
    public string? Link { get; init; }

    [Description("Whether to take it from whoever has it now. Default false.")]
    public bool? TakeOver { get; init; }
}
