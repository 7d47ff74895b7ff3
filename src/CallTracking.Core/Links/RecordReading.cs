using System.Threading.Channels;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.Logging;

namespace CallTracking.Links;

/// <summary>Keeps the record sources of one link going, beside its live connection or instead of one.</summary>
internal sealed class RecordReading
{
    private readonly PipelineLink _link;
    private readonly PipelineStages _stages;
    private readonly IPbxAdapter _adapter;
    private readonly List<Source> _sources;

    public RecordReading(PipelineLink link, IPbxAdapter adapter, CallPipeline pipeline, PipelineStages stages)
    {
        _link = link;
        _stages = stages;
        _adapter = adapter;
        _sources = [.. adapter.RecordSources.Select(source => new Source(source, this, pipeline))];
    }

    /// <summary>Whether an adapter has records and no live connection.</summary>
    public static bool IsAll(IPbxAdapter adapter) =>
        !adapter.Abilities.HasFlag(PbxAbilities.LiveEvents) && adapter.RecordSources.Count > 0;

    /// <summary>Reads all sources until told to end.</summary>
    /// <returns>True when they are over; false when they were told to end.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var over = await Task.WhenAll(_sources.Select(source => RunAsync(source, cancellationToken))).ConfigureAwait(false);
        return Array.TrueForAll(over, static one => one);
    }

    private async Task<bool> RunAsync(Source source, CancellationToken cancellationToken)
    {
        var retry = new RetryDelay(_stages.Options.MaxRetryDelay);
        while (!cancellationToken.IsCancellationRequested)
        {
            var trouble = "The reading ended by itself.";
            Exception? error = null;
            try
            {
                await source.Reader.RunAsync(source, cancellationToken).ConfigureAwait(false);
                if (_adapter.Abilities.HasFlag(PbxAbilities.Finite))
                {
                    return true;
                }
            }
            catch (Exception exception) when (
                cancellationToken.IsCancellationRequested || exception is ChannelClosedException or LedgerStoreException { IsTransient: false })
            {
                // The host stops, or the pipeline has ended and says why itself.
                break;
            }
#pragma warning disable CA1031 // Whatever a source throws, it is tried again; the state says what it was.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                error = exception is PbxLinkException or LedgerStoreException ? null : exception;
                trouble = string.Join(' ', exception.Message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
            }

            if (source.ReadWell)
            {
                retry.Reset();
            }

            var pause = retry.Next();
            var elapsed = Task.Delay(pause, _stages.Time, cancellationToken);
            source.Fail(trouble, pause, error);
            await elapsed.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    // The link's state follows its sources only where they are all it has.
    private void Tell(TimeSpan? retryIn)
    {
        var trouble = _sources.Find(static source => source.Trouble is not null)?.Trouble;
        _link.Status.RecordsRead(trouble);
        if (!_link.HasOnlyRecords)
        {
            return;
        }

        if (trouble is not null)
        {
            DateTimeOffset? retryAt = retryIn is { } pause ? _stages.Time.GetUtcNow() + pause : null;
            _link.Status.Down(PbxLinkFailure.Unreachable, trouble, retryAt);
        }
        else if (_sources.TrueForAll(static source => source.ReadWell))
        {
            _link.Status.Up(product: null);
        }
    }

    /// <summary>One source, and what it hands its records to.</summary>
    private sealed class Source(IPbxRecordSource source, RecordReading reading, CallPipeline pipeline) : IPbxRecordSink
    {
        public IPbxRecordSource Reader => source;

        public string? Trouble { get; private set; }

        /// <summary>Whether it was read since it last failed.</summary>
        public bool ReadWell { get; private set; }

        private PipelineLink Link => reading._link;

        public async ValueTask<string?> GetPositionAsync(CancellationToken cancellationToken) => await reading._stages.Reader
            .GetRecordPositionAsync(Link.Tenant, Link.Name, source.Name, cancellationToken).ConfigureAwait(false);

        public async ValueTask PublishAsync(FinishedRecord record, CancellationToken cancellationToken)
        {
            // What lies in a file waits there while the store is away.
            await pipeline.WhenRecordsAreTakenAsync(cancellationToken).ConfigureAwait(false);
            await pipeline.PublishAsync(new RecordReceived(0, Now(), record), cancellationToken).ConfigureAwait(false);
        }

        public async ValueTask PublishPositionAsync(string position, CancellationToken cancellationToken)
        {
            await pipeline.PublishAsync(new RecordsRead(0, Now(), source.Name, position), cancellationToken).ConfigureAwait(false);
            Link.RecordMarks.Handed(source.Name);
        }

        public Task FlushAsync(CancellationToken cancellationToken) => Link.RecordMarks.WhenDurableAsync(source.Name, cancellationToken);

        public void Report(string? trouble)
        {
            var isNews = trouble != Trouble || (trouble is null && !ReadWell);
            Trouble = trouble;
            ReadWell = trouble is null;
            if (!isNews)
            {
                return;
            }

            if (trouble is not null)
            {
                Log.RecordsNotRead(reading._stages.Logger, Link.Name, trouble, null);
            }

            reading.Tell(retryIn: null);
        }

        public void Fail(string trouble, TimeSpan pause, Exception? error)
        {
            if (trouble != Trouble)
            {
                Log.RecordsNotRead(reading._stages.Logger, Link.Name, trouble, error);
            }

            Trouble = trouble;
            ReadWell = false;
            reading.Tell(pause);
        }

        private DateTimeOffset Now()
        {
            var now = reading._stages.Time.GetUtcNow();
            return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
        }
    }
}
