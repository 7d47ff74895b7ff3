using System.Security.Cryptography;
using CallTracking.Core.Tests.Pipeline;

namespace CallTracking.Access;

public sealed class AuditKeysTests : IDisposable
{
    private static readonly AuditCheckpoint Unsigned = new("default", 20261123, 7, new string('a', 64), DateTimeOffset.UnixEpoch, "", "");

    private readonly TemporaryFolder _folder = new();

    private string KeyFile => Path.Combine(_folder.Path, "audit.key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_NoFile_MakesOneForItsOwnerAlone()
    {
        var signed = AuditKeys.Read(KeyFile).Sign(Unsigned);

        AuditKeys.Read(KeyFile).IsValid(signed).Should().BeTrue();
        AuditKeys.Read(KeyFile).IsValid(signed with { Number = 8 }).Should().BeFalse();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(KeyFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Read_OthersMayReadIt_RefusesWithTheCure()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("No Unix file modes here: this system keeps the rights of files in access control lists.");
            return;
        }

        _ = AuditKeys.Read(KeyFile);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        var read = () => AuditKeys.Read(KeyFile);

        read.Should().Throw<InvalidOperationException>().WithMessage("*chmod 600*");
    }

    [Fact]
    public void Rotate_NewKeySigns_OldOneStillVerifies()
    {
        var old = AuditKeys.Read(KeyFile).Sign(Unsigned);
        var id = AuditKeys.Rotate(KeyFile);

        var keys = AuditKeys.Read(KeyFile);
        keys.IsValid(old).Should().BeTrue();
        keys.Sign(Unsigned).KeyId.Should().Be(id).And.NotBe(old.KeyId);
    }

    [Fact]
    public void Read_EcdsaKey_SignsAndItsPublicHalfVerifies()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(key.ExportECPrivateKeyPem());
        var signed = AuditKeys.Read(KeyFile).Sign(Unsigned);
        Write(key.ExportSubjectPublicKeyInfoPem());

        AuditKeys.Read(KeyFile).IsValid(signed).Should().BeTrue();
        var sign = () => AuditKeys.Read(KeyFile).Sign(Unsigned);
        sign.Should().Throw<InvalidOperationException>().WithMessage("*only verify*");
    }

    [Theory]
    [InlineData("", "*no key*")]
    [InlineData("hmac 00ff", "*at least 32*")]
    [InlineData("hmac no", "*hexadecimal*")]
    public void Read_NoUsableKey_SaysSoInOneLine(string content, string message)
    {
        Write(content);

        var read = () => AuditKeys.Read(KeyFile);

        read.Should().Throw<InvalidOperationException>().WithMessage(message).Which.Message.Should().NotContain("\n");
    }

    private void Write(string content)
    {
        File.WriteAllText(KeyFile, content);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
