using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <summary>A check of a kit.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CheckAttribute(params object[] arguments) : Attribute
{
    public object[] Arguments => arguments;

    /// <summary>Whether it is only for stores whose files lie in the folder they are opened in.</summary>
    public bool InFiles { get; set; }
}

/// <summary>A check that is run with each of several rows of arguments.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ChecksOfAttribute(string rows) : Attribute
{
    /// <summary>The static property that has the rows.</summary>
    public string Rows => rows;
}

/// <summary>One check's store, in a folder of its own.</summary>
internal abstract class StoreChecks(Func<string, ValueTask<OpenStore>> open, CancellationToken cancel) : IAsyncDisposable
{
    private OpenStore? _store;

    /// <summary>The folder of this check; removed afterwards.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("ledger-").FullName;

    protected ILedgerWriter Writer => _store!.Writer;

    protected ILedgerReader Reader => _store!.Reader;

    protected ICallTrackingDbContextFactory Contexts => _store!.Contexts;

    protected CancellationToken Cancel => cancel;

    public async Task InitializeAsync()
    {
        _store = await OpenAsync(Folder);
        await Reader.PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>Opens the store in a folder; the same folder again is the same store.</summary>
    protected ValueTask<OpenStore> OpenAsync(string folder) => open(folder);

    protected async Task ReopenAsync()
    {
        await _store!.DisposeAsync();
        await InitializeAsync();
    }
}
