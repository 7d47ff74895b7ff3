using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallTracking.Calls;

/// <summary>
/// A call as the public JSON shows it: an element of <see cref="LedgerDocument.Calls"/> and the API's call resource. Times in seconds,
/// rounded to milliseconds; instants in UTC; what is not known is null. The words are those of the domain's enumerations in camel case.
/// </summary>
/// <remarks>Members are written in the order in which they stand here; it is pinned by a test.</remarks>
public sealed record LedgerCall
{
    /// <summary>See <see cref="Call.Id"/>.</summary>
    public Guid Id { get; init; }

    /// <summary>See <see cref="Call.Link"/>.</summary>
    public string Link { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>See <see cref="CallDirection"/>.</summary>
    public string Direction { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>See <see cref="CallState"/>.</summary>
    public string State { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>See <see cref="CallOrigin"/>.</summary>
    public string Origin { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>See <see cref="Call.PlacedBy"/>.</summary>
    public string? PlacedBy { get; init; }

    /// <summary>The party outside, E.164 where possible.</summary>
    public string? ExternalNumber { get; init; }

    /// <summary>See <see cref="Call.CallerNumber"/>.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>See <see cref="Call.CallerName"/>.</summary>
    public string? CallerName { get; init; }

    /// <summary>See <see cref="Call.DialedNumber"/>.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>See <see cref="Call.PresentedNumber"/>.</summary>
    public string? PresentedNumber { get; init; }

    /// <summary>See <see cref="Call.Trunk"/>.</summary>
    public string? Trunk { get; init; }

    /// <summary>See <see cref="Call.Queue"/>.</summary>
    public string? Queue { get; init; }

    /// <summary>See <see cref="CallOutcome"/>; null while the call lasts.</summary>
    public string? Outcome { get; init; }

    /// <summary>See <see cref="MissedReason"/>; null unless the call was missed.</summary>
    public string? MissedReason { get; init; }

    /// <summary>See <see cref="Call.LostInTransfer"/>.</summary>
    public bool LostInTransfer { get; init; }

    /// <summary>See <see cref="Call.AnsweredBy"/>.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>See <see cref="Call.LastParty"/>.</summary>
    public string? LastParty { get; init; }

    /// <summary>See <see cref="CallSide"/>.</summary>
    public string EndedBy { get; init => field = value ?? string.Empty; } = string.Empty;

    /// <summary>See <see cref="Call.StartedAt"/>.</summary>
    [JsonConverter(typeof(LedgerInstantConverter))]
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>See <see cref="Call.AnsweredAt"/>.</summary>
    [JsonConverter(typeof(LedgerInstantConverter))]
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>See <see cref="Call.EndedAt"/>.</summary>
    [JsonConverter(typeof(LedgerInstantConverter))]
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>See <see cref="Call.Wait"/>.</summary>
    public double WaitSeconds { get; init; }

    /// <summary>See <see cref="Call.Connected"/>.</summary>
    public double ConnectedSeconds { get; init; }

    /// <summary>See <see cref="Call.Talk"/>.</summary>
    public double TalkSeconds { get; init; }

    /// <summary>See <see cref="Call.Hold"/>.</summary>
    public double HoldSeconds { get; init; }

    /// <summary>See <see cref="Call.Participants"/>.</summary>
    public IReadOnlyList<LedgerParticipant> Participants { get; init => field = value ?? []; } = [];

    /// <summary>See <see cref="Call.Transfers"/>.</summary>
    public IReadOnlyList<LedgerTransfer> Transfers { get; init => field = value ?? []; } = [];

    /// <summary>See <see cref="Call.Relations"/>.</summary>
    public IReadOnlyList<LedgerRelation> Relations { get; init => field = value ?? []; } = [];

    /// <summary>See <see cref="Call.Digits"/>.</summary>
    public IReadOnlyList<LedgerDigits> Digits { get; init => field = value ?? []; } = [];

    /// <summary>See <see cref="Call.Recordings"/>.</summary>
    public IReadOnlyList<LedgerRecording> Recordings { get; init => field = value ?? []; } = [];

    /// <summary>See <see cref="CallWitness"/>.</summary>
    public IReadOnlyList<string> Witnesses { get; init => field = value ?? []; } = [];

    /// <summary>See <see cref="Call.Because"/>.</summary>
    public IReadOnlyList<LedgerBecause> Because { get; init => field = value ?? []; } = [];

    /// <summary>Puts a call into the public shape.</summary>
    /// <param name="call">The call.</param>
    public static LedgerCall From(Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return new LedgerCall
        {
            Id = call.Id,
            Link = call.Link,
            Direction = LedgerWord<CallDirection>.Of(call.Direction),
            State = LedgerWord<CallState>.Of(call.State),
            Origin = LedgerWord<CallOrigin>.Of(call.Origin),
            PlacedBy = call.PlacedBy,
            ExternalNumber = call.External?.Display,
            CallerNumber = call.CallerNumber,
            CallerName = call.CallerName,
            DialedNumber = call.DialedNumber,
            PresentedNumber = call.PresentedNumber,
            Trunk = call.Trunk,
            Queue = call.Queue,
            Outcome = LedgerWord<CallOutcome>.Of(call.Outcome),
            MissedReason = LedgerWord<MissedReason>.Of(call.MissedReason),
            LostInTransfer = call.LostInTransfer,
            AnsweredBy = call.AnsweredBy,
            LastParty = call.LastParty,
            EndedBy = LedgerWord<CallSide>.Of(call.EndedBy),
            StartedAt = call.StartedAt,
            AnsweredAt = call.AnsweredAt,
            EndedAt = call.EndedAt,
            WaitSeconds = LedgerJson.Seconds(call.Wait),
            ConnectedSeconds = LedgerJson.Seconds(call.Connected),
            TalkSeconds = LedgerJson.Seconds(call.Talk),
            HoldSeconds = LedgerJson.Seconds(call.Hold),
            Participants = [.. call.Participants.Select(LedgerParticipant.From)],
            Transfers = [.. call.Transfers.Select(transfer => new LedgerTransfer(
                LedgerWord<TransferKind>.Of(transfer.Kind), transfer.From, transfer.To, transfer.Completed))],
            Relations = [.. call.Relations.Select(relation => new LedgerRelation(
                LedgerWord<CallRelationKind>.Of(relation.Kind), relation.CallId))],
            Digits = [.. call.Digits.Select(digits => new LedgerDigits(digits.Party, digits.Digits))],
            Recordings = [.. call.Recordings.Select(LedgerRecording.From)],
            Witnesses = LedgerWord<CallWitness>.OfFlags(call.Witnesses),
            Because = [.. call.Because.Select(because => new LedgerBecause(because.Verdict, because.Rule, because.Events))],
        };
    }

    /// <summary>Reads one call. Unknown members are ignored; absent texts and lists are empty.</summary>
    /// <param name="utf8">JSON in UTF-8.</param>
    /// <exception cref="JsonException">It is no call; the message names line and position.</exception>
    public static LedgerCall Read(Stream utf8)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        return JsonSerializer.Deserialize(utf8, LedgerJson.Compact.LedgerCall) ?? throw new JsonException("The call is null.");
    }

    /// <summary>Writes the call as JSON in UTF-8 without a byte order mark.</summary>
    /// <param name="utf8">Where to.</param>
    /// <param name="indented">With line breaks, for people. Default false.</param>
    public void Write(Stream utf8, bool indented = false)
    {
        ArgumentNullException.ThrowIfNull(utf8);
        JsonSerializer.Serialize(utf8, this, LedgerJson.For(indented).LedgerCall);
    }

    /// <summary>The call as JSON.</summary>
    /// <param name="indented">With line breaks, for people. Default false.</param>
    public string ToJson(bool indented = false) => JsonSerializer.Serialize(this, LedgerJson.For(indented).LedgerCall);
}
