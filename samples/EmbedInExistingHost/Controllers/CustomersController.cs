using EmbedInExistingHost.Customers;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace EmbedInExistingHost.Controllers;

/// <summary>The shop's customers.</summary>
[Authorize]
public sealed class CustomersController(CustomerList customers) : Controller
{
    /// <summary>All of them.</summary>
    public IActionResult Index() => View(customers.All);

    /// <summary>One of them.</summary>
    /// <param name="id">The number in the shop's books.</param>
    public IActionResult Details(int id) => customers.Find(id) is { } customer ? View(customer) : NotFound();

    /// <summary>The customer behind a contact: where the name on a pop card leads.</summary>
    /// <param name="id">The contact.</param>
    public IActionResult Contact(Guid id) => // calltracking
        customers.FindByContact(id) is { } customer ? RedirectToAction(nameof(Details), new { customer.Id }) : NotFound(); // calltracking
}
