using System.Globalization;

namespace CallTracking.LoadLab.Chaos;

/// <summary>What is done to the host, its line, its store or its PBX in one round.</summary>
internal enum Fault
{
    /// <summary>kill -9, then started again.</summary>
    Kill,

    /// <summary>SIGSTOP for a while: the process lives and does nothing.</summary>
    Freeze,

    /// <summary>Stopped in good order, then started again.</summary>
    Restart,

    /// <summary>The line is cut for a while.</summary>
    Cut,

    /// <summary>The line goes silent without an end.</summary>
    Silence,

    /// <summary>The store takes nothing for a while.</summary>
    Store,

    /// <summary>The PBX restarts.</summary>
    Pbx,
}

/// <summary>A host under load, and a fault in every round.</summary>
internal sealed class ChaosRun(
    ChaosStore store, IChaosPbx pbx, IReadOnlyList<Fault> faults, Random random, string folder, TextWriter log)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private HostProcess? _host;

    /// <summary>The longest that a host needed from its start, or from the end of the fault, until it heard its PBX again.</summary>
    public TimeSpan SlowestRecovery { get; private set; }

    public async Task<ChaosVerdict> RunAsync(int rounds, CancellationToken cancellationToken)
    {
        var site = Path.Combine(folder, "site.json");
        await File.WriteAllTextAsync(site, pbx.Site, cancellationToken).ConfigureAwait(false);
        var line = new FaultyProxy(() => pbx.Port);
        await using (line.ConfigureAwait(false))
        {
            string[] arguments =
            [
                ChaosHost.Verb, "--store", store.Kind, "--user", pbx.User, "--cdr", pbx.Cdr, "--site", site,
                "--port", line.Port.ToString(CultureInfo.InvariantCulture),
            ];
            (string, string)[] secrets = [(ChaosHost.SecretVariable, pbx.Secret), (ChaosHost.ConnectionVariable, store.Connection)];
            HostProcess Begin() => HostProcess.Start(arguments, secrets, log);

            try
            {
                _host = Begin();
                await UpAgainAsync("start", cancellationToken).ConfigureAwait(false);
                await pbx.StartCallsAsync(cancellationToken).ConfigureAwait(false);
                for (var round = 1; round <= rounds; round++)
                {
                    var fault = faults[random.Next(faults.Count)];
                    await PauseAsync(0.3, 3, cancellationToken).ConfigureAwait(false);
                    Say($"round {round} of {rounds}: {fault}");
                    await DoAsync(fault, line, Begin, cancellationToken).ConfigureAwait(false);
                    await UpAgainAsync(fault.ToString(), cancellationToken).ConfigureAwait(false);
                }

                Say("no more calls");
                await pbx.EndCallsAsync(cancellationToken).ConfigureAwait(false);

                // What the PBX writes late (finished records above all) is part of what is judged.
                await Task.Delay(TimeSpan.FromSeconds(5), cancellationToken).ConfigureAwait(false);
                if (!await _host.StopAsync(cancellationToken).ConfigureAwait(false))
                {
                    Say("the host did not stop in 40 s and was killed");
                }
            }
            finally
            {
                _host?.Dispose();
            }
        }

        var (calls, gaps) = await store.ReadAsync(cancellationToken).ConfigureAwait(false);
        Say($"{calls.Count} calls and {gaps.Count} gaps in the ledger");
        return ChaosCheck.Judge(pbx.ListCalls(), pbx.ListRecorded(), calls, gaps, pbx.KeyOf);
    }

    private async Task DoAsync(Fault fault, FaultyProxy line, Func<HostProcess> begin, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case Fault.Kill:
                await _host!.KillAsync(cancellationToken).ConfigureAwait(false);
                await PauseAsync(0, 3, cancellationToken).ConfigureAwait(false);
                Again(begin);
                break;
            case Fault.Restart:
                await _host!.StopAsync(cancellationToken).ConfigureAwait(false);
                await PauseAsync(0, 3, cancellationToken).ConfigureAwait(false);
                Again(begin);
                break;
            case Fault.Freeze:
                _host!.Freeze();
                await PauseAsync(0.5, 15, cancellationToken).ConfigureAwait(false);
                _host.Thaw();
                break;
            case Fault.Cut:
                _host!.Forget();
                line.Cut();
                await PauseAsync(0, 8, cancellationToken).ConfigureAwait(false);
                line.Mend();
                break;
            case Fault.Silence:
                // Up to the host to notice: only then may the line be whole again.
                line.Silence();
                await WaitAsync(() => !_host!.IsUp, TimeSpan.FromSeconds(25), cancellationToken).ConfigureAwait(false);
                line.Mend();
                break;
            case Fault.Store:
                await store.TakeAwayAsync(cancellationToken).ConfigureAwait(false);
                await PauseAsync(2, 12, cancellationToken).ConfigureAwait(false);
                await store.GiveBackAsync(cancellationToken).ConfigureAwait(false);
                break;
            case Fault.Pbx:
                _host!.Forget();
                await pbx.RestartAsync(cancellationToken).ConfigureAwait(false);
                break;
            default:
                throw new ChaosException($"Nobody knows how to {fault}.");
        }
    }

    private void Again(Func<HostProcess> begin)
    {
        _host!.Dispose();
        _host = begin();
    }

    private async Task UpAgainAsync(string after, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        if (!await _host!.WaitUpAsync(Patience, cancellationToken).ConfigureAwait(false))
        {
            throw new ChaosException($"After {after} the host did not hear its PBX again within {Patience.TotalSeconds:0} s; its log is in {folder}.");
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        SlowestRecovery = took > SlowestRecovery ? took : SlowestRecovery;
    }

    private async Task PauseAsync(double atLeast, double atMost, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromSeconds(atLeast + (random.NextDouble() * (atMost - atLeast))), cancellationToken).ConfigureAwait(false);

    private static async Task WaitAsync(Func<bool> done, TimeSpan longest, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!done() && TimeProvider.System.GetElapsedTime(began) < longest)
        {
            await Task.Delay(50, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Say(string text)
    {
        lock (log)
        {
            log.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {text}"));
        }

        Console.Error.WriteLine(text);
    }
}
