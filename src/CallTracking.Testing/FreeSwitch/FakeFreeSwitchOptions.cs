using System.Security.Cryptography.X509Certificates;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>What a <see cref="FakeFreeSwitch"/> is like.</summary>
public sealed record FakeFreeSwitchOptions
{
    /// <summary>The password of its event socket. Default <c>s3cret-of-the-test</c>.</summary>
    public string Password { get; init; } = "s3cret-of-the-test";

    /// <summary>The user that <c>userauth</c> knows, as <c>user@domain</c>; its password is <see cref="Password"/>. Default
    /// <c>ct@pbx.test</c>.</summary>
    public string User { get; init; } = "ct@pbx.test";

    /// <summary>Whether its access list lets clients in; else they are turned away without a question. Default true.</summary>
    public bool IsOpen { get; init; } = true;

    /// <summary>Serves TLS with this certificate (and its key), as a tunnel in front of it would; null (the default) for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>How long the PBX has been running when it starts. Default 397 s.</summary>
    public TimeSpan Uptime { get; init; } = TimeSpan.FromSeconds(397);

    /// <summary>How long whoever is called by a command lets it ring. Default 1 s.</summary>
    public TimeSpan Ringing { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a file plays. Default 1 s.</summary>
    public TimeSpan Playing { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often it tells <c>HEARTBEAT</c>; zero for never. Default 20 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The PBX's clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
