using System.Buffers;
using System.Threading.Channels;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Traces;

/// <summary>
/// Records one link. The link only copies what it read into a queue of limited size; a task of our own replaces numbers and writes. What
/// the queue or the disk does not take is counted and left out, and where that happened the recorded connection ends: a trace never pretends
/// that bytes follow one another which did not.
/// </summary>
internal sealed class LinkTrace : IFrameRecorder, IDisposable, IAsyncDisposable
{
    // What a waiting item costs beside its bytes: many small reads are no small memory.
    private const int ItemBytes = 128;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);

    private readonly string _link;
    private readonly TracingOptions _options;
    private readonly TraceArchive _archive;
    private readonly NumberPseudonyms? _numbers;
    private readonly TimeProvider _time;
    private readonly TraceMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Channel<Item> _queue = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _writing;
    private long _queued;
    private bool _losing;

    // From here on: the writing task's own.
    private PseudonymStream? _received;
    private PseudonymStream? _sent;
    private TraceWriter? _file;
    private string? _name;
    private string? _continues;
    private string? _kind;
    private long _bytes;
    private DateTimeOffset _begun;
    private DateTimeOffset? _retryAt;
    private DateTimeOffset? _pausedSince;
    private bool _inConnection;

    public LinkTrace(
        string link, TracingOptions options, TraceArchive archive, NumberPseudonyms? numbers, TimeProvider time, TraceMetrics metrics,
        ILogger logger)
    {
        _link = link;
        _options = options;
        _archive = archive;
        _numbers = numbers;
        _time = time;
        _metrics = metrics;
        _logger = logger;
        archive.AddLink();
        _writing = Task.Run(WriteAllAsync);
    }

    /// <summary>Whether all that was recorded has been dealt with.</summary>
    internal bool IsIdle => Interlocked.Read(ref _queued) == 0;

    public void RecordStart(string kind, DateTimeOffset at) => Enqueue(new Item(ItemKind.Start, default, null, 0, at, kind));

    public void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at)
    {
        // Once it is full it has to become half empty: a trace in many shreds is of no use.
        var limit = _losing ? _options.BufferBytes / 2 : _options.BufferBytes;
        if (Interlocked.Read(ref _queued) + bytes.Length + ItemBytes > limit)
        {
            Lose(bytes.Length);
            return;
        }

        if (_losing)
        {
            _losing = false;
            Enqueue(new Item(ItemKind.Gap, default, null, 0, at, null));
        }

        var copy = ArrayPool<byte>.Shared.Rent(bytes.Length);
        bytes.CopyTo(copy);
        Enqueue(new Item(ItemKind.Chunk, direction, copy, bytes.Length, at, null));
    }

    public void RecordEnd(DateTimeOffset at) => Enqueue(new Item(ItemKind.End, default, null, 0, at, null));

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await Task.WhenAny(_writing, Task.Delay(Farewell, _time)).ConfigureAwait(false);
        _numbers?.Dispose();
    }

    public void Dispose()
    {
        _queue.Writer.TryComplete();
        _writing.Wait(Farewell);
        _numbers?.Dispose();
    }

    private void Enqueue(Item item)
    {
        Interlocked.Add(ref _queued, item.Length + ItemBytes);
        if (!_queue.Writer.TryWrite(item))
        {
            Release(item);
        }
    }

    private void Release(Item item)
    {
        Interlocked.Add(ref _queued, -(item.Length + ItemBytes));
        if (item.Bytes is not null)
        {
            ArrayPool<byte>.Shared.Return(item.Bytes);
        }
    }

    private void Lose(int bytes)
    {
        _metrics.Lost(_link, bytes);
        if (!_losing)
        {
            _losing = true;
            Log.TooSlow(_logger, _link, _options.BufferBytes);
        }
    }

    private async Task WriteAllAsync()
    {
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_queue.Reader.TryRead(out var item))
            {
                Try(item, static (trace, one) => trace.Take(one));
                Release(item);
            }

            // Nothing more to do at the moment: what was recorded up to here survives the process.
            Try(default, static (trace, _) => trace._file?.Flush());
        }

        Try(default, static (trace, _) => trace.CloseFile());
    }

    private void Try(Item item, Action<LinkTrace, Item> write)
    {
        if (_retryAt is { } retryAt && item.Kind != ItemKind.None)
        {
            if (_time.GetUtcNow() < retryAt)
            {
                _metrics.Lost(_link, item.Length);
                Forget(item);
                return;
            }

            _retryAt = null;
        }

        try
        {
            var wasPaused = _pausedSince is not null;
            write(this, item);
            if (wasPaused && _file is not null)
            {
                Log.Resumed(_logger, _link, _pausedSince!.Value);
                _pausedSince = null;
            }
        }
#pragma warning disable CA1031 // Whatever a disk does must not end the recording for good, and never the link.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Pause(item, exception);
        }
    }

    private void Pause(Item item, Exception exception)
    {
        var now = _time.GetUtcNow();
        _retryAt = now + _options.RetryAfter;
        _metrics.Lost(_link, item.Length);
        if (_pausedSince is null)
        {
            _pausedSince = now;
            Log.Paused(_logger, _link, _options.Directory, exception.Message, exception);
        }

        Forget(item);
        try
        {
            CloseFile();
        }
#pragma warning disable CA1031 // The file is closed all the same; what could not be written is told already.
        catch (Exception)
#pragma warning restore CA1031
        {
            _file = null;
        }
    }

    // What comes next does not follow what was written last.
    private void Forget(Item item)
    {
        if (item.Kind == ItemKind.Start)
        {
            _kind = item.Wire;
        }

        (_inConnection, _continues, _received, _sent) = (false, null, null, null);
    }

    private void Take(Item item)
    {
        switch (item.Kind)
        {
            case ItemKind.Start:
                EndConnection(item.At);
                _kind = item.Wire;
                break;
            case ItemKind.Gap:
            case ItemKind.End:
                EndConnection(item.At);
                break;
            case ItemKind.Chunk:
                _inConnection = true;
                Write(item.Direction, Shown(item), item.At);
                break;
        }
    }

    private ReadOnlyMemory<byte> Shown(Item item)
    {
        var bytes = item.Bytes.AsMemory(0, item.Length);
        if (_numbers is null)
        {
            return bytes;
        }

        var stream = item.Direction == TraceDirection.Received
            ? _received ??= new PseudonymStream(_numbers) : _sent ??= new PseudonymStream(_numbers);
        return stream.Take(bytes.Span);
    }

    private void EndConnection(DateTimeOffset at)
    {
        if (!_inConnection)
        {
            return;
        }

        Write(TraceDirection.Received, _received?.Finish() ?? default, at);
        Write(TraceDirection.Sent, _sent?.Finish() ?? default, at);
        Append(new TraceChunk(at, TraceDirection.Received, default, EndOfConnection: true));
        (_inConnection, _continues, _received, _sent) = (false, null, null, null);
    }

    private void Write(TraceDirection direction, ReadOnlyMemory<byte> bytes, DateTimeOffset at)
    {
        if (!bytes.IsEmpty)
        {
            Append(new TraceChunk(at, direction, bytes, EndOfConnection: false));
        }
    }

    private void Append(in TraceChunk chunk)
    {
        var now = _time.GetUtcNow();
        if (_file is not null && (_bytes >= _archive.FileBytes || now - _begun >= _options.MaxFileAge))
        {
            var before = _name;
            CloseFile();
            _continues = _inConnection ? before : null;
        }

        if (_file is null)
        {
            _begun = now;
            _bytes = 0;
            _file = _archive.Begin(_link, new TraceHeader(_kind, now, null) { Continues = _continues }, out _name);
        }

        _file.Append(chunk);
        _bytes += chunk.Bytes.Length;
        _metrics.Recorded(_link, chunk.Bytes.Length);
    }

    private void CloseFile()
    {
        if (_file is not { } file)
        {
            return;
        }

        _file = null;
        try
        {
            file.Dispose();
        }
        finally
        {
            _archive.End(_name!);
        }
    }

    private enum ItemKind
    {
        None,
        Start,
        Chunk,
        Gap,
        End,
    }

    private readonly record struct Item(
        ItemKind Kind, TraceDirection Direction, byte[]? Bytes, int Length, DateTimeOffset At, string? Wire);
}
