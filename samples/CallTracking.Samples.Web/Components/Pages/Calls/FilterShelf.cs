using CallTracking.Samples.Web.Preferences;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>The filters of the history among what the user chose.</summary>
internal sealed class FilterShelf(UserPreferences preferences) : IFilterShelf
{
    private const string Page = "calls";

    public async Task<IReadOnlyList<KeptFilter>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await preferences.ListFiltersAsync(Page, cancellationToken)).Select(static one => new KeptFilter(one.Name, one.Query))];

    public Task SaveAsync(KeptFilter filter, CancellationToken cancellationToken) =>
        preferences.SaveFilterAsync(Page, filter.Name, filter.Query, cancellationToken);

    public Task DeleteAsync(string name, CancellationToken cancellationToken) => preferences.DeleteFilterAsync(Page, name, cancellationToken);
}
