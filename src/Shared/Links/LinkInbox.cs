using System.Buffers;
using System.IO.Pipelines;

namespace CallTracking.Pbx.Links;

/// <summary>
/// What was read and is not decoded yet, with the time at which each piece arrived: the bounded buffer between the reading stage and the
/// handling stage.
/// </summary>
/// <remarks>One writer, one reader.</remarks>
internal sealed class LinkInbox
{
    /// <summary>The reading pauses here. A PBX that nobody reads from drops events or the connection in the end, so this is
    /// generous.</summary>
    public const int PauseBytes = 4 * 1024 * 1024;

    /// <summary>While a reply is awaited the reading goes on up to here: the handler for which the buffer waits may itself wait for
    /// that reply.</summary>
    public const int PauseBytesWhileAwaited = 32 * 1024 * 1024;

    private const int MostPieces = 256 * 1024;

    private readonly Pipe _pipe =
        new(new PipeOptions(pauseWriterThreshold: 0, minimumSegmentSize: 32 * 1024, useSynchronizationContext: false));

    private readonly Queue<(long End, DateTimeOffset At)> _pieces = new();
    private readonly Func<bool> _isReplyAwaited;
    private readonly int _pauseBytes;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _room;
    private long _written;
    private long _consumed;

    /// <summary>Creates an empty inbox.</summary>
    /// <param name="isReplyAwaited">Whether a reply is awaited.</param>
    /// <param name="longestMessage">The longest message in bytes, where it may be longer than <see cref="PauseBytes"/>: half a message
    /// cannot be handled, so the reading never pauses in the middle of one that fills the inbox alone.</param>
    public LinkInbox(Func<bool> isReplyAwaited, int longestMessage = 0)
    {
        _isReplyAwaited = isReplyAwaited;
        _pauseBytes = longestMessage < PauseBytes ? PauseBytes : longestMessage + PauseBytes;
    }

    /// <summary>Whether the reading waits for the handler.</summary>
    public bool IsPaused => Volatile.Read(ref _room) is not null;

    /// <summary>Bytes handed on since the connection began.</summary>
    public long Written
    {
        get
        {
            lock (_gate)
            {
                return _written;
            }
        }
    }

    /// <summary>Bytes read and not yet decoded.</summary>
    public long Buffered
    {
        get
        {
            lock (_gate)
            {
                return _written - _consumed;
            }
        }
    }

    public PipeReader Reader => _pipe.Reader;

    public Memory<byte> GetMemory() => _pipe.Writer.GetMemory(16 * 1024);

    /// <summary>Hands on what was read into the memory, and waits while the buffer is full.</summary>
    public async ValueTask CommitAsync(int length, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _written += length;
            _pieces.Enqueue((_written, at));
        }

        _pipe.Writer.Advance(length);
        await _pipe.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        while (RoomToWaitFor() is { } room)
        {
            await room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing more comes.</summary>
    public void Complete() => _pipe.Writer.Complete();

    /// <summary>Looks again whether there is reason to pause: a reply is awaited now.</summary>
    public void Reconsider()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            room = _room;
            _room = null;
        }

        room?.TrySetResult();
    }

    /// <summary>The next piece that arrived in one read, as far as it lies in the buffer.</summary>
    /// <param name="end">Where it ends, in bytes since the connection began.</param>
    /// <param name="at">When it arrived.</param>
    public bool TryPeekPiece(out long end, out DateTimeOffset at)
    {
        lock (_gate)
        {
            var found = _pieces.TryPeek(out var piece);
            (end, at) = piece;
            return found;
        }
    }

    public void PieceDone()
    {
        lock (_gate)
        {
            _pieces.Dequeue();
        }
    }

    /// <summary>So much of the connection is decoded.</summary>
    public void Consumed(long position)
    {
        lock (_gate)
        {
            _consumed = position;
        }

        if (Volatile.Read(ref _room) is not null && !IsFull())
        {
            Reconsider();
        }
    }

    private bool IsFull()
    {
        lock (_gate)
        {
            return _pieces.Count >= MostPieces
                || _written - _consumed >= (_isReplyAwaited() ? PauseBytesWhileAwaited : _pauseBytes);
        }
    }

    private Task? RoomToWaitFor()
    {
        lock (_gate)
        {
            if (!IsFull())
            {
                return null;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }
}
