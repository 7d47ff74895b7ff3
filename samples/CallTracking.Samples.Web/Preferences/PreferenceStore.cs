using System.Collections.Concurrent;
using CallTracking.Samples.Web.Identity;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Samples.Web.Preferences;

/// <summary>Keeps what people chose. Read from memory after the first time, as every request asks for the language.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class PreferenceStore(IDbContextFactory<AccountsContext> contexts)
{
    private const int MostFilters = 100;
    private const int LongestName = 80;
    private const int LongestQuery = 2_000;

    private readonly ConcurrentDictionary<Guid, ChosenPreferences> _known = new();

    /// <summary>Somebody chose something else, in whatever window.</summary>
    public event Action<Guid, ChosenPreferences>? Changed;

    public async ValueTask<ChosenPreferences> GetAsync(Guid account, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(account, out var known))
        {
            return known;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Preferences.AsNoTracking().SingleOrDefaultAsync(one => one.AccountId == account, cancellationToken);
        return _known.GetOrAdd(account, row is null ? ChosenPreferences.None : Of(row));
    }

    /// <summary>Changes one thing and leaves the others as they are.</summary>
    public async Task<ChosenPreferences> ChangeAsync(
        Guid account, Func<ChosenPreferences, ChosenPreferences> change, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Preferences.SingleOrDefaultAsync(one => one.AccountId == account, cancellationToken);
        var chosen = change(row is null ? ChosenPreferences.None : Of(row));
        if (row is null)
        {
            row = new StoredPreferences { AccountId = account };
            context.Add(row);
        }

        (row.Language, row.Theme, row.Brightness, row.Notifications, row.HasSound) =
            (chosen.Language, chosen.Theme, chosen.Brightness, chosen.Notifications, chosen.HasSound);
        await context.SaveChangesAsync(cancellationToken);
        _known[account] = chosen;
        Changed?.Invoke(account, chosen);
        return chosen;
    }

    public async Task<IReadOnlyList<SavedFilter>> ListFiltersAsync(Guid account, string page, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Filters.AsNoTracking().Where(one => one.AccountId == account && one.Page == page).OrderBy(one => one.Name)
            .ToListAsync(cancellationToken);
    }

    /// <exception cref="ArgumentException">The name or the query is empty or too long, or there are too many filters.</exception>
    public async Task SaveFilterAsync(Guid account, string page, string name, string query, CancellationToken cancellationToken)
    {
        name = name.Trim();
        query = query.TrimStart('?');
        if (name.Length is 0 or > LongestName || query.Length > LongestQuery)
        {
            throw new ArgumentException($"A filter has a name of 1 to {LongestName} characters and a query of at most {LongestQuery}.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Filters.SingleOrDefaultAsync(
            one => one.AccountId == account && one.Page == page && one.Name == name, cancellationToken);
        if (row is not null)
        {
            row.Query = query;
        }
        else if (await context.Filters.CountAsync(one => one.AccountId == account, cancellationToken) >= MostFilters)
        {
            throw new ArgumentException($"There are {MostFilters} saved filters already: delete one first.");
        }
        else
        {
            context.Add(new SavedFilter { AccountId = account, Page = page, Name = name, Query = query });
        }

        await context.SaveChangesAsync(cancellationToken);
    }

    public async Task DeleteFilterAsync(Guid account, string page, string name, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Filters.Where(one => one.AccountId == account && one.Page == page && one.Name == name).ExecuteDeleteAsync(cancellationToken);
    }

    private static ChosenPreferences Of(StoredPreferences row) => new()
    {
        Language = row.Language,
        Theme = row.Theme,
        Brightness = row.Brightness,
        Notifications = row.Notifications,
        HasSound = row.HasSound,
    };
}
