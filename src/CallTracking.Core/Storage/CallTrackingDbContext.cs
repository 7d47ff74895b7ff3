using System.Linq.Expressions;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Dialing;
using CallTracking.Identification;
using CallTracking.Links;
using CallTracking.Ratings;
using CallTracking.Staff;
using CallTracking.Tasks;
using CallTracking.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace CallTracking.Storage;

/// <summary>
/// The ledger as EF Core sees it, for one caller: the named query filter <see cref="TenantFilter"/> hides every other tenant's rows.
/// </summary>
/// <remarks>
/// The ledger is read here and written through <see cref="ILedgerWriter"/>; what the capabilities keep is written by <see cref="StoreWork"/>.
/// Entities are not tracked unless asked for. Not thread-safe, cheap to open, to be
/// disposed after each unit of work. A store package derives from it to choose column types
/// (<see cref="ConfigureStoreTypes"/>) and indexes; a host that owns the migrations of another provider uses it as it is.
/// </remarks>
public class CallTrackingDbContext : DbContext
{
    /// <summary>Name of the query filter that keeps tenants apart.</summary>
    public const string TenantFilter = "tenant";

    /// <summary>Name of the query filter that keeps calls and contacts from callers whose rows they are not: their permission to read reaches
    /// their own or their team's only.</summary>
    public const string ScopeFilter = "scope";

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

    /// <summary>What a piece of work adds to the audit trail; chained when it is committed.</summary>
    internal List<AuditEntry> Audited { get; } = [];

    /// <summary>Who tells of what is saved; null where nobody does.</summary>
    internal WebhookChanges? Telling { get; set; }

    /// <summary>Whether anything that was saved is told of.</summary>
    internal bool HasTold { get; set; }

    // Read by the filters anew for each context.
    internal Guid CallsOf => CallScope.Employee(Caller);

    internal string PlacedBy => CallsOf == Guid.Empty ? "" : CallsOf.ToString("D");

    internal IReadOnlyList<Guid> CallDepartments => CallScope.Departments(Caller);

    internal Guid ContactsOf => Caller.Access.Allows(Permission.ContactsRead) ? Caller.Employee ?? Guid.Empty : Guid.Empty;

    internal IReadOnlyList<Guid> ContactDepartments =>
        Caller.Access.ScopeOf(Permission.ContactsRead) == AccessScope.Team ? Caller.Access.Departments : [];

    /// <inheritdoc/>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Telling is { } telling && await telling.AddAsync(this, cancellationToken).ConfigureAwait(false))
        {
            HasTold = true;
        }

        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken).ConfigureAwait(false);
    }

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
        configurationBuilder.Properties<decimal>().HavePrecision(19, 6);
        ConfigureStoreTypes(configurationBuilder);
    }

    /// <inheritdoc/>
    protected override void OnConfiguring(DbContextOptionsBuilder optionsBuilder)
    {
        ArgumentNullException.ThrowIfNull(optionsBuilder);
        optionsBuilder.ReplaceService<IModelCacheKeyFactory, ScopedModelCacheKeys>();
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        LedgerModel.Configure(modelBuilder);
        ConfigureCapabilities(modelBuilder);
        LedgerModel.NameColumns(modelBuilder);

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
        modelBuilder.Entity<ChangesRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        modelBuilder.Entity<ProjectionRow>().HasQueryFilter(TenantFilter, row => row.Tenant == Caller.Tenant);
        foreach (var entity in modelBuilder.Model.GetEntityTypes().Where(type => typeof(ITenantOwned).IsAssignableFrom(type.ClrType)))
        {
            modelBuilder.Entity(entity.ClrType).HasQueryFilter(TenantFilter, OwnRows(entity.ClrType));
        }

        FilterByScope(modelBuilder);
    }

    private void FilterByScope(ModelBuilder model)
    {
        if (!ScopedModelCacheKeys.SeesAll(Caller, Permission.CallsRead))
        {
            model.Entity<Call>().HasQueryFilter(ScopeFilter, call => call.PlacedBy == PlacedBy || call.Participants.Any(participant =>
                participant.Employee == CallsOf || (participant.Department != null && CallDepartments.Contains(participant.Department.Value))));
        }

        if (!ScopedModelCacheKeys.SeesAll(Caller, Permission.ContactsRead))
        {
            model.Entity<Contact>().HasQueryFilter(ScopeFilter, contact => contact.ResponsibleId == ContactsOf
                || (contact.DepartmentId != null && ContactDepartments.Contains(contact.DepartmentId.Value)));
        }
    }

    private static void ConfigureCapabilities(ModelBuilder model)
    {
        StaffModel.Configure(model);
        AccessModel.Configure(model);
        AuditModel.Configure(model);
        ContactModel.Configure(model);
        IdentificationModel.Configure(model);
        CallbacksModel.Configure(model);
        TasksModel.Configure(model);
        DialModel.Configure(model);
        RatingModel.Configure(model);
        WebhookModel.Configure(model);
    }

    // row => row.Tenant == this.Caller.Tenant
    private LambdaExpression OwnRows(Type type)
    {
        var row = Expression.Parameter(type, "row");
        var tenant = Expression.Property(Expression.Property(Expression.Constant(this, typeof(CallTrackingDbContext)), nameof(Caller)), nameof(Access.Caller.Tenant));
        return Expression.Lambda(Expression.Equal(Expression.Property(row, nameof(ITenantOwned.Tenant)), tenant), row);
    }
}
