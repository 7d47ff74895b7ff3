using CallTracking.Kits;

namespace CallTracking.Storage.PostgreSql;

[Trait("Size", "server")]
public sealed class PostgreSqlAccessTests : AccessKit
{
    internal override async Task UseStoreAsync(BareBuilder builder, string folder) =>
        builder.UsePostgreSql(await Store.CreateAsync(folder), options => options.MigrateAtStart = true);
}
