using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CallTracking.Pbx.Asterisk;

public sealed class AmiTransportTests
{
    private static readonly X509Certificate2 Certificate = SelfSigned("CN=pbx.example");

    private readonly RecordingSink _sink = new();
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    public static TheoryData<string> RightFingerprints()
    {
        var hash = SHA256.HashData(Certificate.RawData);
        return
        [
            Convert.ToHexString(hash),
            "sha256:" + Convert.ToHexStringLower(hash),
            string.Join(':', hash.Select(static b => b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture))),
            Convert.ToHexString(SHA256.HashData(Certificate.PublicKey.ExportSubjectPublicKeyInfo())),
        ];
    }

    [Theory]
    [MemberData(nameof(RightFingerprints))]
    public async Task OpenAsync_PinnedSelfSignedCertificate_IsAcceptedForAPlainLogin(string fingerprint)
    {
        await using var server = new FakeAsterisk(new() { Certificate = Certificate }).Start();
        var options = server.LinkOptions();
        options.CertificateFingerprint = fingerprint;
        options.Authentication = AmiAuthentication.Plain;

        var run = new AsteriskAdapter(options).RunAsync(_sink, _stop.Token);

        await _sink.NextAsync<LinkUp>();
        await _stop.CancelAsync();
        await run.ContinueWith(static _ => { }, TaskScheduler.Default).InTime();
    }

    [Fact]
    public async Task OpenAsync_AnotherCertificateThanPinned_NamesBothFingerprintsAndTheOption()
    {
        await using var server = new FakeAsterisk(new() { Certificate = Certificate }).Start();
        var options = server.LinkOptions();
        options.CertificateFingerprint = new string('a', 64);

        var failure = await new AsteriskAdapter(options).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.CertificateRejected);
        failure.Message.Should().Contain(new string('A', 64)).And.Contain(Convert.ToHexString(SHA256.HashData(Certificate.RawData)))
            .And.Contain("CertificateFingerprint").And.NotContain("\n");
    }

    [Fact]
    public async Task OpenAsync_UntrustedCertificate_SaysHowToPinIt()
    {
        await using var server = new FakeAsterisk(new() { Certificate = Certificate }).Start();

        var failure = await new AsteriskAdapter(server.LinkOptions()).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.CertificateRejected);
        failure.Message.Should().Contain($"CertificateFingerprint to {Convert.ToHexString(SHA256.HashData(Certificate.RawData))}");
    }

    [Fact]
    public async Task OpenAsync_TlsToAPlainPort_IsProtocolAndNamesTheOption()
    {
        await using var server = new FakeAsterisk().Start();
        var options = server.LinkOptions();
        options.UseTls = true;

        var failure = await new AsteriskAdapter(options).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain("UseTls").And.Contain("tlsenable");
    }

    [Fact]
    public async Task OpenAsync_PlainToATlsPort_IsProtocolAndNamesTls()
    {
        await using var server = new FakeAsterisk(new() { Certificate = Certificate }).Start();
        var time = new ObservedTime();
        var options = server.LinkOptions();
        options.UseTls = false;
        options.LoginTimeout = TimeSpan.FromSeconds(7);
        var run = new AsteriskAdapter(options, timeProvider: time).RunAsync(_sink, _stop.Token);
        await time.TimerSetAsync(options.LoginTimeout);

        time.Advance(options.LoginTimeout);

        var failure = await run.FailureAsync();
        failure.Failure.Should().Be(PbxLinkFailure.Protocol);
        failure.Message.Should().Contain("TLS port");
    }

    [Fact]
    public async Task OpenAsync_UnknownHost_IsUnreachable()
    {
        var options = new AsteriskOptions { Host = "no-such-host.invalid", User = "ct", Secret = "x" };

        var failure = await new AsteriskAdapter(options).RunAsync(_sink, _stop.Token).FailureAsync();

        failure.Failure.Should().Be(PbxLinkFailure.Unreachable);
        failure.Message.Should().Contain("no-such-host.invalid:5038");
    }

    private static X509Certificate2 SelfSigned(string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // Some systems want the key in a store of their own before they serve TLS with it.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), password: null);
    }
}
