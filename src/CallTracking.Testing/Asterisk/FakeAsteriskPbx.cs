using CallTracking.Testing.Adapters;

namespace CallTracking.Testing.Asterisk;

/// <summary>A <see cref="FakeAsterisk"/> for the adapter conformance kit.</summary>
/// <param name="asterisk">The PBX; it is disposed of with this.</param>
/// <param name="trunk">Where calls come from, as the PBX spells it, for instance <c>PJSIP/line</c>.</param>
/// <param name="caller">The number that calls.</param>
/// <param name="dialed">The number that is called.</param>
/// <param name="extension">The extension that answers.</param>
public sealed class FakeAsteriskPbx(FakeAsterisk asterisk, string trunk, string caller, string dialed, string extension) : IFakePbx
{
    /// <summary>The PBX.</summary>
    public FakeAsterisk Asterisk => asterisk;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Secrets => [asterisk.Options.Secret];

    /// <inheritdoc/>
    public long? Taken => asterisk.BytesSent;

    /// <inheritdoc/>
    public void MakeCall() => Begin().Answers().HangsUp();

    /// <inheritdoc/>
    public bool BeginCall()
    {
        Begin().Answers();
        return true;
    }

    /// <inheritdoc/>
    public bool Close()
    {
        asterisk.Close();
        return true;
    }

    /// <inheritdoc/>
    public bool Cut()
    {
        asterisk.Cut(reset: true);
        return true;
    }

    /// <inheritdoc/>
    public bool Freeze()
    {
        asterisk.Freeze();
        return true;
    }

    /// <inheritdoc/>
    public bool Stop()
    {
        asterisk.Kill();
        return true;
    }

    /// <inheritdoc/>
    public bool StartSlowly()
    {
        asterisk.Kill();
        asterisk.Boot(ready: false);
        return true;
    }

    /// <inheritdoc/>
    public void BecomeReady() => asterisk.FinishBoot();

    /// <inheritdoc/>
    public bool RefuseLogins()
    {
        asterisk.Faults.RefuseLogins = true;
        return true;
    }

    /// <inheritdoc/>
    public bool Drip()
    {
        asterisk.Faults.Drip = true;
        return true;
    }

    /// <inheritdoc/>
    public bool SayUnknown(string name)
    {
        asterisk.Send(AmiFrame.Of(("Event", name), ("Privilege", "call,all")));
        return true;
    }

    /// <inheritdoc/>
    public bool SayGarbage(ReadOnlyMemory<byte> bytes)
    {
        asterisk.SendRaw(bytes);
        return true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => asterisk.DisposeAsync();

    private FakeAsteriskCall Begin() =>
        asterisk.Call(trunk, caller, dialed, "inbound").Rings($"{trunk.Split('/')[0]}/{extension}", extension, "internal");
}
