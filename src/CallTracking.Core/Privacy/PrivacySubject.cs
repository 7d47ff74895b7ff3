namespace CallTracking.Privacy;

/// <summary>Whose data: a contact, or a number, with whatever else he is known by.</summary>
public sealed record PrivacySubject
{
    /// <summary>The contact; null for a person without one. All its numbers and names, and those of contacts merged into it, are his.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>Numbers: with <c>+</c> and country code, or as dialled in the country of the host's site.</summary>
    public IReadOnlyList<string> Numbers { get; init; } = [];

    /// <summary>Further names that he goes by, at least three characters each; replaced wherever they stand as whole words.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}

/// <summary>What an erasure did, store by store, and that nothing was found afterwards.</summary>
/// <param name="Id">The erasure's id, as the audit trail names it.</param>
/// <param name="At">When it ended.</param>
/// <param name="Pseudonyms">What took the place of numbers and names.</param>
/// <param name="Stores">Every place that was looked through.</param>
/// <param name="OpenCalls">Calls in progress that tell of him: they would write his number again, so erase again when they are over.</param>
public sealed record ErasureProof(
    Guid Id, DateTimeOffset At, IReadOnlyList<string> Pseudonyms, IReadOnlyList<ErasedStore> Stores, int OpenCalls)
{
    /// <summary>Whether nothing of him was found any more, in any store, and all of them could be looked through.</summary>
    public bool IsComplete => OpenCalls == 0 && Stores.All(static store => store is { Left: 0, Trouble: null });
}

/// <summary>One place that an erasure looked through.</summary>
/// <param name="Store">A table, or a kind of file.</param>
/// <param name="Looked">Rows or files looked at.</param>
/// <param name="Changed">Rows or files in which he was replaced.</param>
/// <param name="Left">Rows or files in which he is still found afterwards.</param>
/// <param name="Trouble">Why it could not be looked through; null when it could.</param>
public sealed record ErasedStore(string Store, long Looked, long Changed, long Left, string? Trouble);
