using System.Security.Cryptography;
using System.Text;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Pbx.Asterisk;

public sealed class TracingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracing-");
    private readonly RecordingSink _sink = new();

    [Theory]
    [InlineData(AmiAuthentication.Md5, false)]
    [InlineData(AmiAuthentication.Plain, false)]
    [InlineData(AmiAuthentication.Md5, true)]
    [InlineData(AmiAuthentication.Plain, true)]
    public async Task Trace_OfALogin_HoldsNoSecretAndNothingMadeOfIt(AmiAuthentication authentication, bool tls)
    {
        using var certificate = tls ? FakeAsterisk.CreateCertificate() : null;
        await using var server = new FakeAsterisk(new FakeAsteriskOptions { Certificate = certificate }).Start();
        var options = server.LinkOptions();
        options.Authentication = authentication;
        options.CertificateFingerprint = certificate?.GetCertHashString(HashAlgorithmName.SHA256);
        var services = new ServiceCollection();
        services.AddCallTracking().AddTracing(_folder.FullName);
        await using (var host = services.BuildServiceProvider())
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var run = new AsteriskAdapter(options, host.GetRequiredKeyedService<IFrameRecorder>("office")).RunAsync(_sink, stop.Token);
            await _sink.NextAsync<LinkUp>();
            await stop.CancelAsync();
            await run.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        var trace = Encoding.Latin1.GetString(File.ReadAllBytes(_folder.GetFiles().Single().FullName));
        var login = await server.NextActionAsync("Login");
        trace.Should().Contain("Asterisk Call Manager").And.Contain("Action: Login").And.Contain("Authentication accepted")
            .And.NotContain(FakeAsteriskLink.Secret);
        if (authentication == AmiAuthentication.Md5)
        {
            login["Key"].Should().NotBeNullOrEmpty();
            trace.Should().NotContain(login["Key"]!);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
