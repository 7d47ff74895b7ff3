using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CallTracking.Storage.Sqlite;

/// <summary>The ledger's model with the column types and indexes of SQLite; its migrations stand beside it.</summary>
internal sealed class SqliteCallTrackingDbContext(DbContextOptions<SqliteCallTrackingDbContext> options, Caller caller)
    : CallTrackingDbContext(options, caller)
{
    public static DbContextOptionsBuilder<SqliteCallTrackingDbContext> Configure(string connectionString)
    {
        var builder = new DbContextOptionsBuilder<SqliteCallTrackingDbContext>();
        builder.UseSqlite(connectionString, sqlite => sqlite.MigrationsHistoryTable(MigrationsHistoryTable));
        return builder;
    }

    protected override void ConfigureStoreTypes(ModelConfigurationBuilder types)
    {
        types.Properties<DateTimeOffset>().HaveConversion<UnixMicrosecondsConverter>();
        types.Properties<Guid>().HaveConversion<BigEndianGuidConverter>();
        types.Properties<decimal>().HaveConversion<MillionthsConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // The few open calls have an index of their own, in the order of the history: the many finished ones take no place in it.
        var call = modelBuilder.Entity<Call>();
        call.Metadata.RemoveIndex(call.Metadata.FindIndex("ix_ct_calls_state")!);
        call.HasIndex(c => new { c.Tenant, c.StartedAt, c.Id }, "ix_ct_calls_open").HasFilter($"state <> {(int)CallState.Ended}");
    }
}

/// <summary>For <c>dotnet ef migrations add</c> only.</summary>
internal sealed class SqliteDesignTimeFactory : IDesignTimeDbContextFactory<SqliteCallTrackingDbContext>
{
    public SqliteCallTrackingDbContext CreateDbContext(string[] args) =>
        new(SqliteCallTrackingDbContext.Configure("Data Source=:memory:").Options, Caller.System());
}
