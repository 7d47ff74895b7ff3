using CallTracking.Testing.Adapters;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>A <see cref="FakeFreeSwitch"/> for the adapter conformance kit.</summary>
/// <param name="freeSwitch">The PBX; it is disposed of with this.</param>
/// <param name="profile">The SIP profile on which calls come in.</param>
/// <param name="caller">The number that calls.</param>
/// <param name="dialed">The number that is called.</param>
/// <param name="extension">The extension that answers.</param>
public sealed class FakeFreeSwitchPbx(FakeFreeSwitch freeSwitch, string profile, string caller, string dialed, string extension)
    : FakeServerPbx(freeSwitch)
{
    /// <summary>The PBX.</summary>
    public FakeFreeSwitch FreeSwitch => freeSwitch;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Secrets => [freeSwitch.Options.Password];

    /// <inheritdoc/>
    public override void MakeCall() => Begin().HangsUp();

    /// <inheritdoc/>
    public override bool BeginCall()
    {
        Begin();
        return true;
    }

    /// <inheritdoc/>
    public override bool SayUnknown(string name)
    {
        // Every name is known to FreeSWITCH itself; whoever loads modules adds subclasses.
        return false;
    }

    private FakeFreeSwitchCall Begin() => freeSwitch.Call(profile, caller, dialed).Rings(extension).Answers();
}
