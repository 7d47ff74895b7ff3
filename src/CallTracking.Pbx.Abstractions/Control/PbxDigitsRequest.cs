namespace CallTracking.Pbx;

/// <summary>How keys are asked for.</summary>
public sealed record PbxDigitsRequest
{
    /// <summary>The question: a file as the PBX names it.</summary>
    public required string File { get; init; }

    /// <summary>Fewest keys, 1 to 20. Default 1.</summary>
    public int Least { get; init; } = 1;

    /// <summary>Most keys, <see cref="Least"/> to 20. Default 1.</summary>
    public int Most { get; init; } = 1;

    /// <summary>How often the question is played, 1 to 10. Default 1.</summary>
    public int Tries { get; init; } = 1;

    /// <summary>How long the first key is waited for when the question is over, and each further one; 0.5 s to 60 s. Default 5 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The key that ends it before <see cref="Most"/>: <c>#</c>, <c>*</c>, or null for none. It is not among the keys. Default
    /// <c>#</c>.</summary>
    public char? Terminator { get; init; } = '#';
}

/// <summary>What a PBX answered to the wish for keys.</summary>
/// <param name="Command">Whether it was taken.</param>
/// <param name="Digits">The keys; null when too few were pressed, the leg ended, or the link did. Never fails.</param>
public sealed record PbxDigitsResult(PbxCommandResult Command, Task<string?> Digits);
