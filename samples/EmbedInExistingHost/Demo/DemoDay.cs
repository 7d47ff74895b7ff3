using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Pbx.Simulator;
using CallTracking.Staff;
using EmbedInExistingHost.Customers;

namespace EmbedInExistingHost.Demo;

/// <summary>A living day for the demonstration: the shop's people get phones, its customers become contacts, and the simulated PBX lets them
/// call. In a program, the people and contacts are there already, and the PBX is a real one.</summary>
public sealed class DemoDay(StaffBook staff, RoleBook roles, ContactBook contacts, IStaffDirectory directory, CustomerList customers) : IHostedService
{
    // A call begins every few seconds: something to see at once.
    private const int CallsPerDay = 3_000;

    /// <summary>What the simulated PBX plays.</summary>
    /// <param name="simulator">Its options.</param>
    public static void Play(SimulatorOptions simulator)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        simulator.CallsPerDay = CallsPerDay;
        simulator.RoundTheClock = true;
        simulator.Customers.Clear();
        foreach (var customer in new CustomerList().All)
        {
            simulator.Customers.Add(new SimulatedCustomer(Digits(customer.Phone), customer.Name));
        }
    }

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var system = Caller.System();
        var there = (await contacts.ListAsync(system, new ContactFilter(), null, 100, cancellationToken)).Contacts
            .Where(static one => one.Contact.ExternalId is not null).ToDictionary(static one => one.Contact.ExternalId!, static one => one.Contact.Id);
        foreach (var customer in customers.All)
        {
            customer.ContactId = there.TryGetValue(Key(customer), out var id) ? id : await CreateAsync(system, customer, cancellationToken);
        }

        if ((await staff.ListAsync(system, withFormer: true, cancellationToken)).Count > 0)
        {
            return;
        }

        var phones = new SimulatorOptions().Extensions.Select(static one => one.Number).ToList();
        foreach (var (name, own) in new[] { ("anna", phones.Where(static (_, place) => place % 2 == 0)), ("boris", phones.Where(static (_, place) => place % 2 == 1)) })
        {
            var employee = await staff.CreateAsync(system, new EmployeeDraft(name) { ExternalUserId = name }, cancellationToken);
            await roles.AssignAsync(system, employee.Id, BuiltInRoles.Supervisor, cancellationToken);
            foreach (var phone in own)
            {
                await staff.AssignExtensionAsync(system, employee.Id, phone, null, DateTimeOffset.UnixEpoch, null, cancellationToken);
            }
        }

        await directory.RefreshAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<Guid> CreateAsync(Caller system, Customer customer, CancellationToken cancellationToken)
    {
        var draft = new ContactDraft { Name = customer.Name, Kind = ContactKind.Organisation, ExternalId = Key(customer) };
        draft.Numbers.Add(new NewContactNumber(customer.Phone, ContactNumberKind.Work));
        return (await contacts.CreateAsync(system, draft, cancellationToken)).Contact.Id;
    }

    private static string Key(Customer customer) => $"shop-{customer.Id}";

    private static string Digits(string phone) => string.Concat(phone.Where(static letter => letter == '+' || char.IsAsciiDigit(letter)));
}
