using CallTracking.Access;
using CallTracking.Contacts;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Demo;

/// <summary>Enters customers, and what was learned about them in the weeks since.</summary>
internal sealed class DemoCustomers(IServiceProvider services, Random random)
{
    private static readonly ContactNumberKind[] Kinds = [ContactNumberKind.Mobile, ContactNumberKind.Work, ContactNumberKind.Landline];

    private readonly ContactBook _contacts = services.GetRequiredService<ContactBook>();
    private IReadOnlyList<ContactStatus> _statuses = [];

    public async Task EnterAsync(DemoWorld world, CancellationToken cancellationToken)
    {
        var caller = Caller.System();
        _statuses = await _contacts.AddCustomaryStatusesAsync(caller, cancellationToken).ConfigureAwait(false);
        var sales = world.Employees.Where(static one => one.Department is "Sales" or "Service").ToList();
        Guid? organisation = null;
        foreach (var customer in world.Customers)
        {
            customer.ResponsibleId = random.NextDouble() < 0.8 ? sales[random.Next(sales.Count)].Id : null;
            var draft = Draft(customer);
            draft.OrganisationId = customer.Kind == ContactKind.Person && random.NextDouble() < 0.3 ? organisation : null;
            var details = await _contacts.CreateAsync(caller, draft, cancellationToken).ConfigureAwait(false);
            customer.Id = details.Contact.Id;
            organisation = customer.Kind == ContactKind.Organisation ? customer.Id : organisation;
            if (customer.Kind == ContactKind.Person && random.NextDouble() < 0.7)
            {
                await _contacts.SetPhotoAsync(caller, customer.Id, DemoPhoto.Draw(random), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Statuses change and notes are taken.</summary>
    public async Task GoOnAsync(DemoWorld world, DemoClock clock, DateTimeOffset start, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var moments = world.Customers.Where(_ => random.NextDouble() < 0.7)
            .Select(customer => (Customer: customer, At: start + ((until - start) * random.NextDouble()))).OrderBy(static one => one.At).ToList();
        foreach (var (customer, at) in moments)
        {
            var hour = WorkingHour(at);
            clock.Now = hour < until ? hour : until;
            var employee = world.Employees.Find(one => one.Id == customer.ResponsibleId) ?? world.Employees[random.Next(world.Employees.Count)];
            var caller = Caller.ForEmployee(Caller.DefaultTenant, employee.Id, AccessGrants.Everything);
            if (random.Next(2) == 0)
            {
                await _contacts.AddNoteAsync(caller, customer.Id, DemoPeople.Notes[random.Next(DemoPeople.Notes.Length)], null, cancellationToken)
                    .ConfigureAwait(false);
            }
            else
            {
                await _contacts.SetStatusAsync(caller, customer.Id, Status("current", "reliable", "doubtful"), null, null, cancellationToken)
                    .ConfigureAwait(false);
            }
        }

        clock.Now = until;
    }

    private static DateTimeOffset WorkingHour(DateTimeOffset at) => new DateTimeOffset(at.Date, TimeSpan.Zero).AddHours(9 + (at.Minute % 8)).AddMinutes(at.Second);

    private ContactDraft Draft(DemoCustomer customer)
    {
        var draft = new ContactDraft
        {
            Kind = customer.Kind,
            Name = customer.Name,
            GivenName = customer.GivenName,
            FamilyName = customer.FamilyName,
            AddressAs = customer.GivenName,
            ResponsibleId = customer.ResponsibleId,
            StatusId = Status("potential", "potential", "current", "current", "current", "reliable", "doubtful", "former"),
            Discount = random.Next(4) == 0 ? 5 * random.Next(1, 5) : null,
            Language = "en",
        };
        if (random.Next(5) == 0)
        {
            (draft.Debt, draft.DebtCurrency) = (Math.Round((decimal)(random.NextDouble() * 900) + 20, 2), "USD");
        }

        for (var i = 0; i < customer.Numbers.Count; i++)
        {
            draft.Numbers.Add(new NewContactNumber(customer.Numbers[i], Kinds[i % Kinds.Length], IsPrimary: i == 0));
        }

        draft.Emails.Add(new NewContactEmail(customer.Name.ToLowerInvariant().Replace(' ', '.') + "@customer.example", IsPrimary: true));
        return draft;
    }

    private Guid? Status(params ReadOnlySpan<string> codes)
    {
        var code = codes[random.Next(codes.Length)];
        return _statuses.FirstOrDefault(one => one.Code == code)?.Id;
    }
}
