using CallTracking.Testing.Adapters;

namespace CallTracking.Testing.Asterisk;

/// <summary>A <see cref="FakeAsterisk"/> for the adapter conformance kit.</summary>
/// <param name="asterisk">The PBX; it is disposed of with this.</param>
/// <param name="trunk">Where calls come from, as the PBX spells it, for instance <c>PJSIP/line</c>.</param>
/// <param name="caller">The number that calls.</param>
/// <param name="dialed">The number that is called.</param>
/// <param name="extension">The extension that answers.</param>
public sealed class FakeAsteriskPbx(FakeAsterisk asterisk, string trunk, string caller, string dialed, string extension)
    : FakeServerPbx(asterisk)
{
    /// <summary>The PBX.</summary>
    public FakeAsterisk Asterisk => asterisk;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Secrets => [asterisk.Options.Secret];

    /// <inheritdoc/>
    public override void MakeCall() => Begin().Answers().HangsUp();

    /// <inheritdoc/>
    public override bool BeginCall()
    {
        Begin().Answers();
        return true;
    }

    /// <inheritdoc/>
    public override bool StartSlowly()
    {
        asterisk.Kill();
        asterisk.Boot(ready: false);
        return true;
    }

    /// <inheritdoc/>
    public override void BecomeReady() => asterisk.FinishBoot();

    /// <inheritdoc/>
    public override bool SayUnknown(string name)
    {
        asterisk.Send(AmiFrame.Of(("Event", name), ("Privilege", "call,all")));
        return true;
    }

    private FakeAsteriskCall Begin() =>
        asterisk.Call(trunk, caller, dialed, "inbound").Rings($"{trunk.Split('/')[0]}/{extension}", extension, "internal");
}
