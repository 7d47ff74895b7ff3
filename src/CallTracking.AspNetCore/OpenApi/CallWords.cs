using System.Collections.Frozen;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;

namespace CallTracking.AspNetCore.OpenApi;

/// <summary>What the document says of the members of Core's public JSON, whose own comments are for readers of code.</summary>
internal static class CallWords
{
    private static readonly FrozenDictionary<(Type Type, string Member), string> Texts = new Dictionary<(Type, string), string>
    {
        [(typeof(LedgerCall), "id")] = "The call's id.",
        [(typeof(LedgerCall), "link")] = "The link that heard it.",
        [(typeof(LedgerCall), "direction")] = Words<CallDirection>("Who called whom"),
        [(typeof(LedgerCall), "state")] = Words<CallState>("What the call does now"),
        [(typeof(LedgerCall), "origin")] = Words<CallOrigin>("How it came to be placed"),
        [(typeof(LedgerCall), "placedBy")] = "Who placed it by a program: an employee's id, else an extension.",
        [(typeof(LedgerCall), "externalNumber")] = "The party outside, E.164 where possible.",
        [(typeof(LedgerCall), "callerNumber")] = "Who called; an extension on outbound calls.",
        [(typeof(LedgerCall), "callerName")] = "The name that the caller sent.",
        [(typeof(LedgerCall), "dialedNumber")] = "The digits as dialled, prefix included.",
        [(typeof(LedgerCall), "presentedNumber")] = "What the other side saw.",
        [(typeof(LedgerCall), "trunk")] = "The trunk.",
        [(typeof(LedgerCall), "queue")] = "The first queue or group.",
        [(typeof(LedgerCall), "outcome")] = Words<CallOutcome>("How it went; null while the call lasts"),
        [(typeof(LedgerCall), "missedReason")] = Words<MissedReason>("Why it was missed; null unless it was"),
        [(typeof(LedgerCall), "lostInTransfer")] = "Whether the caller was answered and then lost while he waited to be passed on.",
        [(typeof(LedgerCall), "answeredBy")] = "The first person who talked.",
        [(typeof(LedgerCall), "lastParty")] = "The last one; null when nobody else did.",
        [(typeof(LedgerCall), "endedBy")] = Words<CallSide>("Whose hang-up or refusal ended it"),
        [(typeof(LedgerCall), "startedAt")] = "When it began, in UTC.",
        [(typeof(LedgerCall), "answeredAt")] = "When the first person took it.",
        [(typeof(LedgerCall), "endedAt")] = "When it ended.",
        [(typeof(LedgerCall), "waitSeconds")] = "From the start until the first person answered, or the end.",
        [(typeof(LedgerCall), "connectedSeconds")] = "From the first person's answer to the end.",
        [(typeof(LedgerCall), "talkSeconds")] = "Time in conversation, summed for our side.",
        [(typeof(LedgerCall), "holdSeconds")] = "Time on hold, overlaps once.",
        [(typeof(LedgerCall), "participants")] = "The parties.",
        [(typeof(LedgerCall), "transfers")] = "Moves of the conversation, in order.",
        [(typeof(LedgerCall), "relations")] = "Other calls that belong to it.",
        [(typeof(LedgerCall), "digits")] = "Keys that were pressed.",
        [(typeof(LedgerCall), "recordings")] = "Recordings.",
        [(typeof(LedgerCall), "witnesses")] = "The sources that reported it.",
        [(typeof(LedgerCall), "because")] = "The rules and events behind the verdicts.",
        [(typeof(LedgerParticipant), "kind")] = Words<ParticipantKind>("What it is"),
        [(typeof(LedgerParticipant), "result")] = Words<ParticipantResult>("How it went for it; null while open, or for the caller"),
        [(typeof(LedgerTransfer), "kind")] = Words<TransferKind>("How"),
        [(typeof(LedgerRelation), "kind")] = Words<CallRelationKind>("How it belongs to it"),
        [(typeof(LedgerParticipant), string.Empty)] = "A party of a call.",
    }.ToFrozenDictionary();

    public static string? Find(Type type, string member) => Texts.GetValueOrDefault((type, member));

    private static string Words<T>(string text)
        where T : struct, Enum => $"{text}: one of {string.Join(", ", Word<T>.All)}; later versions may add words.";
}
