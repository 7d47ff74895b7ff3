using CallTracking.Contacts;
using CallTracking.Pbx.Simulator;

namespace CallTracking.Demo;

/// <summary>Who is who, before anything is entered anywhere.</summary>
internal sealed class DemoWorld
{
    private const int Strangers = 25;
    private readonly List<SimulatedCustomer> _strangers;

    public DemoWorld(Random random, int customers)
    {
        var numbers = DemoNumbers.Mixed(random);
        var names = DemoPeople.GivenNames.SelectMany(static given => DemoPeople.FamilyNames.Select(family => (given, family))).ToArray();
        random.Shuffle(names);
        var free = new Queue<(string Given, string Family)>(names);
        foreach (var (department, extensions) in DemoPeople.Staff)
        {
            foreach (var extension in extensions)
            {
                var (given, family) = free.Dequeue();
                Employees.Add(new DemoEmployee($"{given} {family}", department, extension, IsLead: extension == extensions[0]));
            }
        }

        for (var i = 0; i < customers; i++)
        {
            var isOrganisation = i % 6 == 5;
            var (given, family) = free.Dequeue();
            var own = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => numbers.Dequeue()).ToList();
            Customers.Add(isOrganisation
                ? new DemoCustomer(
                    ContactKind.Organisation, $"{family} {DemoPeople.Businesses[random.Next(DemoPeople.Businesses.Length)]}", null, null, own)
                : new DemoCustomer(ContactKind.Person, $"{given} {family}", given, family, own));
        }

        _strangers = [.. Enumerable.Range(0, Strangers).Select(_ => new SimulatedCustomer(numbers.Dequeue(), null))];
    }

    public List<DemoEmployee> Employees { get; } = [];

    public List<DemoCustomer> Customers { get; } = [];

    /// <summary>Everybody outside who calls and is called: customers by each of their numbers, and people whom nobody knows.</summary>
    public List<SimulatedCustomer> Callers() =>
        [.. Customers.SelectMany(static one => one.Numbers.Select(number => new SimulatedCustomer(number, one.Name))), .. _strangers];
}

/// <summary>Somebody who works here.</summary>
internal sealed record DemoEmployee(string Name, string Department, string Extension, bool IsLead)
{
    public Guid Id { get; set; }

    public Guid DepartmentId { get; set; }
}

/// <summary>Somebody who buys here.</summary>
internal sealed record DemoCustomer(ContactKind Kind, string Name, string? GivenName, string? FamilyName, IReadOnlyList<string> Numbers)
{
    public Guid Id { get; set; }

    public Guid? ResponsibleId { get; set; }
}
