using System.Runtime.CompilerServices;
using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Identification;

/// <summary>Tells, within this process, that contacts or their numbers changed in a store.</summary>
/// <remarks>Thread-safe. Kept beside the store's factory, because whoever writes has nothing else of the host in hand.</remarks>
internal sealed class ContactChanges
{
    private static readonly ConditionalWeakTable<ICallTrackingDbContextFactory, ContactChanges> Stores = [];

    private Action<string>? _changed;

    /// <summary>Those of a store.</summary>
    public static ContactChanges Of(ICallTrackingDbContextFactory contexts) => Stores.GetValue(contexts, static _ => new ContactChanges());

    /// <summary>Whether what a context is about to save changes contacts, their numbers or who numbers were said to belong to.</summary>
    public static bool Are(CallTrackingDbContext context) => context.ChangeTracker.Entries().Any(entry =>
        entry.State != EntityState.Unchanged && entry.Entity is (Contact or ContactNumber or NumberChoice));

    /// <summary>Contacts or numbers of a tenant have changed, and the change is durable: for writers that go past the change tracker.</summary>
    public void Publish(string tenant) => _changed?.Invoke(tenant);

    /// <summary>Wants to be told, with the tenant, after each change.</summary>
    public void Subscribe(Action<string> changed)
    {
        Action<string>? before;
        do
        {
            before = _changed;
        }
        while (Interlocked.CompareExchange(ref _changed, before + changed, before) != before);
    }
}
