using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Pipeline;
using CallTracking.Privacy;
using CallTracking.Ratings;
using CallTracking.ScreenPop;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using CallTracking.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallTracking;

/// <summary>Registers the store. A host has exactly one.</summary>
public static class CallTrackingStoreExtensions
{
    /// <summary>Keeps the ledger in a database of any relational EF Core provider, whose migrations the host owns: it adds
    /// <see cref="CallTrackingDbContext"/> to them like a context of its own.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Chooses provider and connection, for instance <c>o => o.UseNpgsql(connectionString)</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The host has another store already.</exception>
    public static ICallTrackingBuilder UseEntityFramework(this ICallTrackingBuilder builder, Action<DbContextOptionsBuilder> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        if (!builder.ClaimStore("UseEntityFramework", configure))
        {
            return builder;
        }

        builder.Services.AddSingleton<ICallTrackingDbContextFactory>(host => new PortableDbContextFactory(host, configure));
        builder.Services.AddSingleton<ILedgerWriter, EntityFrameworkLedgerWriter>();
        builder.Services.AddSingleton<ILedgerReader, EntityFrameworkLedgerReader>();
        return builder;
    }

    /// <summary>For store packages: claims the host's one place for a store, and registers what reads any store, before the package registers
    /// <see cref="ICallTrackingDbContextFactory"/>, <see cref="ILedgerWriter"/> and <see cref="ILedgerReader"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The method that the host called, for the error.</param>
    /// <param name="settings">What it was called with; compared, never shown.</param>
    /// <returns>True when the store is to be registered; false when the same call was made before.</returns>
    /// <exception cref="InvalidOperationException">The host has another store already.</exception>
    public static bool ClaimStore(this ICallTrackingBuilder builder, string name, object settings)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(settings);
        var claim = builder.Services.Select(service => service.ImplementationInstance).OfType<StoreClaim>().FirstOrDefault();
        if (claim is null)
        {
            builder.Services.AddSingleton(new StoreClaim(name, settings));
            builder.Services.TryAddSingleton<CallHistory>();
            builder.Services.TryAddSingleton<LedgerCheck>();
            builder.Services.TryAddSingleton<CallProjections>();
            builder.Services.TryAddSingleton<ICallProjections>(host => host.GetRequiredService<CallProjections>());
            builder.Services.TryAddSingleton<IStaffDirectory, StaffDirectory>();
            builder.Services.AddEmployeeFeed();
            builder.Services.AddScreenPops();
            builder.Services.AddRatings();
            builder.Services.AddAccess();
            builder.Services.AddPrivacy();
            builder.Services.AddCallbacks();
            builder.Services.AddTasks();
            builder.Services.AddContacts();
            builder.Services.AddDialing();
            builder.Services.AddIdentification();
            builder.Services.AddWebhooks();
            return true;
        }

        if (claim.Name != name)
        {
            throw new InvalidOperationException($"The host has a store already ({claim.Name}): remove it or {name}, exactly one may stay.");
        }

        return claim.Settings.Equals(settings)
            ? false
            : throw new InvalidOperationException($"{name} was called twice with different settings: remove one call, a host has one store.");
    }

    private sealed record StoreClaim(string Name, object Settings);
}
