using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <summary>
/// The ledger as EF Core sees it, for one caller: the named query filter <see cref="TenantFilter"/> hides every other tenant's rows.
/// </summary>
/// <remarks>
/// The ledger is read here and written through <see cref="ILedgerWriter"/>; entities are not tracked. Not thread-safe, cheap to open, to be
/// disposed after each unit of work. A store package derives from it to choose column types
/// (<see cref="ConfigureStoreTypes"/>) and indexes; a host that owns the migrations of another provider uses it as it is.
/// </remarks>
public class CallTrackingDbContext : DbContext
{
    /// <summary>Name of the query filter that keeps tenants apart.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>The table that a store's migrations keep their history in.</summary>
    public const string MigrationsHistoryTable = "ct_migrations";

    /// <summary>Opens the ledger for a caller.</summary>
    /// <param name="options">The provider.</param>
    /// <param name="caller">On whose behalf.</param>
    public CallTrackingDbContext(DbContextOptions<CallTrackingDbContext> options, Caller caller)
        : this((DbContextOptions)options, caller)
    {
    }

    /// <summary>Opens the ledger for a caller, from a derived context.</summary>
    /// <param name="options">The provider.</param>
    /// <param name="caller">On whose behalf.</param>
    protected CallTrackingDbContext(DbContextOptions options, Caller caller)
        : base(options)
    {
        ArgumentNullException.ThrowIfNull(caller);
        Caller = caller;
        ChangeTracker.QueryTrackingBehavior = QueryTrackingBehavior.NoTracking;
        ChangeTracker.AutoDetectChangesEnabled = false;
    }

    /// <summary>On whose behalf it was opened.</summary>
    public Caller Caller { get; }

    /// <summary>The caller's calls, each with its participants in order.</summary>
    public IQueryable<Call> Calls => Whole(Set<Call>());

    /// <summary>The periods in which the caller's links were not observed.</summary>
    public IQueryable<CoverageGap> Gaps => Set<CoverageGap>();

    internal static IQueryable<Call> Whole(IQueryable<Call> calls) =>
        calls.Include(call => call.Participants.OrderBy(participant => EF.Property<int>(participant, LedgerModel.Ordinal)));

    /// <summary>Chooses how instants and ids are stored. Default, for any provider: instants as UTC date and time with six decimals, ids as
    /// the provider has them. Durations are whole microseconds everywhere.</summary>
    /// <param name="types">Takes the choice.</param>
    protected virtual void ConfigureStoreTypes(ModelConfigurationBuilder types) =>
        types.Properties<DateTimeOffset>().HaveConversion<UtcInstantConverter>().HavePrecision(6);

    /// <inheritdoc/>
    protected sealed override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<TimeSpan>().HaveConversion<MicrosecondsConverter>();
        ConfigureStoreTypes(configurationBuilder);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        LedgerModel.Configure(modelBuilder);

        // Here and not in LedgerModel: EF Core reads the caller anew for each context only from the context's own members.
        modelBuilder.Entity<Call>().HasQueryFilter(TenantFilter, call => call.Tenant == Caller.Tenant);
        modelBuilder.Entity<Participant>().HasQueryFilter(
            TenantFilter, participant => EF.Property<string>(participant, LedgerModel.Tenant) == Caller.Tenant);
        modelBuilder.Entity<EventLogRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        modelBuilder.Entity<LinkRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        modelBuilder.Entity<CallFamilyRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        modelBuilder.Entity<CoverageGap>().HasQueryFilter(TenantFilter, gap => gap.Tenant == Caller.Tenant);
        modelBuilder.Entity<RecordRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        modelBuilder.Entity<RecordPositionRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        modelBuilder.Entity<QuarantineRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        modelBuilder.Entity<LeaseRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
    }
}
