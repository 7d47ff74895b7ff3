using CallTracking.Samples.Web.Preferences;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Accounts and what their owners prefer: a file of the web host's own, so that the ledger's store knows no passwords.</summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : IdentityUserContext<Account, Guid>(options)
{
    public DbSet<SignInSession> Sessions => Set<SignInSession>();

    public DbSet<OneTimeLink> Links => Set<OneTimeLink>();

    public DbSet<StoredPreferences> Preferences => Set<StoredPreferences>();

    public DbSet<SavedFilter> Filters => Set<SavedFilter>();

    // SQLite compares whole numbers as they are; instants as text it would not.
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicks>();

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>(account =>
        {
            account.ToTable("Accounts");
            account.HasIndex(one => one.EmployeeId).IsUnique();
        });
        builder.Entity<SignInSession>(session =>
        {
            session.ToTable("Sessions");
            session.HasIndex(one => one.AccountId);
            session.HasOne<Account>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<OneTimeLink>(link =>
        {
            link.ToTable("Links");
            link.HasIndex(one => one.Hash).IsUnique();
            link.HasOne<Account>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<StoredPreferences>(preferences =>
        {
            preferences.ToTable("Preferences");
            preferences.HasKey(one => one.AccountId);
            preferences.HasOne<Account>().WithOne().HasForeignKey<StoredPreferences>(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<SavedFilter>(filter =>
        {
            filter.ToTable("Filters");
            filter.HasKey(one => new { one.AccountId, one.Page, one.Name });
            filter.HasOne<Account>().WithMany().HasForeignKey(one => one.AccountId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private sealed class UtcTicks() : ValueConverter<DateTimeOffset, long>(
        static at => at.UtcTicks, static ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
}
