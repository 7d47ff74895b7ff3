using Microsoft.Extensions.Configuration;

namespace CallTracking.Samples.Web.Hosting;

public sealed class WebCommandTests
{
    [Theory]
    [InlineData("--dmo", "--dmo")]
    [InlineData("--speed fast --demo", "0.1 to 60")]
    [InlineData("--speed 1000 --demo", "0.1 to 60")]
    [InlineData("--set novalue", "KEY=VALUE")]
    [InlineData("--demo --demo-password short", "12 to 256 characters")]
    [InlineData("--demo-password blue-horse-staple", "--demo")]
    [InlineData("--config /no/such/file.json", "/no/such/file.json")]
    public void Build_WrongArguments_IsOneLineThatSaysWhatToWrite(string args, string cure)
    {
        var act = () => WebHost.Build([.. args.Split(' '), "--data", Path.GetTempPath()]);

        act.Should().Throw<StartException>().Where(error => error.ExitCode == ExitCode.Usage && !error.Message.Contains('\n', StringComparison.Ordinal))
            .WithMessage($"*{cure}*");
    }

    [Theory]
    [InlineData(null, "No PBX is set up*--demo*")]
    [InlineData("CallTracking:Links:office:Host=pbx", "*'office' has no Type*asterisk*")]
    [InlineData("CallTracking:Links:office:Type=carrier", "*the Type 'carrier'*asterisk*")]
    public void Build_WithoutAUsableLink_NamesTheSetting(string? setting, string message)
    {
        string[] args = ["--data", Path.GetTempPath()];

        var act = () => WebHost.Build(setting is null ? args : [.. args, "--set", setting]);

        act.Should().Throw<StartException>().WithMessage(message).Which.ExitCode.Should().Be(ExitCode.Usage);
    }

    [Theory]
    [InlineData("--help", true, false)]
    [InlineData("--version", false, true)]
    [InlineData("--demo", false, false)]
    public void Read_Arguments_KnowsWhatIsWanted(string argument, bool help, bool version)
    {
        var read = WebCommand.Read([argument]);

        (read.WantsHelp, read.WantsVersion).Should().Be((help, version));
    }

    [Fact]
    public void Settings_OfAFile_KeepAccountsBesideIt()
    {
        var folder = Path.Combine(Path.GetTempPath(), "web-settings-" + Guid.NewGuid().ToString("N"));
        var settings = WebSettings.Of(WebCommand.Read(["--store", Path.Combine(folder, "main.db")]), new ConfigurationBuilder().Build());
        try
        {
            settings.AccountsFile.Should().Be(Path.Combine(folder, "main.web.db"));
            settings.DataFolder.Should().Be(folder);
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(folder).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        finally
        {
            Directory.Delete(folder);
        }
    }
}
