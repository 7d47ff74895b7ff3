using System.Diagnostics;
using System.Globalization;

namespace CallTracking.LoadLab.Chaos;

/// <summary>The host under test: a real process, started by us and signalled by its id.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly Process _process;
    private readonly TextWriter _log;

    private HostProcess(Process process, TextWriter log)
    {
        _process = process;
        _log = log;
    }

    /// <summary>Whether it said that its link is heard, since the last thing that happened to it.</summary>
    public bool IsUp { get; private set; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts this program once more.</summary>
    /// <param name="arguments">What it shall do.</param>
    /// <param name="secrets">Variables of its environment, which nobody shall see in a list of processes.</param>
    /// <param name="log">Takes what it says.</param>
    public static HostProcess Start(IReadOnlyList<string> arguments, IEnumerable<(string Name, string Value)> secrets, TextWriter log)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in secrets)
        {
            start.Environment[name] = value;
        }

        // Started as "dotnet loadlab.dll", the first argument is ours.
        string[] own = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(HostProcess).Assembly.Location] : [];
        foreach (var argument in own.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        var host = new HostProcess(process, log);
        process.OutputDataReceived += (_, line) => host.Take(line.Data);
        process.ErrorDataReceived += (_, line) => host.Take(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return host;
    }

    /// <summary>Waits until the link is heard and everything known before is settled.</summary>
    public async Task<bool> WaitUpAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!IsUp && !HasExited && TimeProvider.System.GetElapsedTime(began) < longest)
        {
            await Task.Delay(20, cancellationToken).ConfigureAwait(false);
        }

        return IsUp;
    }

    /// <summary>What it says from now on counts.</summary>
    public void Forget() => IsUp = false;

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Freeze() => Signals.Send(_process, "STOP");

    public void Thaw() => Signals.Send(_process, "CONT");

    /// <summary>Asks it to stop and waits; a host that does not is killed and said to be so.</summary>
    public async Task<bool> StopAsync(CancellationToken cancellationToken)
    {
        Signals.Send(_process, "TERM");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(40));
        try
        {
            await _process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            await KillAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} host {_process.Id}: {line}"));
        }

        IsUp = line switch
        {
            ChaosHost.UpLine => true,
            ChaosHost.DownLine => false,
            _ => IsUp,
        };
    }
}
