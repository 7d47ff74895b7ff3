using CallTracking.Access;
using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>Puts entries of a capability on the timelines of contacts. Registered as a singleton of this interface, any number of them.</summary>
/// <remarks>Must be safe for concurrent use.</remarks>
public interface IContactTimelineSource
{
    /// <summary>The kind of its entries, for instance <c>task</c>: letters, stable, one source each.</summary>
    string Kind { get; }

    /// <summary>The newest entries before a place, newest first.</summary>
    /// <param name="context">The store, opened for the caller.</param>
    /// <param name="caller">On whose behalf. A source of what the caller may not see gives nothing; the contact itself was checked.</param>
    /// <param name="contacts">The contact's ids: its own and those of the contacts that were merged into it.</param>
    /// <param name="before">Only entries for which <see cref="ContactTimelinePlace.IsBefore"/> holds; null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>At most that many entries, newest first, equal moments by id, the highest first.</returns>
    Task<IReadOnlyList<ContactTimelineEntry>> ReadAsync(
        CallTrackingDbContext context, Caller caller, IReadOnlyList<Guid> contacts, ContactTimelinePlace? before, int limit,
        CancellationToken cancellationToken);
}

/// <summary>Something that happened with a contact.</summary>
/// <param name="Kind">What kind of thing: <c>call</c>, <c>note</c>, <c>status</c>, <c>merge</c>, <c>task</c> …</param>
/// <param name="Id">Id of the call, the note …</param>
/// <param name="At">When.</param>
/// <param name="Employee">Who of the staff did it; null when nobody, or not known.</param>
/// <param name="What">What of it, a stable word: <c>answered</c>, <c>missed</c>, <c>changed</c> …; null where the kind says it all.</param>
/// <param name="Text">Words for people, the text of a note for instance; null for none.</param>
/// <param name="Details">More, by name; never numbers that the caller may not see.</param>
public sealed record ContactTimelineEntry(
    string Kind, Guid Id, DateTimeOffset At, Guid? Employee, string? What, string? Text, IReadOnlyDictionary<string, string>? Details = null);

/// <summary>A page of a timeline.</summary>
/// <param name="Entries">Newest first.</param>
/// <param name="Next">Where the next page begins; null when this is the last one.</param>
public sealed record ContactTimelinePage(IReadOnlyList<ContactTimelineEntry> Entries, ContactTimelinePlace? Next);
