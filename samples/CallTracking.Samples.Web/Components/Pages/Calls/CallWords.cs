using System.Globalization;
using CallTracking.Calls;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>What the ledger says of a call, in the user's words.</summary>
internal sealed class CallWords(IStringLocalizer<CallsTexts> texts)
{
    private const string Differs = "recordDiffers:";
    private const string NotAllowed = "triggerNotAllowed:";

    public string Of(CallDirection direction) => texts[$"Direction.{direction}"];

    public string Of(CallOutcome outcome) => texts[$"Outcome.{outcome}"];

    public string Of(CallState state) => texts[$"State.{state}"];

    public string Of(MissedReason reason) => texts[$"Missed.{reason}"];

    public string Of(CallOrigin origin) => texts[$"Origin.{origin}"];

    public string EndedBy(CallSide side) => texts[$"EndedBy.{side}"];

    public string Of(ParticipantKind kind) => texts[$"Kind.{kind}"];

    public string Of(ParticipantResult result) => texts[$"Result.{result}"];

    public string Of(TransferKind kind) => texts[$"Transfer.{kind}"];

    public string Of(CallRelationKind kind) => texts[$"Relation.{kind}"];

    public IEnumerable<string> Of(CallWitness witnesses) => Enum.GetValues<CallWitness>()
        .Where(one => one != CallWitness.None && witnesses.HasFlag(one)).Select(one => texts[$"Witness.{one}"].Value);

    /// <summary>How it went, or what it does while it lasts.</summary>
    public string OutcomeOf(Call call) => call.Outcome is not { } outcome ? Of(call.State)
        : call.LostInTransfer ? texts["Outcome.LostInTransfer"]
        : Of(outcome);

    /// <summary>How it went, with the reason where it was missed.</summary>
    public string OutcomeInFull(Call call) => call is { MissedReason: { } reason, LostInTransfer: false }
        ? texts["OutcomeWithReason", OutcomeOf(call), Of(reason)] : OutcomeOf(call);

    /// <summary>A length of time as clocks write it: minutes and seconds, with hours where there are any.</summary>
    public static string Length(TimeSpan length) => length.TotalHours >= 1
        ? $"{(int)length.TotalHours}:{length.Minutes:00}:{length.Seconds:00}" : $"{(int)length.TotalMinutes}:{length.Seconds:00}";

    /// <summary>What a verdict is about.</summary>
    public string VerdictOf(Because because) =>
        texts[$"Verdict.{because.Verdict}"] is { ResourceNotFound: false } text ? text : because.Verdict;

    /// <summary>Why it is so, with whatever the rule names.</summary>
    public string Why(Because because, UserClock clock)
    {
        var rule = because.Rule;
        if (rule.StartsWith(Differs, StringComparison.Ordinal))
        {
            return texts["Because.recordDiffers", Said(because.Verdict, rule[Differs.Length..], clock)];
        }

        if (rule.StartsWith(NotAllowed, StringComparison.Ordinal) && rule[NotAllowed.Length..].Split(':') is [var state, var trigger])
        {
            return texts["Because.triggerNotAllowed", texts[$"State.{state}"] is { ResourceNotFound: false } word ? word.Value : state, trigger];
        }

        return texts[$"Because.{rule}"] is { ResourceNotFound: false } text ? text : texts["Because.other", rule];
    }

    private string Said(string verdict, string said, UserClock clock)
    {
        LocalizedString? word = verdict switch
        {
            "outcome" => texts[$"Outcome.{Upper(said)}"],
            "direction" => texts[$"Direction.{Upper(said)}"],
            _ => null,
        };
        if (word is { ResourceNotFound: false })
        {
            return word;
        }

        return verdict is "startedAt" or "endedAt"
            && DateTimeOffset.TryParse(said, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
            ? clock.ToLocal(at).ToString("T", CultureInfo.CurrentCulture) : said;
    }

    private static string Upper(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
