using System.Net;
using System.Net.Sockets;
using CallTracking.Testing.Asterisk;

namespace CallTracking.Samples.Console.Tests.Kit;

/// <summary>The PBX that the commands are given.</summary>
internal static class TestPbx
{
    public const string User = "ct";
    public const string Secret = "s3cret-of-the-test";

    public static FakeAsterisk Start(FakeAsteriskOptions? options = null) => new FakeAsterisk(options).Start();

    /// <summary>An address at which nobody listens.</summary>
    public static string NobodysAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}
