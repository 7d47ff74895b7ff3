using CallTracking.Testing.Wire;

namespace CallTracking.Testing.Adapters;

/// <summary>What all fake PBX servers give the adapter conformance kit alike.</summary>
public abstract class FakeServerPbx : IFakePbx
{
    private readonly FakePbxServer _server;

    private protected FakeServerPbx(FakePbxServer server)
    {
        _server = server;
    }

    /// <inheritdoc/>
    public abstract IReadOnlyCollection<string> Secrets { get; }

    /// <inheritdoc/>
    public long? Taken => _server.BytesSent;

    /// <inheritdoc/>
    public abstract void MakeCall();

    /// <inheritdoc/>
    public abstract bool BeginCall();

    /// <inheritdoc/>
    public bool Close()
    {
        _server.Close();
        return true;
    }

    /// <inheritdoc/>
    public bool Cut()
    {
        _server.Cut(reset: true);
        return true;
    }

    /// <inheritdoc/>
    public bool Freeze()
    {
        _server.Freeze();
        return true;
    }

    /// <inheritdoc/>
    public bool Stop()
    {
        _server.Kill();
        return true;
    }

    /// <inheritdoc/>
    public virtual bool StartSlowly() => false;

    /// <inheritdoc/>
    public virtual void BecomeReady()
    {
    }

    /// <inheritdoc/>
    public bool RefuseLogins()
    {
        _server.Faults.RefuseLogins = true;
        return true;
    }

    /// <inheritdoc/>
    public bool Drip()
    {
        _server.Faults.Drip = true;
        return true;
    }

    /// <inheritdoc/>
    public abstract bool SayUnknown(string name);

    /// <inheritdoc/>
    public bool SayGarbage(ReadOnlyMemory<byte> bytes)
    {
        _server.SendRaw(bytes);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
