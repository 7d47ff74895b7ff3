using CallTracking.Access;
using CallTracking.Samples.Web.Components.Pages.Settings;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>A page of the main menu.</summary>
/// <param name="Area">Name of the area, for tests.</param>
/// <param name="Href">Its address.</param>
/// <param name="Text">What it is called.</param>
/// <param name="Icon">Its picture.</param>
/// <param name="Key">The key that leads there after <c>g</c>; null for none.</param>
/// <param name="IsCompany">Whether it is about the company rather than about the work with customers.</param>
public sealed record NavEntry(string Area, string Href, string Text, string Icon, string? Key, bool IsCompany)
{
    private static readonly (string Area, string Href, Permission[] AnyOf, string Icon, string? Key, bool IsCompany)[] Pages =
    [
        ("Board", "/", [Permission.CallsRead], Icons.Material.Filled.Dashboard, "b", false),
        ("Calls", "/calls", [Permission.CallsRead], Icons.Material.Filled.History, "c", false),
        ("Customers", "/customers", [Permission.ContactsRead], Icons.Material.Filled.Contacts, "k", false),
        ("Callbacks", "/callbacks", [Permission.CallbacksRead], Icons.Material.Filled.PhoneCallback, "r", false),
        ("Tasks", "/tasks", [Permission.TasksRead], Icons.Material.Filled.TaskAlt, "t", false),
        ("Messages", "/messages", [], Icons.Material.Filled.MailOutline, "m", false),
        ("Staff", "/staff", [Permission.StaffRead], Icons.Material.Filled.People, "s", true),
        ("Roles", "/roles", [Permission.RolesManage], Icons.Material.Filled.AdminPanelSettings, "o", true),
        ("Links", "/links", [Permission.LinksRead], Icons.Material.Filled.SettingsInputComponent, "l", true),
        ("Audit", "/audit", [Permission.AuditRead], Icons.Material.Filled.FactCheck, "a", true),
        ("Settings", "/settings", SettingsPage.AnyOf, Icons.Material.Filled.Settings, "e", true),
        ("Me", "/me", [], Icons.Material.Filled.AccountCircle, "i", true),
    ];

    /// <summary>The pages that somebody may open.</summary>
    /// <param name="access">What he may do.</param>
    /// <param name="text">What a page is called.</param>
    public static IReadOnlyList<NavEntry> For(AccessGrants access, Func<string, string> text)
    {
        ArgumentNullException.ThrowIfNull(access);
        ArgumentNullException.ThrowIfNull(text);
        return [.. Pages.Where(page => page.AnyOf.Length == 0 || page.AnyOf.Any(access.Allows))
            .Select(page => new NavEntry(page.Area.ToLowerInvariant(), page.Href, text($"Nav.{page.Area}"), page.Icon, page.Key, page.IsCompany))];
    }
}
