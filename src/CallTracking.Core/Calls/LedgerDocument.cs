using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Links;
using CallTracking.Pipeline;

namespace CallTracking.Calls;

/// <summary>
/// The ledger as the public JSON: what <c>replay --json</c> prints and the API answers. These records are a contract of their own, apart
/// from the domain types: members are only ever added, unknown ones are ignored when reading, and words that a reader does not know stay
/// as they are because every enumeration is text.
/// </summary>
public sealed record LedgerDocument
{
    /// <summary>Version of the shape: 1. A reader of this version understands every later document of schema 1.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>The calls in order of start.</summary>
    public IReadOnlyList<LedgerCall> Calls { get; init => field = value ?? []; } = [];

    /// <summary>Periods in which a link was not observed.</summary>
    public IReadOnlyList<LedgerGap> Gaps { get; init => field = value ?? []; } = [];

    /// <summary>How many of the calls have not ended.</summary>
    public int OpenCalls { get; init; }

    /// <summary>Wire events that no rule knows, counted by name.</summary>
    public IReadOnlyDictionary<string, long> UnknownEvents { get; init => field = value ?? new Dictionary<string, long>(); } =
        new Dictionary<string, long>();

    /// <summary>Puts a ledger into the public shape.</summary>
    /// <param name="calls">The calls, in any order.</param>
    /// <param name="openCalls">How many have not ended.</param>
    /// <param name="unknownEvents">Unknown wire events by name; null when there are none.</param>
    /// <param name="gaps">Coverage gaps; null when there are none.</param>
    /// <returns>The document; calls in order of start (calls of one instant by id), unknown events by name.</returns>
    public static LedgerDocument From(
        IEnumerable<Call> calls, int openCalls, IReadOnlyDictionary<string, long>? unknownEvents = null,
        IEnumerable<LedgerGap>? gaps = null)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return new LedgerDocument
        {
            Calls = [.. calls.OrderBy(call => call.StartedAt).ThenBy(call => call.Id).Select(LedgerCall.From)],
            Gaps = [.. gaps ?? []],
            OpenCalls = openCalls,
            UnknownEvents = new SortedDictionary<string, long>(
                unknownEvents?.ToDictionary() ?? [], StringComparer.Ordinal),
        };
    }

    /// <summary>Puts what a replay found into the public shape.</summary>
    /// <param name="replay">The replay's result.</param>
    public static LedgerDocument From(ReplayResult replay)
    {
        ArgumentNullException.ThrowIfNull(replay);
        return From(replay.Calls, replay.OpenCalls, replay.UnknownEvents, replay.Gaps.Select(LedgerGap.Of));
    }

    /// <summary>Reads a document. Unknown members are ignored; absent texts and lists are empty.</summary>
    /// <param name="utf8">JSON in UTF-8.</param>
    /// <exception cref="JsonException">It is no ledger document; the message names line and position.</exception>
    public static LedgerDocument Read(Stream utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return JsonSerializer.Deserialize(utf8, LedgerJson.Compact.LedgerDocument)
            ?? throw new JsonException("The ledger document is null.");
    }

    /// <summary>Writes the document as JSON in UTF-8 without a byte order mark.</summary>
    /// <param name="utf8">Where to.</param>
    /// <param name="indented">With line breaks, for people. Default false.</param>
    public void Write(Stream utf8, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        JsonSerializer.Serialize(utf8, this, LedgerJson.For(indented).LedgerDocument);
    }

    /// <summary>The document as JSON.</summary>
    /// <param name="indented">With line breaks, for people. Default false.</param>
    public string ToJson(bool indented = false) => JsonSerializer.Serialize(this, LedgerJson.For(indented).LedgerDocument);
}

/// <summary>A period in which a link was not observed.</summary>
/// <param name="Link">The link.</param>
/// <param name="From">When it was last observed.</param>
/// <param name="To">When it was observed again; null while it is not.</param>
/// <param name="Reason">Stable code of why: the words of <see cref="GapCause"/>; null when unknown.</param>
public sealed record LedgerGap(
    string Link,
    [property: JsonConverter(typeof(LedgerInstantConverter))] DateTimeOffset From,
    [property: JsonConverter(typeof(LedgerInstantConverter))] DateTimeOffset? To,
    string? Reason)
{
    /// <summary>See <see cref="CoverageGap.Id"/>.</summary>
    public Guid Id { get; init; }

    /// <summary>See <see cref="GapCause"/>; the same as <see cref="Reason"/>.</summary>
    public string? Cause { get; init; }

    /// <summary>What was made up for, by witness.</summary>
    public IReadOnlyList<LedgerGapRestoration> Restored { get; init => field = value ?? []; } = [];

    /// <summary>Puts a gap into the public shape.</summary>
    /// <param name="gap">The gap.</param>
    public static LedgerGap Of(CoverageGap gap)
    {
        ArgumentNullException.ThrowIfNull(gap);
        var cause = LedgerWord<GapCause>.Of(gap.Cause);
        return new LedgerGap(gap.Link, gap.From, gap.To, cause)
        {
            Id = gap.Id,
            Cause = cause,
            Restored = [.. gap.Restored.Select(one => new LedgerGapRestoration(
                LedgerWord<CallWitness>.Of(one.Witness), one.Closed, one.Adopted, one.Restored))],
        };
    }
}

/// <summary>What one witness made up for in a gap.</summary>
/// <param name="Witness">See <see cref="CallWitness"/>.</param>
/// <param name="Closed">See <see cref="GapRestoration.Closed"/>.</param>
/// <param name="Adopted">See <see cref="GapRestoration.Adopted"/>.</param>
/// <param name="Restored">See <see cref="GapRestoration.Restored"/>.</param>
public sealed record LedgerGapRestoration(string Witness, int Closed, int Adopted, int Restored);
