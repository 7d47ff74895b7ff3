using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>The ledger's model with the column types and indexes of PostgreSQL; its migrations stand beside it.</summary>
internal sealed class PostgreSqlCallTrackingDbContext(DbContextOptions<PostgreSqlCallTrackingDbContext> options, Caller caller)
    : CallTrackingDbContext(options, caller)
{
    public static DbContextOptionsBuilder<PostgreSqlCallTrackingDbContext> Configure(NpgsqlDataSource? source)
    {
        var builder = new DbContextOptionsBuilder<PostgreSqlCallTrackingDbContext>();
        return source is null
            ? builder.UseNpgsql(npgsql => npgsql.MigrationsHistoryTable(MigrationsHistoryTable))
            : builder.UseNpgsql(source, npgsql => npgsql.MigrationsHistoryTable(MigrationsHistoryTable));
    }

    protected override void ConfigureStoreTypes(ModelConfigurationBuilder types)
    {
        base.ConfigureStoreTypes(types);
        types.Properties<DateTimeOffset>().HaveColumnType("timestamp with time zone");

        // No lengths: what a PBX sends must not stop a commit. Collation C: names are compared as bytes, fast, and no update of the
        // operating system's locales can spoil an index.
        types.Properties<string>().HaveColumnType("text").UseCollation("C");
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
internal sealed class PostgreSqlDesignTimeFactory : IDesignTimeDbContextFactory<PostgreSqlCallTrackingDbContext>
{
    public PostgreSqlCallTrackingDbContext CreateDbContext(string[] args) =>
        new(PostgreSqlCallTrackingDbContext.Configure(source: null).Options, Caller.System());
}
