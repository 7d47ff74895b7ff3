namespace CallTracking.Testing.Wire;

internal enum FakePbxFault
{
    None,
    Cut,
    Freeze,
}

/// <summary>What is to go wrong with what a <see cref="FakePbxServer"/> sends. The counts run over all its connections, from when they are
/// set, and each happens once.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class FakePbxFaults
{
    private readonly Lock _gate = new();
    private long? _bytes;
    private long? _frames;
    private FakePbxFault _atBytes;
    private FakePbxFault _atFrames;

    internal FakePbxFaults()
    {
    }

    /// <summary>Sends every byte in a write of its own. Default false.</summary>
    public bool Drip { get; set; }

    /// <summary>Refuses every login as a wrong secret is refused. Default false.</summary>
    public bool RefuseLogins { get; set; }

    /// <summary>Cuts the connection that sends it, behind the n-th byte from now.</summary>
    /// <param name="count">How many bytes still go out, replies included.</param>
    public void CutAfterBytes(long count) => AtBytes(count, FakePbxFault.Cut);

    /// <summary>Cuts the connection that sends it, behind the n-th event from now.</summary>
    /// <param name="count">How many events still go out; replies do not count.</param>
    public void CutAfterEvents(long count) => AtFrames(count, FakePbxFault.Cut);

    /// <summary>Goes silent behind the n-th byte from now; the connection stays open until <see cref="FakePbxServer.Thaw"/>.</summary>
    /// <param name="count">How many bytes still go out, replies included.</param>
    public void FreezeAfterBytes(long count) => AtBytes(count, FakePbxFault.Freeze);

    /// <summary>Goes silent behind the n-th event from now; the connection stays open until <see cref="FakePbxServer.Thaw"/>.</summary>
    /// <param name="count">How many events still go out; replies do not count.</param>
    public void FreezeAfterEvents(long count) => AtFrames(count, FakePbxFault.Freeze);

    /// <summary>How many of the next bytes go out, and what happens then.</summary>
    internal (int Allowed, FakePbxFault Then) Allow(int length, bool isFrame)
    {
        lock (_gate)
        {
            if (_bytes is { } bytes)
            {
                if (length >= bytes)
                {
                    _bytes = null;
                    return ((int)bytes, _atBytes);
                }

                _bytes = bytes - length;
            }

            if (isFrame && _frames is { } frames)
            {
                _frames = frames <= 1 ? null : frames - 1;
                return frames switch
                {
                    > 1 => (length, FakePbxFault.None),
                    1 => (length, _atFrames),
                    _ => (0, _atFrames),
                };
            }

            return (length, FakePbxFault.None);
        }
    }

    private void AtBytes(long count, FakePbxFault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_gate)
        {
            (_bytes, _atBytes) = (count, fault);
        }
    }

    private void AtFrames(long count, FakePbxFault fault)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_gate)
        {
            (_frames, _atFrames) = (count, fault);
        }
    }
}
