namespace CallTracking.Privacy;

/// <summary>How personal data is let go.</summary>
public sealed class PrivacyOptions
{
    /// <summary>The file with the secret by which erased numbers and names become pseudonyms; made with a random one, readable for its owner
    /// only, where it is not there. With it an erased number can be recognised again by trying all numbers: destroy it, and nobody can.
    /// Default null: beside the database where the store is a file (<c>calls.db.privacy</c>), else <c>calltracking-privacy.key</c> in the
    /// current folder.</summary>
    public string? PseudonymKeyFile { get; set; }

    /// <summary>The folder of traces in which erased numbers are replaced, where the host records any; null (the default) for that of
    /// <c>AddTracing</c>.</summary>
    public string? TraceDirectory { get; set; }

    internal const string DefaultKeyFile = "calltracking-privacy.key";
}
