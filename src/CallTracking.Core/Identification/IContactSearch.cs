using CallTracking.Contacts;
using CallTracking.Storage;

namespace CallTracking.Identification;

/// <summary>How a store finds contacts by a piece of their name. Store packages bring one that has an index for it; the portable one reads all
/// names.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IContactSearch
{
    /// <summary>Contacts whose name holds a fragment anywhere, whatever the case of its letters.</summary>
    /// <param name="context">The store, for whoever asks: the query goes through its filter of the tenant.</param>
    /// <param name="fragment">At least three letters (Unicode code points), to be taken literally.</param>
    /// <param name="most">How many at most, in whatever order costs least.</param>
    /// <returns>A query that may be composed further.</returns>
    IQueryable<Contact> ByName(CallTrackingDbContext context, string fragment, int most);

    /// <summary>Whether the search has its index.</summary>
    /// <param name="context">The store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it has; else one line that says why not, and the cure.</returns>
    Task<string?> WhyWithoutIndexAsync(CallTrackingDbContext context, CancellationToken cancellationToken);
}
