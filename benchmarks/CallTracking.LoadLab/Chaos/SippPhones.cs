using System.Diagnostics;
using System.Globalization;

namespace CallTracking.LoadLab.Chaos;

/// <summary>SIP phones by sipp: one that answers everything, and customers whose calls last differently long.</summary>
internal sealed class SippPhones : IDisposable
{
    private readonly string _scenarios;
    private readonly string _folder;
    private readonly string _server;
    private readonly List<Process> _phones = [];
    private readonly List<(Process Process, string Name)> _customers = [];

    public SippPhones(string scenarios, string folder, string server)
    {
        _scenarios = scenarios;
        _folder = folder;
        _server = server;
    }

    /// <summary>A phone that rings for a while and answers.</summary>
    public void Answer(int port, int ringMilliseconds) => _phones.Add(Start(
        "phone", "uas-answer.xml", "127.0.0.1", port, ["-m", "1000000", "-key", "ring_ms", ringMilliseconds.ToString(CultureInfo.InvariantCulture)]));

    /// <summary>Customers that call for as long as <see cref="Dispose"/> or <see cref="EndAsync"/> is not called.</summary>
    /// <param name="name">Their name on the display, followed by the number of the call.</param>
    /// <param name="number">What they dial.</param>
    /// <param name="caller">Who they are.</param>
    /// <param name="rate">Calls a second.</param>
    /// <param name="talkMilliseconds">How long each lasts.</param>
    public void Call(string name, string number, string caller, double rate, int talkMilliseconds)
    {
        // sipp's rate is whole calls a period.
        var period = (int)Math.Max(1, Math.Round(1000 / rate));
        _customers.Add((Start(
            name, "uac-load.xml", "127.0.0.2", 0,
            [
                "-s", number, "-key", "caller", caller, "-key", "name", name, "-d", talkMilliseconds.ToString(CultureInfo.InvariantCulture),
                "-r", "1", "-rp", period.ToString(CultureInfo.InvariantCulture), "-m", "1000000", "-recv_timeout", "30000",
            ]), name));
    }

    /// <summary>No new calls; waits until the running ones are over.</summary>
    public async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var (process, _) in _customers)
        {
            // sipp ends its calls and then itself.
            Signals.Send(process, "USR1");
        }

        foreach (var (process, _) in _customers)
        {
            await process.WaitForExitAsync(cancellationToken).WaitAsync(TimeSpan.FromSeconds(45), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The calls that the PBX took, as the customers saw them.</summary>
    public IReadOnlyList<GeneratedCall> ListCalls()
    {
        var calls = new List<GeneratedCall>();
        foreach (var (_, name) in _customers)
        {
            var seen = new Dictionary<string, (DateTimeOffset? Taken, DateTimeOffset? Over, bool Rang)>(StringComparer.Ordinal);
            foreach (var line in File.ReadLines(Path.Combine(_folder, name + ".csv")))
            {
                // Time as text, direction, time as a number, ..., Call-ID, CSeq, first line, by tabs.
                var fields = line.Split('\t');
                if (fields.Length < 7 || !double.TryParse(fields[2], CultureInfo.InvariantCulture, out var unix))
                {
                    continue;
                }

                var at = DateTimeOffset.UnixEpoch.AddSeconds(unix);
                var (taken, over, rang) = seen.GetValueOrDefault(fields[4]);
                var received = fields[3] == "R";
                taken ??= received && fields[6].StartsWith("SIP/2.0 1", StringComparison.Ordinal) ? at : null;
                over = fields[5].Contains("BYE", StringComparison.Ordinal) || (received && IsRefusal(fields[6])) ? at : over;
                rang |= received && (fields[6].StartsWith("SIP/2.0 18", StringComparison.Ordinal) || fields[6].StartsWith("SIP/2.0 200", StringComparison.Ordinal));
                seen[fields[4]] = (taken, over, rang);
            }

            foreach (var (id, (taken, over, rang)) in seen)
            {
                if (taken is { } from)
                {
                    calls.Add(new GeneratedCall($"{name}-{id[..id.IndexOf('-', StringComparison.Ordinal)]}", from, over, IsRefused: over is not null && !rang));
                }
            }
        }

        return calls;
    }

    public void Dispose()
    {
        foreach (var process in _phones.Concat(_customers.Select(static customer => customer.Process)))
        {
            if (!process.HasExited)
            {
                process.Kill();
            }

            process.Dispose();
        }
    }

    private static bool IsRefusal(string line) =>
        line.Length > 8 && line.StartsWith("SIP/2.0 ", StringComparison.Ordinal) && line[8] is '4' or '5' or '6';

    private Process Start(string name, string scenario, string address, int port, IReadOnlyList<string> further)
    {
        var start = new ProcessStartInfo("sipp") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] arguments =
        [
            _server, "-sf", Path.Combine(_scenarios, scenario), "-i", address, "-mi", address, "-ci", "127.0.0.1", "-nostdin",
            "-max_retrans", "6", "-trace_shortmsg", "-shortmessage_file", Path.Combine(_folder, name + ".csv"),
            "-trace_err", "-error_file", Path.Combine(_folder, name + ".err"),
            .. port > 0 ? ["-p", port.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
            .. further,
        ];
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }
}
