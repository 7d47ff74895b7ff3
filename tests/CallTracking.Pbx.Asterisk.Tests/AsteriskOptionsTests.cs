using CallTracking.Pbx.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.Asterisk;

public sealed class AsteriskOptionsTests
{
    private readonly AsteriskOptions _options = new() { Host = "pbx", User = "ct", Secret = "s3cret" };

    [Fact]
    public void Validate_HostUserAndSecret_AreEnough()
    {
        Problems().Should().BeEmpty();
        _options.EffectivePort.Should().Be(5038);
        _options.UseTls = true;
        _options.EffectivePort.Should().Be(5039);
    }

    [Fact]
    public void Validate_NothingSet_NamesWhatIsMissing()
    {
        new AsteriskOptionsValidator().Validate("x", new AsteriskOptions()).Failures.Should()
            .Contain(f => f.Contains("Host is missing"))
            .And.Contain(f => f.Contains("User is missing"))
            .And.Contain(f => f.Contains("Secret is missing"));
    }

    [Fact]
    public void Validate_SecretWithALineEnd_IsRefusedWithoutNamingIt()
    {
        _options.Secret = "s3cret\r\nAction: Command";

        Problems().Should().ContainSingle().Which.Should().Contain("Secret").And.NotContain("s3cret");
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("00112233")]
    [InlineData("00:11:22")]
    public void Validate_FingerprintThatIsNoSha256_IsRefused(string fingerprint)
    {
        _options.CertificateFingerprint = fingerprint;

        Problems().Should().ContainSingle().Which.Should().Contain("64 digits");
    }

    [Fact]
    public void Validate_EncodingNobodyKnows_IsRefused()
    {
        _options.FallbackEncoding = "windows-1251";
        Problems().Should().BeEmpty();

        _options.FallbackEncoding = "klingon-1";
        Problems().Should().ContainSingle().Which.Should().Contain("encoding");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(70_000)]
    public void Validate_PortOutOfRange_IsRefused(int port)
    {
        _options.Port = port;

        Problems().Should().ContainSingle().Which.Should().Contain("Port");
    }

    [Fact]
    public async Task AddAsterisk_WrongOptions_StopTheHostAtStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        new Links(builder.Services).AddAsterisk("head-office", o => o.Host = "pbx");
        using var host = builder.Build();

        var start = async () => await host.StartAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message.Should().Contain("User is missing");
    }

    [Fact]
    public async Task AddAsterisk_TwoLinks_HaveTheirOwnOptionsAndRecorders()
    {
        await using var server = new FakeAsterisk().Start();
        var services = new ServiceCollection();
        var recorder = new CountingRecorder();
        services.AddKeyedSingleton<IFrameRecorder>("a", recorder);
        var links = new Links(services);
        links.AddAsterisk("b", static o => o.Host = "elsewhere").AddAsterisk("a", o =>
        {
            o.Host = "127.0.0.1";
            o.Port = server.Port;
            o.User = FakeAsteriskLink.User;
            o.Secret = FakeAsteriskLink.Secret;
        });
        await using var provider = services.BuildServiceProvider();
        var sink = new RecordingSink();
        using var stop = new CancellationTokenSource();

        var run = links.Created["a"](provider).RunAsync(sink, stop.Token);

        await sink.NextAsync<LinkUp>();
        recorder.Count.Should().BePositive();
        await stop.CancelAsync();
        await run.ContinueWith(static _ => { }, TaskScheduler.Default).InTime();
        provider.GetServices<IPbxDecoderFactory>().Should().ContainSingle().Which.Kind.Should().Be("asterisk-ami");
    }

    private string[] Problems() => [.. new AsteriskOptionsValidator().Validate("x", _options).Failures ?? []];

    private sealed class Links(IServiceCollection services) : ICallTrackingBuilder
    {
        public IServiceCollection Services { get; } = services;

        public Dictionary<string, Func<IServiceProvider, IPbxAdapter>> Created { get; } = [];

        public ICallTrackingBuilder AddLink(string name, Func<IServiceProvider, IPbxAdapter> create)
        {
            Created[name] = create;
            return this;
        }
    }

    private sealed class CountingRecorder : IFrameRecorder
    {
        public int Count { get; private set; }

        public void Record(TraceDirection direction, ReadOnlySpan<byte> bytes, DateTimeOffset at) => Count++;

        public void RecordEnd(DateTimeOffset at)
        {
        }
    }
}
