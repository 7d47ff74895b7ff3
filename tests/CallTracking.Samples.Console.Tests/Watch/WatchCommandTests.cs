using System.Security.Cryptography;
using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Peers;
using CallTracking.Samples.Console.Tests.Kit;
using CallTracking.Testing.Asterisk;

namespace CallTracking.Samples.Console.Tests.Watch;

public sealed class WatchCommandTests : IDisposable
{
    private readonly TestConsole _console = new();

    public WatchCommandTests()
    {
        _console.Environment[PbxArguments.PasswordVariable] = TestPbx.Secret;
    }

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task CallsOfAnAsterisk_AreShownAndStored()
    {
        await using var asterisk = TestPbx.Start();
        var site = _console.Write("site.json", Recorded.SiteJson);
        var store = _console.PathOf("calls.db");
        using var stop = new CancellationTokenSource();

        var running = _console.RunAsync(
            stop.Token, "watch", "--asterisk", asterisk.Address, "--user", TestPbx.User, "--site", site, "--store", store);
        await Until.SaysAsync(() => _console.Error, "connected", running);
        asterisk.Play(Recorded.Transcript("in_busy"));
        await Until.SaysAsync(() => _console.Out, "ended: busy", running);
        await stop.CancelAsync();

        (await running).Should().Be(ExitCode.Ok);
        _console.Out.Should().Contain("inbound  +12025550111 -> 5550100").And.NotContain("\u001b");
        _console.ErrorLines[^1].Should().Contain("1 call began, 1 call ended").And.Contain(store);
        using var history = new TestConsole();
        (await history.RunAsync("history", "--store", store, "--json")).Should().Be(ExitCode.Ok);
        JsonDocument.Parse(history.Out).RootElement.GetProperty("calls")[0].GetProperty("outcome").GetString().Should().Be("busy");
    }

    [Fact]
    public async Task Timeout_AfterThePbxWasHeard_IsOk()
    {
        await using var asterisk = TestPbx.Start();

        var running = RunAsync(asterisk.Address, "--timeout", "3600");
        await Until.SaysAsync(() => _console.Error, "connected", running);
        _console.Time.EndHour();

        (await running).Should().Be(ExitCode.Ok);
    }

    [Fact]
    public async Task WrongPassword_IsOneLineAndExitCode4()
    {
        await using var asterisk = TestPbx.Start();
        _console.Environment[PbxArguments.PasswordVariable] = "wrong-secret";

        var exitCode = await RunAsync(asterisk.Address);

        exitCode.Should().Be(ExitCode.Pbx);
        TheError().Should().Contain("manager.conf");
        _console.Error.Should().NotContain("wrong-secret");
    }

    [Fact]
    public async Task NobodyThere_IsOneLineAndExitCode4()
    {
        var exitCode = await RunAsync(TestPbx.NobodysAddress(), "--timeout", "3600");

        exitCode.Should().Be(ExitCode.Pbx);
        TheError().Should().Contain("cannot be reached");
    }

    [Fact]
    public async Task CertificateThatIsNotTrusted_IsOneLineAndExitCode4_UnlessPinned()
    {
        using var certificate = FakeAsterisk.CreateCertificate();
        await using var asterisk = TestPbx.Start(new() { Certificate = certificate });

        (await RunAsync(asterisk.Address, "--tls")).Should().Be(ExitCode.Pbx);
        TheError().Should().Contain("certificate").And.Contain("set --pin to");

        using var pinned = new TestConsole();
        pinned.Environment[PbxArguments.PasswordVariable] = TestPbx.Secret;
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        using var stop = new CancellationTokenSource();
        var running = pinned.RunAsync(
            stop.Token, "watch", "--asterisk", asterisk.Address, "--user", TestPbx.User, "--pin", fingerprint);
        await Until.SaysAsync(() => pinned.Error, "connected", running);
        await stop.CancelAsync();
        (await running).Should().Be(ExitCode.Ok);
    }

    [Fact]
    public async Task Password_IsAskedForWhereThereIsSomebody()
    {
        await using var asterisk = TestPbx.Start();
        var prompts = new List<string>();
        using var console = new TestConsole
        {
            AskSecret = (prompt, _) =>
            {
                prompts.Add(prompt);
                return Task.FromResult(TestPbx.Secret);
            },
        };

        using var stop = new CancellationTokenSource();

        var running = console.RunAsync(stop.Token, "watch", "--asterisk", asterisk.Address, "--user", TestPbx.User);
        await Until.SaysAsync(() => console.Error, "connected", running);
        await stop.CancelAsync();

        (await running).Should().Be(ExitCode.Ok);
        prompts.Should().ContainSingle().Which.Should().Contain(TestPbx.User);
        (console.Out + console.Error).Should().NotContain(TestPbx.Secret);
    }

    [Fact]
    public async Task StoreThatCannotBeUsed_IsExitCode5()
    {
        await using var asterisk = TestPbx.Start();

        var exitCode = await RunAsync(asterisk.Address, "--store", _console.Write("text.db", "this is not a database, it is a text"));

        exitCode.Should().Be(ExitCode.Store);
        TheError().Should().Contain("text.db");
    }

    private Task<int> RunAsync(string address, params string[] more) =>
        _console.RunAsync(["watch", "--asterisk", address, "--user", TestPbx.User, .. more]);

    private string TheError()
    {
        _console.Out.Should().BeEmpty();
        return _console.ErrorLines.Should().ContainSingle().Subject;
    }
}
