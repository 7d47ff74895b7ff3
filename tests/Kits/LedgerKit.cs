using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Kits;

/// <summary>The store kit as tests of a store: each check by its name. A store's tests derive from it, say how to open the store, and add
/// what is theirs alone.</summary>
public abstract class LedgerKit : IAsyncLifetime
{
    private OpenStore? _store;

    public static TheoryData<string> Checks => [.. LedgerConformance.Checks];

    /// <summary>The folder of this test; removed afterwards.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("ledger-").FullName;

    /// <summary>Whether the store's files lie in the folder.</summary>
    protected virtual bool IsInFiles => false;

    protected ILedgerWriter Writer => _store!.Writer;

    protected ILedgerReader Reader => _store!.Reader;

    protected ICallTrackingDbContextFactory Contexts => _store!.Contexts;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the store in a folder; the same folder again is the same store.</summary>
    protected abstract Task<OpenStore> OpenAsync(string folder);

    public virtual async ValueTask InitializeAsync()
    {
        _store = await OpenAsync(Folder);
        await Reader.PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Store_MeetsTheKit(string check)
    {
        var kit = new LedgerConformance(folder => new ValueTask<OpenStore>(OpenAsync(folder))) { IsInFiles = IsInFiles };

        var reason = await kit.RunAsync(check, Cancel);

        Assert.SkipWhen(reason is not null, reason ?? string.Empty);
    }

    protected ValueTask WriteAsync(params LedgerCommit[] commits) => Writer.WriteAsync(commits, Cancel);

    protected async Task<List<Call>> CallsAsync(string tenant = Sample.Tenant)
    {
        await using var context = Contexts.Create(Caller.System(tenant));
        return await context.Calls.OrderBy(call => call.StartedAt).ToListAsync(Cancel);
    }
}

/// <summary>The same for a store whose files lie in the folder.</summary>
public abstract class FileLedgerKit : LedgerKit
{
    protected override bool IsInFiles => true;
}
