namespace EmbedInExistingHost.Customers;

/// <summary>The shop's own customers; a program has them in its own database.</summary>
public sealed class CustomerList
{
    private readonly List<Customer> _all =
    [
        new(1, "Alpine Tools", "+1 202 555 0111"), new(2, "Birch & Sons", "+1 202 555 0112"), new(3, "Cedar Bakery", "+1 202 555 0113"),
        new(4, "Delta Foods", "+1 202 555 0114"), new(5, "Elm Street School", "+1 202 555 0115"), new(6, "Fern Flowers", "+1 202 555 0116"),
    ];

    /// <summary>All of them.</summary>
    public IReadOnlyList<Customer> All => _all;

    /// <summary>The customer with a number of the shop's books.</summary>
    /// <param name="id">The number.</param>
    public Customer? Find(int id) => _all.Find(one => one.Id == id);

    /// <summary>The customer who is a contact of CallTracking.</summary>
    /// <param name="contact">The contact.</param>
    public Customer? FindByContact(Guid contact) => _all.Find(one => one.ContactId == contact);
}

/// <summary>A customer of the shop.</summary>
/// <param name="Id">The number in the shop's books.</param>
/// <param name="Name">The name.</param>
/// <param name="Phone">The phone number.</param>
public sealed record Customer(int Id, string Name, string Phone)
{
    /// <summary>The customer's contact in CallTracking, kept in a column of the shop's own table.</summary>
    public Guid? ContactId { get; set; } // calltracking
}
