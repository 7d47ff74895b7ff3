using System.Security.Cryptography.X509Certificates;

namespace CallTracking.Testing.Asterisk;

/// <summary>What a <see cref="FakeAsterisk"/> is like.</summary>
public sealed record FakeAsteriskOptions
{
    /// <summary>The user it knows. Default <c>ct</c>.</summary>
    public string User { get; init; } = "ct";

    /// <summary>The user's secret. Default <c>s3cret-of-the-test</c>.</summary>
    public string Secret { get; init; } = "s3cret-of-the-test";

    /// <summary>What a client reads first, its line end included; null (the default) for the banner of <see cref="AmiVersion"/>, empty for
    /// none.</summary>
    public string? Banner { get; init; }

    /// <summary>The version of the interface: <c>11.0.0</c> (the default) is Asterisk 22, <c>5.0.4</c> is 16.</summary>
    public string AmiVersion { get; init; } = "11.0.0";

    /// <summary>Serves TLS with this certificate (and its key); null (the default) for none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>When a login is told that the PBX is ready. Default <see cref="FakeAsteriskReady.AfterLogin"/>.</summary>
    public FakeAsteriskReady Ready { get; init; } = FakeAsteriskReady.AfterLogin;

    /// <summary>How long the PBX has been running when it starts. Default 397 s.</summary>
    public TimeSpan Uptime { get; init; } = TimeSpan.FromSeconds(397);

    /// <summary>How long whoever is called by an <c>Originate</c> lets it ring. Default 1 s.</summary>
    public TimeSpan OriginateAnswer { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Over which its dial plan calls whoever an <c>Originate</c> asks for, as the PBX spells it, for instance <c>PJSIP/line</c>;
    /// null (the default): the one who lifted waits for nobody.</summary>
    public string? Trunk { get; init; }

    /// <summary>The PBX's clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>When a login is told <c>FullyBooted</c>.</summary>
public enum FakeAsteriskReady
{
    /// <summary>Behind the reply to the login, as Asterisk does while it runs.</summary>
    AfterLogin,

    /// <summary>Before that reply: the order is not fixed.</summary>
    BeforeLoginReply,

    /// <summary>Never: the user may not read class <c>system</c>.</summary>
    Never,
}
