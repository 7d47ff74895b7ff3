using CallTracking.Kits;

namespace CallTracking.Storage.Sqlite;

public sealed class SqliteCallHistoryTests : HistoryKit
{
    protected override Task<OpenStore> OpenAsync(string folder) => Task.FromResult(Store.Open(Path.Combine(folder, "calls.db")));
}
