using System.Text;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class TracingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracing-");
    private readonly RecordingSink _sink = new();

    [Theory]
    [InlineData(null, "auth [hidden]")]
    [InlineData("ct@pbx.example", "userauth ct@pbx.example:[hidden]")]
    public async Task Trace_OfALogin_HoldsNoPassword(string? user, string shown)
    {
        await using var server = new EslServer
        {
            Answer = static command => command.StartsWith("userauth ", StringComparison.Ordinal) ? EslServer.Reply("+OK accepted") : null,
        }.Start();
        var options = server.Options();
        options.User = user;
        var services = new ServiceCollection();
        services.AddCallTracking().AddTracing(_folder.FullName);
        await using (var host = services.BuildServiceProvider())
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            var run = new FreeSwitchAdapter(options, host.GetRequiredKeyedService<IFrameRecorder>("office")).RunAsync(_sink, stop.Token);
            await _sink.NextAsync<LinkUp>();
            await stop.CancelAsync();
            await run.ContinueWith(static _ => { }, TaskScheduler.Default).InTime();
        }

        var trace = Encoding.Latin1.GetString(File.ReadAllBytes(_folder.GetFiles().Single().FullName));
        trace.Should().Contain("auth/request").And.Contain(shown).And.Contain("+OK accepted").And.NotContain(EslServer.Password);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
