using CallTracking.Pbx.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class FreeSwitchOptionsTests
{
    private readonly FreeSwitchOptions _options = new() { Host = "pbx", Password = "s3cret" };

    [Fact]
    public void Validate_HostAndPassword_AreEnough()
    {
        Problems().Should().BeEmpty();
        _options.Port.Should().Be(8021);
        _options.Format.Should().Be(FreeSwitchEventFormat.Json);
    }

    [Fact]
    public void Validate_NothingSet_NamesWhatIsMissing()
    {
        new FreeSwitchOptionsValidator().Validate("x", new FreeSwitchOptions()).Failures.Should()
            .Contain(static f => f.Contains("Host is missing")).And.Contain(static f => f.Contains("Password is missing"));
    }

    [Fact]
    public void Validate_PasswordWithALineEnd_IsRefusedWithoutNamingIt()
    {
        _options.Password = "s3cret\n\napi status";

        Problems().Should().ContainSingle().Which.Should().Contain("Password").And.NotContain("s3cret");
    }

    [Theory]
    [InlineData("ct", true)]
    [InlineData("ct@pbx.example", true)]
    [InlineData("ct:x", false)]
    [InlineData("ct@", false)]
    [InlineData("a@b@c", false)]
    public void Validate_User_IsOneOfTheDirectory(string user, bool isValid)
    {
        _options.User = user;

        Problems().Should().HaveCount(isValid ? 0 : 1);
    }

    [Theory]
    [InlineData("zz")]
    [InlineData("00:11:22")]
    public void Validate_FingerprintThatIsNoSha256_IsRefused(string fingerprint)
    {
        _options.CertificateFingerprint = fingerprint;

        Problems().Should().ContainSingle().Which.Should().Contain("64 digits");
    }

    [Fact]
    public void Validate_EncodingNobodyKnows_IsRefused()
    {
        _options.FallbackEncoding = "klingon-1";

        Problems().Should().ContainSingle().Which.Should().Contain("encoding");
    }

    [Fact]
    public void Validate_Control_IsValidatedToo()
    {
        _options.Control.Context = "a b";

        Problems().Should().ContainSingle().Which.Should().Contain("Context");
    }

    [Fact]
    public async Task AddFreeSwitch_WrongOptions_StopTheHostAtStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        new Links(builder.Services).AddFreeSwitch("head-office", static o => o.Host = "pbx");
        using var host = builder.Build();

        var start = async () => await host.StartAsync(TestContext.Current.CancellationToken);

        (await start.Should().ThrowAsync<OptionsValidationException>()).Which.Message.Should().Contain("Password is missing");
    }

    [Fact]
    public async Task AddFreeSwitch_TwoLinks_HaveTheirOwnOptionsAndRecorders()
    {
        await using var server = new EslServer().Start();
        var services = new ServiceCollection();
        var recorder = new TextRecorder();
        services.AddKeyedSingleton<IFrameRecorder>("a", recorder);
        var links = new Links(services);
        links.AddFreeSwitch("b", static o => o.Host = "elsewhere").AddFreeSwitch("a", o =>
        {
            o.Host = "127.0.0.1";
            o.Port = server.Port;
            o.Password = EslServer.Password;
        });
        await using var provider = services.BuildServiceProvider();
        var sink = new RecordingSink();
        using var stop = new CancellationTokenSource();

        var run = links.Created["a"](provider).RunAsync(sink, stop.Token);

        await sink.NextAsync<LinkUp>();
        recorder.Received.Should().NotBeEmpty();
        await stop.CancelAsync();
        await run.ContinueWith(static _ => { }, TaskScheduler.Default).InTime();
        provider.GetServices<IPbxDecoderFactory>().Should().Contain(static one => one.Kind == "freeswitch-esl");
    }

    private string[] Problems() => [.. new FreeSwitchOptionsValidator().Validate("x", _options).Failures ?? []];

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
}
