using System.Diagnostics;
using System.Globalization;

namespace CallTracking.LoadLab.Chaos;

/// <summary>Signals to processes that we started.</summary>
internal static class Signals
{
    public static void Send(Process process, string signal)
    {
        using var kill = Process.Start(new ProcessStartInfo(
            "kill", ["-" + signal, process.Id.ToString(CultureInfo.InvariantCulture)])
        { RedirectStandardError = true })!;
        kill.WaitForExit();
        if (kill.ExitCode != 0 && !process.HasExited)
        {
            throw new ChaosException(string.Create(
                CultureInfo.InvariantCulture, $"Signal {signal} to process {process.Id} failed: {kill.StandardError.ReadToEnd().Trim()}"));
        }
    }
}
