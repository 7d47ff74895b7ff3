using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Staff;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Staff;

/// <summary>When people work: the hours of the tenant, of departments and of employees.</summary>
internal static class HoursEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "hours");
        api.Get("/hours", Permission.StaffRead, (HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                GetAsync(http, book, WorkSchedule.WholeTenant, Owner.Tenant, cancellationToken))
            .Is("getHours", "Reads the hours that are set for everybody.").Answers<ScheduleBody>().HasRevision();
        api.Put("/hours", Permission.StaffManage, (HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                PutAsync(http, book, WorkSchedule.WholeTenant, Owner.Tenant, cancellationToken))
            .Is("setHours", "Sets the hours of everybody who has none otherwise.", First).Takes<HoursBody>().Answers<ScheduleBody>().NeedsRevision();
        api.Delete("/hours", Permission.StaffManage, (HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                DeleteAsync(http, book, WorkSchedule.WholeTenant, Owner.Tenant, cancellationToken))
            .Is("removeHours", "Takes the hours of everybody away: round the clock holds.").AnswersNothing().NeedsRevision();

        api.Get("/departments/{id:guid}/hours", Permission.StaffRead, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                GetAsync(http, book, id, Owner.Department, cancellationToken))
            .Is("getHoursOfDepartment", "Reads the hours that are set for a department itself.").Answers<ScheduleBody>().HasRevision().MayBeMissing();
        api.Put("/departments/{id:guid}/hours", Permission.StaffManage, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                PutAsync(http, book, id, Owner.Department, cancellationToken))
            .Is("setHoursOfDepartment", "Sets the hours of a department and those below it.", First)
            .Takes<HoursBody>().Answers<ScheduleBody>().NeedsRevision().MayBeMissing();
        api.Delete("/departments/{id:guid}/hours", Permission.StaffManage, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                DeleteAsync(http, book, id, Owner.Department, cancellationToken))
            .Is("removeHoursOfDepartment", "Takes a department's own hours away.").AnswersNothing().NeedsRevision().MayBeMissing();
        api.Get("/departments/{id:guid}/hours/effective", Permission.StaffRead, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                GetEffectiveAsync(http, book, id, Owner.Department, cancellationToken))
            .Is("getEffectiveHoursOfDepartment", "Reads the hours that hold for a department.", Order).Answers<HoursBody>().MayBeMissing();

        api.Get("/staff/{id:guid}/hours", Permission.StaffRead, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                GetAsync(http, book, id, Owner.Employee, cancellationToken))
            .Is("getHoursOfEmployee", "Reads the hours that are set for an employee himself.").Answers<ScheduleBody>().HasRevision().MayBeMissing();
        api.Put("/staff/{id:guid}/hours", Permission.StaffManage, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                PutAsync(http, book, id, Owner.Employee, cancellationToken))
            .Is("setHoursOfEmployee", "Sets the hours of an employee.", First).Takes<HoursBody>().Answers<ScheduleBody>().NeedsRevision().MayBeMissing();
        api.Delete("/staff/{id:guid}/hours", Permission.StaffManage, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                DeleteAsync(http, book, id, Owner.Employee, cancellationToken))
            .Is("removeHoursOfEmployee", "Takes an employee's own hours away.").AnswersNothing().NeedsRevision().MayBeMissing();
        api.Get("/staff/{id:guid}/hours/effective", Permission.StaffRead, (Guid id, HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                GetEffectiveAsync(http, book, id, Owner.Employee, cancellationToken))
            .Is("getEffectiveHoursOfEmployee", "Reads the hours that hold for an employee.", Order).Answers<HoursBody>().MayBeMissing();
        api.ForEmployees("GET", "/me/hours", (HttpContext http, StaffBook book, CancellationToken cancellationToken) =>
                GetEffectiveAsync(http, book, http.Caller().Employee!.Value, Owner.Employee, cancellationToken))
            .Is("getMyHours", "Reads the hours that hold for who asks.", Order).Answers<HoursBody>();
    }

    private const string First = "Where none are set yet, the ETag to send is that of the reading: \"0\".";
    private const string Order = "An employee's own, else those of his department or the next one above that has some, else everybody's, else round the clock.";

    private enum Owner
    {
        Tenant,
        Department,
        Employee,
    }

    private static async Task<IResult> GetAsync(HttpContext http, StaffBook book, Guid id, Owner kind, CancellationToken cancellationToken)
    {
        await DemandOwnerAsync(http, book, id, kind, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.FindHoursAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> PutAsync(HttpContext http, StaffBook book, Guid id, Owner kind, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        var request = await Body.ReadAsync(http, ApiJson.Strict.HoursBody, cancellationToken).ConfigureAwait(false);
        await DemandOwnerAsync(http, book, id, kind, cancellationToken).ConfigureAwait(false);
        return Show(http, await book.SetHoursAsync(http.Caller(), id, request.ToHours(), revision, cancellationToken).ConfigureAwait(false));
    }

    private static async Task<IResult> DeleteAsync(HttpContext http, StaffBook book, Guid id, Owner kind, CancellationToken cancellationToken)
    {
        var revision = Revisions.Expected(http);
        await DemandOwnerAsync(http, book, id, kind, cancellationToken).ConfigureAwait(false);
        await book.SetHoursAsync(http.Caller(), id, null, revision, cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }

    private static async Task<IResult> GetEffectiveAsync(HttpContext http, StaffBook book, Guid id, Owner kind, CancellationToken cancellationToken)
    {
        await DemandOwnerAsync(http, book, id, kind, cancellationToken).ConfigureAwait(false);
        var hours = await book.GetHoursAsync(
            http.Caller(), kind == Owner.Employee ? id : null, kind == Owner.Department ? id : null, cancellationToken).ConfigureAwait(false);
        return Answers.Json(HoursBody.Of(hours), ApiJson.Strict.HoursBody);
    }

    // An employee's id is no department's: each address is of one kind. What is not the caller's to see is not there.
    private static async ValueTask DemandOwnerAsync(HttpContext http, StaffBook book, Guid id, Owner kind, CancellationToken cancellationToken)
    {
        var isThere = kind switch
        {
            Owner.Tenant => true,
            Owner.Employee => await book.GetAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false) is not null,
            _ => (await book.ListDepartmentsAsync(http.Caller(), cancellationToken).ConfigureAwait(false)).Any(one => one.Id == id),
        };
        if (!isThere)
        {
            throw new ApiProblemException(ApiProblem.NotFound());
        }
    }

    private static IResult Show(HttpContext http, WorkSchedule? set) =>
        Answers.Resource(http, ScheduleBody.Of(set), ApiJson.Strict.ScheduleBody, set?.Revision ?? 0);
}
