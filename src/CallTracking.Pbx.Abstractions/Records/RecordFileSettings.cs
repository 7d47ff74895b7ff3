namespace CallTracking.Pbx.Records;

/// <summary>How files of finished records are looked for and read.</summary>
/// <remarks>Immutable, but for what its members do.</remarks>
public sealed class RecordFileSettings
{
    /// <summary>What the files hold.</summary>
    public required RecordFormat Format { get; init; }

    /// <summary>How often is looked for something new. Default 1 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a file of a folder must not have changed before it is read. Default 5 s.</summary>
    public TimeSpan SettleTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a file of a folder that ends amid a record must not have changed before that is taken to be all of it. Default
    /// zero: a file at rest is whole.</summary>
    public TimeSpan TornTime { get; init; }

    /// <summary>Which files of a folder are meant; names that begin with a dot never are. Default <c>*</c>.</summary>
    public string FolderPattern { get; init; } = "*";

    /// <summary>Begins a growing file that was never read at its end. Default false: all of it is read.</summary>
    public bool SkipExisting { get; init; }

    /// <summary>Imports a file from its start even if it was read before. Default false.</summary>
    public bool ReadAgain { get; init; }

    /// <summary>Is told how far each file is, from the thread that reads. Null (the default): nobody.</summary>
    public IProgress<RecordProgress>? Progress { get; init; }

    /// <summary>Is told of what was passed over, from the thread that reads. Null (the default): nobody.</summary>
    public IProgress<RecordDamage>? Damage { get; init; }
}
