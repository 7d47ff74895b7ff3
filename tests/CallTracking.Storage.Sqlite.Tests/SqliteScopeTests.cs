using CallTracking.Kits;

namespace CallTracking.Storage.Sqlite;

public sealed class SqliteScopeTests : ScopeKit
{
    internal override Task UseStoreAsync(BareBuilder builder, string folder)
    {
        builder.UseSqlite($"Data Source={Path.Combine(folder, "calls.db")};Pooling=False");
        return Task.CompletedTask;
    }
}
