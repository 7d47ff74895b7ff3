using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace CallTracking.Calls;

/// <summary>A party of a call in the public JSON. See <see cref="Participant"/>.</summary>
/// <param name="Party">Extension or room as the PBX names it, or an E.164 number.</param>
/// <param name="Kind">See <see cref="ParticipantKind"/>.</param>
/// <param name="Employee">The employee behind it; null when not known.</param>
/// <param name="Asked">Whether the PBX asked it to take the call.</param>
/// <param name="Rang">Whether it rang.</param>
/// <param name="Answered">Whether it took the call.</param>
/// <param name="Rings">How often it was rung.</param>
/// <param name="RingSeconds">How long it rang, summed.</param>
/// <param name="TalkSeconds">Bridged with the other side and not held.</param>
/// <param name="HoldSeconds">Held while it was in the conversation.</param>
/// <param name="Result">See <see cref="ParticipantResult"/>; null while open, or for the caller.</param>
public sealed record LedgerParticipant(
    string Party, string Kind, string? Employee, bool Asked, bool Rang, bool Answered, int Rings, double RingSeconds, double TalkSeconds,
    double HoldSeconds, string? Result)
{
    internal static LedgerParticipant From(Participant participant) => new(
        participant.Party, LedgerWord<ParticipantKind>.Of(participant.Kind), participant.Employee?.ToString(), participant.Asked, participant.Rang,
        participant.Answered, participant.Rings, LedgerJson.Seconds(participant.Ring), LedgerJson.Seconds(participant.Talk),
        LedgerJson.Seconds(participant.Hold), LedgerWord<ParticipantResult>.Of(participant.Result));
}

/// <summary>A move of the conversation in the public JSON.</summary>
/// <param name="Kind">See <see cref="TransferKind"/>.</param>
/// <param name="From">Who gave it away.</param>
/// <param name="To">Who was to get it; null when the PBX does not say.</param>
/// <param name="Completed">Whether that party took it.</param>
public sealed record LedgerTransfer(string Kind, string? From, string? To, bool Completed);

/// <summary>Another call that belongs to a call, in the public JSON.</summary>
/// <param name="Kind">See <see cref="CallRelationKind"/>.</param>
/// <param name="CallId">Which.</param>
public sealed record LedgerRelation(string Kind, Guid CallId);

/// <summary>Keys a party pressed, in the public JSON.</summary>
/// <param name="Party">Who; null when unknown.</param>
/// <param name="Digits">In order.</param>
public sealed record LedgerDigits(string? Party, string Digits);

/// <summary>A recording in the public JSON: never its place, which is the PBX's or the host's own matter.</summary>
/// <param name="Id">Opaque; the same for the same recording in every document.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LengthSeconds">How long it is; null while it runs.</param>
public sealed record LedgerRecording(
    string Id, [property: JsonConverter(typeof(LedgerInstantConverter))] DateTimeOffset StartedAt, double? LengthSeconds)
{
    internal static LedgerRecording From(RecordingRef recording)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{recording.Link}\n{recording.Location}\n{recording.StartedAt.UtcTicks}"));
        return new LedgerRecording(
            Convert.ToHexStringLower(key.AsSpan(0, 8)), recording.StartedAt,
            recording.Length is { } length ? LedgerJson.Seconds(length) : null);
    }
}

/// <summary>Why a verdict is what it is, in the public JSON.</summary>
/// <param name="Verdict">The member it explains.</param>
/// <param name="Rule">Stable code of the rule.</param>
/// <param name="Events">Ordinals of the events behind it.</param>
public sealed record LedgerBecause(string Verdict, string Rule, IReadOnlyList<long> Events);
