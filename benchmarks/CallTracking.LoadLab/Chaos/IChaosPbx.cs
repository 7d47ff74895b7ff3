using CallTracking.Calls;

namespace CallTracking.LoadLab.Chaos;

/// <summary>A PBX with a load of known calls on it, in a process of its own or in this one, which the faults of the host do not touch.</summary>
internal interface IChaosPbx : IAsyncDisposable
{
    /// <summary>What it is, for the report.</summary>
    string Name { get; }

    /// <summary>Where its manager interface listens, on loopback.</summary>
    int Port { get; }

    string User { get; }

    string Secret { get; }

    /// <summary>The file that it writes finished records into.</summary>
    string Cdr { get; }

    /// <summary>How its site numbers, as the JSON of a site file.</summary>
    string Site { get; }

    /// <summary>Begins the calls; they go on through all rounds.</summary>
    Task StartCallsAsync(CancellationToken cancellationToken);

    /// <summary>Begins no more calls and waits until the last is over.</summary>
    Task EndCallsAsync(CancellationToken cancellationToken);

    /// <summary>Stops and starts again, with all that happens to the calls then; returns when it is back.</summary>
    Task RestartAsync(CancellationToken cancellationToken);

    /// <summary>Every call made, after <see cref="EndCallsAsync"/>.</summary>
    IReadOnlyList<GeneratedCall> ListCalls();

    /// <summary>Keys of the calls of which it wrote a finished record.</summary>
    IReadOnlySet<string> ListRecorded();

    /// <summary>The key of a call in the ledger; null when it is none of the generator's.</summary>
    string? KeyOf(Call call);
}
