namespace CallTracking.AspNetCore.Http;

/// <summary>Marks a text member that holds words of an enumeration: the document lists them.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal abstract class WordsOfAttribute(IReadOnlyList<string> words) : Attribute
{
    public IReadOnlyList<string> Words { get; } = words;
}

/// <inheritdoc/>
internal sealed class WordsOfAttribute<T>() : WordsOfAttribute(Word<T>.All)
    where T : struct, Enum;
