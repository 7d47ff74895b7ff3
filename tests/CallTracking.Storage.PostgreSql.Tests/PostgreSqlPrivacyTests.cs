using CallTracking.Kits;

namespace CallTracking.Storage.PostgreSql;

[Trait("Size", "server")]
public sealed class PostgreSqlPrivacyTests : PrivacyKit
{
    internal override async Task UseStoreAsync(BareBuilder builder, string folder) =>
        builder.UsePostgreSql(await Store.CreateAsync(folder), options => options.MigrateAtStart = true);
}
