using CallTracking.Kits;

namespace CallTracking.Storage.PostgreSql;

/// <summary>The store with its own writer.</summary>
[Trait("Size", "server")]
public sealed class PostgreSqlLedgerWriterTests : LedgerKit
{
    protected override Task<OpenStore> OpenAsync(string folder) => Store.OpenAsync(folder);
}

/// <summary>The portable writer on this package's model.</summary>
[Trait("Size", "server")]
public sealed class EntityFrameworkOnPostgreSqlTests : LedgerKit
{
    protected override Task<OpenStore> OpenAsync(string folder) => Store.OpenAsync(folder, portableWriter: true);
}

/// <summary>The portable store as a host has it that owns its migrations: EF Core's own column types.</summary>
[Trait("Size", "server")]
public sealed class PortableStoreOnPostgreSqlTests : LedgerKit
{
    protected override Task<OpenStore> OpenAsync(string folder) => Store.OpenPortableAsync(folder);
}
