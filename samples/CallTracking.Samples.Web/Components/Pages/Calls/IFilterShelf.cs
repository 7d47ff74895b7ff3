namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>Where the user's own filters of the history are kept, by name.</summary>
internal interface IFilterShelf
{
    Task<IReadOnlyList<KeptFilter>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Keeps one; one of that name is replaced.</summary>
    /// <exception cref="ArgumentException">The name is empty or too long, or there are too many.</exception>
    Task SaveAsync(KeptFilter filter, CancellationToken cancellationToken);

    Task DeleteAsync(string name, CancellationToken cancellationToken);
}

/// <summary>A filter under a name.</summary>
/// <param name="Name">The name.</param>
/// <param name="Query">The query string of the page, without the question mark.</param>
internal sealed record KeptFilter(string Name, string Query);
