namespace CallTracking.Calls;

/// <summary>Which calls of the history are wanted. What is not set does not restrict; several conditions must all hold.</summary>
public sealed record CallHistoryFilter
{
    /// <summary>Calls that started at this instant or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Calls that started before this instant.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Calls of any of these directions; empty: all.</summary>
    public IReadOnlyCollection<CallDirection> Directions { get; init; } = [];

    /// <summary>Finished calls with any of these outcomes; empty: all, open ones too.</summary>
    public IReadOnlyCollection<CallOutcome> Outcomes { get; init; } = [];

    /// <summary>Calls that this party took part in, asked or answering: an extension, room, queue or mailbox as the PBX names it, or an
    /// outside number in E.164.</summary>
    public string? Party { get; init; }

    /// <summary>Calls with this number outside: in E.164 with <c>+</c>, as dialled in its country, or its last digits (three or more).
    /// Spaces, dots, dashes, slashes and brackets do not count.</summary>
    public string? Number { get; init; }

    /// <summary>Calls with this contact, those of contacts that were merged into it included.</summary>
    public Guid? Contact { get; init; }

    /// <summary>Calls in which this employee took part, asked or answering, with whatever extension he had then.</summary>
    public Guid? Employee { get; init; }

    /// <summary>Calls in which somebody took part who was in this department then; the departments below it do not count.</summary>
    public Guid? Department { get; init; }

    /// <summary>Only calls that left somebody outside unserved: <see cref="Call.IsUnserved"/>.</summary>
    public bool OnlyUnserved { get; init; }

    /// <summary>Calls of this link.</summary>
    public string? Link { get; init; }

    /// <summary>Only calls that have not ended.</summary>
    public bool OnlyOpen { get; init; }

    // The contact and those merged into it, read before the query is made.
    internal IReadOnlyList<Guid> ContactIds { get; init; } = [];
}
