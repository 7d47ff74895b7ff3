using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Identification;
using CallTracking.Samples.Web.Components.Layout;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;

namespace CallTracking.Samples.Web.Search;

/// <summary>Finds customers by name or number, calls by number, colleagues and pages, each as far as the user's rights reach. One for each
/// circuit.</summary>
internal sealed class SearchEverywhere(UserSession session, ContactFinder contacts, CallHistory calls, StaffBook staff)
{
    /// <summary>Most hits of a group.</summary>
    public const int MostOfGroup = 6;

    private const int FewestDigitsOfCall = 4;
    private const int FewestLettersOfName = 2;

    /// <summary>Searches all groups at once. What one group cannot give does not keep the others from it.</summary>
    /// <param name="text">What the user typed.</param>
    /// <param name="pages">The pages that he may open.</param>
    /// <param name="cancellationToken">Gives up, as when he types on.</param>
    public async Task<IReadOnlyList<SearchAnswer>> FindAsync(string text, IReadOnlyList<NavEntry> pages, CancellationToken cancellationToken)
    {
        text = text.Trim();
        var found = new SearchAnswer(SearchGroup.Pages, [.. PagesOf(text, pages)]);
        if (text.Length == 0)
        {
            return [found];
        }

        var caller = await session.GetCallerAsync(cancellationToken);
        var others = await Task.WhenAll(
            TryAsync(SearchGroup.Customers, () => CustomersAsync(caller, text, cancellationToken)),
            TryAsync(SearchGroup.Calls, () => CallsAsync(caller, text, cancellationToken)),
            TryAsync(SearchGroup.Employees, () => EmployeesAsync(caller, text, cancellationToken)));
        return [found, .. others];
    }

    internal static bool IsNumber(string text) => text.Any(char.IsAsciiDigit)
        && text.All(static letter => char.IsAsciiDigit(letter) || " +-./()".Contains(letter, StringComparison.Ordinal));

    private static IEnumerable<SearchHit> PagesOf(string text, IReadOnlyList<NavEntry> pages) => pages
        .Where(page => text.Length == 0 || Holds(page.Text, text)).Select(page => new SearchHit(SearchGroup.Pages, page.Href, page.Text, null));

    private static bool Holds(string text, string part) =>
        CultureInfo.CurrentCulture.CompareInfo.IndexOf(text, part, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private static async Task<SearchAnswer> TryAsync(SearchGroup group, Func<Task<IReadOnlyList<SearchHit>>> find)
    {
        try
        {
            return new SearchAnswer(group, await find());
        }
        catch (Exception error) when (error is not OperationCanceledException and not SignedOutException and not OutOfMemoryException)
        {
            return new SearchAnswer(group, [], error);
        }
    }

    private async Task<IReadOnlyList<SearchHit>> CustomersAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        var isNumber = IsNumber(text);
        var isEnough = isNumber
            ? text.Count(char.IsAsciiDigit) >= ContactFinder.FewestDigits
            : text.EnumerateRunes().Count() >= ContactFinder.FewestLetters && text.Length <= 200 && !text.Any(char.IsControl);
        if (!isEnough || !caller.Access.Allows(Permission.ContactsRead))
        {
            return [];
        }

        var found = await contacts.FindAsync(caller, text, MostOfGroup, cancellationToken);
        return [.. found.Contacts.Select(contact => new SearchHit(SearchGroup.Customers, $"/customers/{contact.Id:D}", contact.Name, contact.Number))];
    }

    private async Task<IReadOnlyList<SearchHit>> CallsAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        // Where numbers are hidden the customers' part says so once.
        if (!IsNumber(text) || text.Count(char.IsAsciiDigit) < FewestDigitsOfCall || !caller.Access.Allows(Permission.CallsRead)
            || caller.Access.Hides(FieldMask.Numbers))
        {
            return [];
        }

        var page = await calls.ListAsync(caller, new CallHistoryFilter { Number = text }, null, MostOfGroup, cancellationToken);
        return
        [
            .. page.Calls.Select(call => new SearchHit(SearchGroup.Calls, $"/calls/{call.Id:D}", call.External?.ToString() ?? call.CallerNumber ?? text, call.CallerName)
            {
                At = call.StartedAt,
            }),
        ];
    }

    private async Task<IReadOnlyList<SearchHit>> EmployeesAsync(Caller caller, string text, CancellationToken cancellationToken)
    {
        if (text.Length < FewestLettersOfName || IsNumber(text) || !caller.Access.Allows(Permission.StaffRead))
        {
            return [];
        }

        var all = await staff.ListAsync(caller, withFormer: false, cancellationToken);
        return
        [
            .. all.Where(one => Holds(one.DisplayName, text)).Take(MostOfGroup)
                .Select(one => new SearchHit(SearchGroup.Employees, $"/staff/{one.Id:D}", one.DisplayName, one.Email)),
        ];
    }
}
