using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Http;
using CallTracking.Privacy;

namespace CallTracking.AspNetCore.Privacy;

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("For how long what is kept. A class that is not named is kept for good.")]
internal sealed record RetentionRequest
{
    private const int MostDays = 36_500;

    [Description("Each class with the days that it is kept, 1 to 36500: `calls`, `eventLog`, `records`, `quarantine`, `notes`, `auditPayloads`, `contacts`, `callbacks`, `tasks`, `gaps`, `webhooks`.")]
    public IReadOnlyDictionary<string, int>? Keep { get; init; }

    public RetentionPolicy ToPolicy()
    {
        if (Keep is null or { Count: 0 })
        {
            throw Texts.Invalid("keep", "'keep' is missing or empty.", $"Name at least one of {string.Join(", ", Word<RetentionClass>.All)} with its days.");
        }

        return Keep.Values.Any(static days => days is < 1 or > MostDays)
            ? throw Texts.Invalid("keep", "A class is kept for too few or too many days.", $"Give 1 to {MostDays}.")
            : new RetentionPolicy { KeepFor = Keep.ToDictionary(static one => Word<RetentionClass>.Require(one.Key, "keep"), static one => TimeSpan.FromDays(one.Value)) };
    }
}

[Description("How much of a class is older than it is to be kept.")]
internal sealed record RetentionCountBody
{
    [WordsOf<RetentionClass>]
    [Description("The class.")]
    public required string Class { get; init; }

    [Description("What is from before this instant goes.")]
    public required DateTimeOffset Before { get; init; }

    [Description("Rows that would go, or went; of the audit trail payloads.")]
    public required long Count { get; init; }

    public static RetentionCountBody Of(RetentionCount one) => new() { Class = Word.Of(one.Class), Before = one.Before, Count = one.Count };
}

[Description("What would go, or went.")]
internal sealed record RetentionList([property: Description("Class by class.")] IReadOnlyList<RetentionCountBody> Items);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Whose data: a contact, or a number, with whatever else he is known by. At least one of them.")]
internal sealed record SubjectRequest
{
    private const int Most = 50;

    [Description("The contact. All its numbers and names, and those of contacts merged into it, are his.")]
    public Guid? Contact { get; init; }

    [Description("Numbers: with + and country code, or as dialled in the country of the host's site. At most 50.")]
    public IReadOnlyList<string>? Numbers { get; init; }

    [Description("Further names, three characters at least, replaced wherever they stand as whole words. At most 50.")]
    public IReadOnlyList<string>? Names { get; init; }

    public PrivacySubject ToSubject()
    {
        if (Contact is null && Numbers is null or { Count: 0 } && Names is null or { Count: 0 })
        {
            throw Texts.Invalid("contact", "Nobody is named.", "Give a contact, a number or a name.");
        }

        return new PrivacySubject
        {
            ContactId = Contact is null ? null : Texts.RequiredId(Contact, "contact"),
            Numbers = List(Numbers, "numbers", 128),
            Names = List(Names, "names", 200),
        };
    }

    private static IReadOnlyList<string> List(IReadOnlyList<string>? items, string member, int longest) =>
        items is null or { Count: 0 } ? [] : [.. Texts.List(items, member, Most).Select(item => Texts.Required(item, member, longest))];
}

[Description("What an erasure did, store by store, and whether anything was found afterwards.")]
internal sealed record ErasureProofBody
{
    [Description("The erasure's id, as the audit trail names it.")]
    public required Guid Id { get; init; }

    [Description("When it ended.")]
    public required DateTimeOffset At { get; init; }

    [Description("Whether nothing of him was found any more, in any store, and all of them could be looked through.")]
    public required bool Complete { get; init; }

    [Description("What took the place of numbers and names.")]
    public required IReadOnlyList<string> Pseudonyms { get; init; }

    [Description("Calls in progress that tell of him: they would write his number again, so erase again when they are over.")]
    public required int OpenCalls { get; init; }

    [Description("Every place that was looked through.")]
    public required IReadOnlyList<ErasedStoreBody> Stores { get; init; }

    public static ErasureProofBody Of(ErasureProof proof) => new()
    {
        Id = proof.Id,
        At = proof.At,
        Complete = proof.IsComplete,
        Pseudonyms = proof.Pseudonyms,
        OpenCalls = proof.OpenCalls,
        Stores = [.. proof.Stores.Select(ErasedStoreBody.Of)],
    };
}

[Description("One place that an erasure looked through.")]
internal sealed record ErasedStoreBody
{
    [Description("A table, or a kind of file.")]
    public required string Store { get; init; }

    [Description("Rows or files looked at.")]
    public required long Looked { get; init; }

    [Description("Rows or files in which he was replaced.")]
    public required long Changed { get; init; }

    [Description("Rows or files in which he is still found afterwards.")]
    public required long Left { get; init; }

    [Description("Why it could not be looked through; null when it could.")]
    public string? Trouble { get; init; }

    public static ErasedStoreBody Of(ErasedStore one) => new()
    {
        Store = one.Store,
        Looked = one.Looked,
        Changed = one.Changed,
        Left = one.Left,
        Trouble = one.Trouble is null ? null : SafeText.Of(one.Trouble),
    };
}
