using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslConnectionTests
{
    private const string Leg = "d0d2720f-264c-40d7-ad28-80044a15d0b3";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SendAsync_ManyAtOnce_EachGetsItsOwnAnswer()
    {
        await using var server = new EslServer
        {
            Answer = static command => command.StartsWith("api uuid_dump ", StringComparison.Ordinal) ? EslServer.Api(command.Split(' ')[2]) : null,
        }.Start();
        await using var connection = await OpenAsync(server);

        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(
            i => Task.Run(() => connection.SendAsync(EslCommand.Dump($"leg-{i}"), Token)))).InTime();

        answers.Select(static answer => answer.Text).Should().Equal(Enumerable.Range(0, 200).Select(static i => $"leg-{i}"));
    }

    [Fact]
    public async Task SendAsync_NoAnswer_TimesOutAndTheNextOneGetsItsOwn()
    {
        await using var server = new EslServer { Answer = static command => command == "api status" ? string.Empty : null }.Start();
        var time = new ObservedTime();
        await using var connection = await OpenAsync(server, time);
        time.ForgetTimers();
        var sending = connection.SendAsync(EslCommand.Status(), Token);
        await time.TimerSetAsync(server.Options().ReplyTimeout);
        await server.NextAsync("api status");

        time.Advance(server.Options().ReplyTimeout);

        var wait = async () => await sending.InTime();
        (await wait.Should().ThrowAsync<TimeoutException>()).Which.Message.Should().Contain("status").And.Contain("ReplyTimeout");
        server.Send(EslServer.Api("UP at last\n"));
        (await connection.SendAsync(EslCommand.Core(), Token).InTime()).Text.Should().Be(EslServer.Core);
    }

    [Fact]
    public async Task SendAsync_RefusedCommand_LeavesTheConnectionUsable()
    {
        await using var server = new EslServer().Start();
        await using var connection = await OpenAsync(server);
        var injection = async () => await connection.SendAsync(EslCommand.Auth("x\n\napi status"), Token);
        await injection.Should().ThrowAsync<ArgumentException>();

        (await connection.SendAsync(EslCommand.Core(), Token).InTime()).Text.Should().Be(EslServer.Core);
    }

    [Fact]
    public async Task SendAsync_WhileNobodyHandlesEvents_CompletesBeyondTheBufferedBacklog()
    {
        await using var server = new EslServer().Start();
        await using var connection = await OpenAsync(server);
        var burst = string.Concat(Enumerable.Repeat(EslStream.Json("CHANNEL_STATE", $"\"v\":\"{new string('v', 100_000)}\""), 250));
        server.Answer = command => command == "api status" ? burst + EslServer.Api("UP\n") : null;

        // The handler that should empty the inbox is the one who waits for the answer, 25 megabytes behind it.
        (await connection.SendAsync(EslCommand.Status(), Token).InTime()).Text.Should().Be("UP\n");
    }

    [Fact]
    public async Task SendAsync_ConnectionDies_IsLost()
    {
        await using var server = new EslServer { Answer = static command => command == "api status" ? string.Empty : null }.Start();
        await using var connection = await OpenAsync(server);
        var sending = connection.SendAsync(EslCommand.Status(), Token);
        await server.NextAsync("api status");

        server.Close();

        (await sending.FailureAsync()).Failure.Should().Be(PbxLinkFailure.Lost);
    }

    [Fact]
    public async Task BeginAsync_Job_GivesTheReplyThenTheResult()
    {
        await using var server = new EslServer().Start();
        await using var connection = await OpenAsync(server);
        var id = Guid.NewGuid();

        using var job = await connection.BeginAsync(EslCommand.Hold(id, Leg), Token).InTime();
        job.Reply.Should().Be($"+OK Job-UUID: {id:D}");
        job.Result.IsCompleted.Should().BeFalse();
        server.Send(EslStream.Json("BACKGROUND_JOB", $"\"Job-UUID\":\"{id:D}\",\"_body\":\"+OK Success\\n\""));

        (await job.Result.InTime()).Should().Be("+OK Success\n");
    }

    [Fact]
    public async Task BeginAsync_CommandThatIsNoJob_IsRefused()
    {
        await using var server = new EslServer().Start();
        await using var connection = await OpenAsync(server);

        var begin = async () => await connection.BeginAsync(EslCommand.Status(), Token);

        await begin.Should().ThrowAsync<ArgumentException>();
    }

    [Fact]
    public async Task OpenAsync_TunnelWithAPinnedCertificate_IsPrivate()
    {
        using var certificate = SelfSigned();
        await using var server = new EslServer { Certificate = certificate }.Start();
        var options = server.Options();
        options.CertificateFingerprint = Convert.ToHexString(SHA256.HashData(certificate.RawData));

        await using var connection = await OpenAsync(server, options: options);

        connection.IsPrivate.Should().BeTrue();
    }

    [Fact]
    public async Task OpenAsync_TunnelWithAnUntrustedCertificate_SaysHowToPinIt()
    {
        using var certificate = SelfSigned();
        await using var server = new EslServer { Certificate = certificate }.Start();

        var failure = await OpenAsync(server).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.CertificateRejected);
        failure.Message.Should().Contain($"CertificateFingerprint to {Convert.ToHexString(SHA256.HashData(certificate.RawData))}");
    }

    [Fact]
    public async Task OpenAsync_TlsToTheEventSocketItself_IsProtocolAndNamesTheTunnel()
    {
        await using var server = new EslServer().Start();
        var options = server.Options();
        options.UseTls = true;

        var failure = await OpenAsync(server, options: options).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain("UseTls").And.Contain("tunnel");
    }

    private static async Task<EslConnection> OpenAsync(EslServer server, TimeProvider? time = null, FreeSwitchOptions? options = null)
    {
        time ??= TimeProvider.System;
        options ??= server.Options();
        var connection = await EslConnection.OpenAsync(options, control: null, recorder: null, time, NullLogger.Instance, Token);
        await EslLogin.LogInAsync(connection, options, time, Token).InTime();
        return connection;
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=pbx.example", key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // Some systems want the key in a store of their own before they serve TLS with it.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
