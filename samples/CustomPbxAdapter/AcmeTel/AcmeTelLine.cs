using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;

namespace AcmeTel;

/// <summary>The wire: lines in, lines out, each of them recorded, the secret hidden.</summary>
internal sealed class AcmeTelLine(Stream stream, IFrameRecorder? recorder, TimeProvider time, string peer) : IAsyncDisposable
{
    private const int Longest = 4096;

    private readonly PipeReader _reader = PipeReader.Create(stream);
    private Task<string?>? _reading;

    /// <summary>When something was last heard.</summary>
    public long HeardAt { get; private set; } = time.GetTimestamp();

    /// <summary>The next line; null at the end of the connection.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
    {
        var line = await (_reading ?? ReadLineAsync(cancellationToken)).ConfigureAwait(false);
        _reading = null;
        return line;
    }

    /// <summary>Waits for the next line, but not longer than so.</summary>
    /// <returns>Whether <see cref="ReadAsync"/> will return at once.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        _reading ??= ReadLineAsync(cancellationToken);
        if (_reading.IsCompleted)
        {
            return true;
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_reading, Task.Delay(longest, time, enough.Token)).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        return _reading.IsCompleted;
    }

    public async ValueTask SendAsync(string line, CancellationToken cancellationToken, string? secret = null)
    {
        var shown = secret is null ? line : line.Replace(secret, "[hidden]", StringComparison.Ordinal);
        recorder?.Record(TraceDirection.Sent, Encoding.UTF8.GetBytes(shown + "\n"), time.GetUtcNow());
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException error)
        {
            throw new PbxLinkException(PbxLinkFailure.Lost, $"{peer}: the connection broke ({error.Message.TrimEnd('.')}).", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        recorder?.RecordEnd(time.GetUtcNow());
        await stream.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result;
            try
            {
                result = await _reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (IOException error)
            {
                throw new PbxLinkException(PbxLinkFailure.Lost, $"{peer}: the connection broke ({error.Message.TrimEnd('.')}).", error);
            }

            HeardAt = time.GetTimestamp();
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var bytes = buffer.Slice(0, buffer.GetPosition(1, end)).ToArray();
                _reader.AdvanceTo(buffer.GetPosition(1, end));
                recorder?.Record(TraceDirection.Received, bytes, time.GetUtcNow());
                return Encoding.UTF8.GetString(bytes).TrimEnd('\r', '\n');
            }

            _reader.AdvanceTo(buffer.Start, buffer.End);
            if (buffer.Length > Longest)
            {
                throw new PbxLinkException(PbxLinkFailure.Protocol, $"{peer} sends a line of more than {Longest} bytes: this is no AcmeTel feed.");
            }

            if (result.IsCompleted)
            {
                return null;
            }
        }
    }
}
