using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Web.Browser;

/// <summary>Something of everything, so that every page has something to show; and where it is shown.</summary>
internal sealed record Life(Guid Contact, Guid Call, Guid Obligation, Guid Task)
{
    public const string Customer = "+12025550121";
    public const string Unknown = "+12025550122";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>The address of every page, for who may see all of them.</summary>
    public IReadOnlyList<string> Pages =>
    [
        "/", "/calls", $"/calls/{Call}", "/customers", $"/customers/{Contact}", "/customers/new", $"/customers/new?call={Call}", "/customers/import",
        "/customers/duplicates", "/callbacks", $"/callbacks/{Obligation}", "/tasks", $"/tasks/{Task}", "/messages", "/staff", $"/staff/{Company.Ada.Id}",
        "/roles", "/links", "/audit", "/settings", "/me",
    ];

    /// <summary>Puts life into an office.</summary>
    /// <param name="office">The office.</param>
    /// <param name="write">What stands wherever somebody writes something; given what a sensible person would write there.</param>
    public static async Task<Life> BeginAsync(WebOffice office, Func<string, string>? write = null)
    {
        write ??= static text => text;
        static string Short(string name) => name.Length <= 100 ? name : name[..100];
        var services = office.Services;
        var system = Caller.System();
        var dora = await services.GetRequiredService<CallerDirectory>().FindAsync(system.Tenant, Company.Account(Company.Dora), Cancel)
            ?? throw new InvalidOperationException("Dora is not known.");
        var contacts = services.GetRequiredService<ContactBook>();
        await contacts.DefineFieldAsync(system, new("shoe", Short(write("Shoe size")), ContactFieldKind.Text), Cancel);
        var status = await contacts.DefineStatusAsync(system, new("regular", Short(write("Regular")), Color: "#2e7d32"), Cancel);
        var contact = await office.AddContactAsync(write("Grace Hopper"), Customer);
        await contacts.UpdateAsync(system, contact, draft =>
        {
            (draft.StatusId, draft.StatusReason, draft.AddressAs) = (status.Id, write("Comes every week"), write("Dr Hopper"));
            draft.Fields["shoe"] = write("39");
            draft.Debt = 120;
            draft.DebtCurrency = "USD";
        }, null, Cancel);
        await contacts.AddNoteAsync(system, contact, write("Wants to be called before noon."), null, Cancel);
        await office.AddContactAsync("Grace Hopper", "+12025550123");

        office.Ring(Customer, write("G. Hopper"), [Company.Ada]).Answers().HangsUp();
        office.Ring(Customer, write("G. Hopper"), [Company.Ada]).HangsUp();
        office.Ring(Unknown, write("Mr Nobody"), [Company.Ada, Company.Ben]).HangsUp();
        office.Ring("+12025550124", Company.Cleo).Answers().HangsUp();
        await office.EndedAsync(4);
        var obligations = await services.GetRequiredService<ObligationBook>().ListAsync(system, new ObligationFilter(), null, 10, Cancel);
        var calls = await services.GetRequiredService<CallHistory>().ListAsync(system, new CallHistoryFilter(), null, 10, Cancel);
        var task = await services.GetRequiredService<TaskBook>().CreateAsync(dora, new TaskDraft
        {
            Title = write("Send the brochure"),
            Text = write("The one with the lamps."),
            AssigneeId = Company.Ada.Id,
            ContactId = contact,
            DueAt = TimeProvider.System.GetUtcNow().AddHours(3),
        }, Cancel);
        await services.GetRequiredService<MessageBook>().SendAsync(dora, new MessageDraft(write("Lunch at one?")) { ToAll = true }, Cancel);
        return new Life(contact, calls.Calls.First(call => call.CallerNumber == Customer).Id, obligations.Obligations[0].Id, task.Id);
    }
}
