using System.Diagnostics;
using System.Globalization;

namespace CallTracking.Servers;

/// <summary>The real Asterisk of this machine, lent to one test at a time: what another test calls meanwhile would be in its ledger too.
/// Tests of other processes wait as well.</summary>
internal sealed class RealAsterisk : IDisposable
{
    private const string Absent = "No Asterisk here: run eng/servers/asterisk.sh install and start, and export what eng/servers/asterisk.sh env prints.";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly FileStream _lock;

    private RealAsterisk(FileStream held) => _lock = held;

    /// <summary>Its address.</summary>
    public static string Host => Setting("HOST");

    /// <summary>Waits until nobody else has it, and ends what calls others left in it; skips the test where there is none.</summary>
    public static async Task<RealAsterisk> BorrowAsync()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CALLTRACKING_ASTERISK_HOST")), Absent);
        var path = Path.Combine(Path.GetTempPath(), $"calltracking-asterisk-{Port("AMI_PORT")}.lock");
        var begun = TimeProvider.System.GetTimestamp();
        FileStream? held = null;
        while (held is null)
        {
            try
            {
                held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }

        var asterisk = new RealAsterisk(held);
        try
        {
            await EndCallsAsync();
            return asterisk;
        }
        catch
        {
            asterisk.Dispose();
            throw;
        }
    }

    /// <summary>What the server's script says of it, by the name behind <c>CALLTRACKING_ASTERISK_</c>.</summary>
    public static string Setting(string name) => Environment.GetEnvironmentVariable("CALLTRACKING_ASTERISK_" + name)
        ?? throw new InvalidOperationException("CALLTRACKING_ASTERISK_" + name + " is not set: export all that eng/servers/asterisk.sh env prints.");

    /// <summary>One of its ports.</summary>
    public static int Port(string name) => int.Parse(Setting(name), CultureInfo.InvariantCulture);

    /// <summary>A script or a phone's scenario of <c>eng/servers</c>.</summary>
    public static string Script(string name) => Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../eng/servers", name));

    public void Dispose() => _lock.Dispose();

    /// <summary>A phone that was killed says nothing: its call would stay up for ever, and the next test would meet it.</summary>
    private static async Task EndCallsAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!(await ConsoleAsync("core show channels count")).StartsWith("0 active channels", StringComparison.Ordinal))
        {
            if (TimeProvider.System.GetElapsedTime(begun) > TimeSpan.FromSeconds(30))
            {
                throw new TimeoutException("Calls stay up in the Asterisk of the tests: restart it with eng/servers/asterisk.sh stop and start.");
            }

            await ConsoleAsync("channel request hangup all");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<string> ConsoleAsync(string command)
    {
        using var console = Process.Start(new ProcessStartInfo(Script("asterisk.sh"), ["cli", command]) { RedirectStandardOutput = true })!;
        var answer = await console.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await console.WaitForExitAsync(TestContext.Current.CancellationToken);
        return answer;
    }
}
