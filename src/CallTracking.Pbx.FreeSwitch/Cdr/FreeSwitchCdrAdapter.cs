using CallTracking.Pbx.Records;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Reads the call detail records of one FreeSWITCH and nothing else. <c>AddFreeSwitchCdr</c> makes one per link.</summary>
public sealed class FreeSwitchCdrAdapter : IPbxAdapter
{
    /// <summary>Creates an adapter.</summary>
    /// <param name="options">Where the records are; validated by the caller.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <param name="logger">The log; null for none.</param>
    /// <exception cref="ArgumentException">The options name no place.</exception>
    public FreeSwitchCdrAdapter(
        FreeSwitchCdrOptions options, TimeProvider? timeProvider = null, ILogger<FreeSwitchCdrAdapter>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!options.HasPlace)
        {
            throw new ArgumentException("No place to read records from: set File, Folder or ImportFiles.", nameof(options));
        }

        RecordSources = SourcesOf(options, timeProvider ?? TimeProvider.System, (ILogger?)logger ?? NullLogger.Instance);
        Abilities = PbxAbilities.FinishedRecords | (options.IsFinite ? PbxAbilities.Finite : PbxAbilities.None);
    }

    /// <inheritdoc/>
    public PbxAbilities Abilities { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IPbxRecordSource> RecordSources { get; }

    /// <summary>There is nothing live to hear.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    public Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Records have no live connection; their sources are read.");

    /// <summary>The sources of a link's records.</summary>
    internal static IReadOnlyList<IPbxRecordSource> SourcesOf(FreeSwitchCdrOptions options, TimeProvider time, ILogger logger)
    {
        var settings = options.ToSettings();
        var sources = new List<IPbxRecordSource>();
        if (options.File is { } file)
        {
            sources.Add(RecordFiles.Follow(file, settings, time, logger));
        }

        if (options.Folder is { } folder)
        {
            sources.Add(RecordFiles.Collect(folder, settings, time, logger));
        }

        sources.AddRange(RecordFiles.Import(options.ImportFiles, settings, logger));
        return sources;
    }
}
