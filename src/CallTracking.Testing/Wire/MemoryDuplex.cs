using System.IO.Pipelines;

namespace CallTracking.Testing.Wire;

/// <summary>Two ends of a connection without a socket: bounded like one, and as able to break.</summary>
internal sealed class MemoryDuplex : Stream
{
    // About what two sockets hold between them.
    private const int Buffered = 64 * 1024;

    private readonly PipeReader _input;
    private readonly PipeWriter _output;
    private Action _broken = static () => { };

    private MemoryDuplex(PipeReader input, PipeWriter output)
    {
        _input = input;
        _output = output;
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static (Stream Client, MemoryDuplex Server) Create()
    {
        var options = new PipeOptions(pauseWriterThreshold: Buffered, resumeWriterThreshold: Buffered / 2, useSynchronizationContext: false);
        var toClient = new Pipe(options);
        var toServer = new Pipe(options);
        var client = new MemoryDuplex(toClient.Reader, toServer.Writer);
        var server = new MemoryDuplex(toServer.Reader, toClient.Writer)
        {
            _broken = () => toClient.Writer.Complete(new IOException("Connection reset by peer.")),
        };
        return (client, server);
    }

    /// <summary>Ends the connection as a lost one ends: with an error on the other side.</summary>
    public void Break() => _broken();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
        var length = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var taken = result.Buffer.Slice(0, length);
        var target = buffer.Span;
        foreach (var segment in taken)
        {
            segment.Span.CopyTo(target);
            target = target[segment.Length..];
        }

        _input.AdvanceTo(taken.End);
        return length;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var result = await _output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (result.IsCompleted)
        {
            throw new IOException("The other side closed the connection.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Write asynchronously.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _output.Complete();
            _input.Complete();
        }

        base.Dispose(disposing);
    }
}
