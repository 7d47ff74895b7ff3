using CallTracking.Testing.Asterisk;

namespace CallTracking.Pbx.Asterisk;

/// <summary>How a link reaches a fake Asterisk.</summary>
internal static class FakeAsteriskLink
{
    public const string User = "ct";
    public const string Secret = "s3cret-of-the-test";

    public static AsteriskOptions LinkOptions(this FakeAsterisk server) => new()
    {
        Host = "127.0.0.1",
        Port = server.Port,
        User = server.Options.User,
        Secret = server.Options.Secret,
        UseTls = server.Options.Certificate is not null,
    };

    /// <summary>The next action of that name, before the test's patience is over.</summary>
    public static Task<AmiFrame> NextActionAsync(this FakeAsterisk server, string action) =>
        server.NextAsync(action, TestContext.Current.CancellationToken).InTime();
}
