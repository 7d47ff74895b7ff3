using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Two processes that want the same link, on a real database: who has it is killed or stopped, and the other one goes on.</summary>
[Trait("Size", "server")]
public sealed class TakeoverTests : IAsyncLifetime
{
    // What the other host may take; and some more for a machine that has other work.
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("takeover-").FullName;
    private readonly List<HostProcess> _hosts = [];
    private string _connection = "";
    private NpgsqlDataSource? _source;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGSTOP.");
        _connection = await Store.CreateAsync($"take{Guid.NewGuid():N}");
        _source = NpgsqlDataSource.Create(_connection);
    }

    public async ValueTask DisposeAsync()
    {
        _hosts.ForEach(host => host.Dispose());
        Directory.Delete(_folder, recursive: true);
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }
    }

    [Fact]
    public async Task Kill9_OfTheHolder_TheStandbyHearsAndWritesWithinTenSeconds()
    {
        var (first, second) = await StartBothAsync();
        var killed = TimeProvider.System.GetUtcNow();
        first.Signal("KILL");
        var took = await FirstCallAsync("second", killed) - killed;
        TestContext.Current.SendDiagnosticMessage("Taken over {0:F1} s after kill -9.", took.TotalSeconds);
        took.Should().BeLessThan(Limit);
        second.States.Should().EndWith("Up");

        // And back: what was killed starts again and takes over from the other one.
        var third = Start("third");
        await third.UntilAsync("Standby");
        second.Signal("TERM");
        await UntilAsync(async () => await CallsOfAsync("third") > 0, "the third host to write");
        (await GapsAsync()).Should().HaveCountGreaterThanOrEqualTo(2).And.OnlyContain(gap => gap.EndsWith("closed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stop_OfTheHolder_TheStandbyTakesOverAndTheWokenHostWritesNothing()
    {
        var (first, second) = await StartBothAsync();
        for (var round = 0; round < 2; round++)
        {
            var stopped = TimeProvider.System.GetUtcNow();
            first.Signal("STOP");
            var took = await FirstCallAsync(second.Name, stopped) - stopped;
            TestContext.Current.SendDiagnosticMessage("Taken over {0:F1} s after SIGSTOP.", took.TotalSeconds);
            took.Should().BeLessThan(Limit);

            var epoch = await ScalarAsync("SELECT epoch FROM ct_leases");
            var written = await CallsOfAsync(first.Name);
            first.Signal("CONT");
            await first.UntilAsync("Standby");
            await Task.Delay(TimeSpan.FromSeconds(3), Cancel);
            (await CallsOfAsync(first.Name)).Should().Be(written, "the woken host must write nothing");
            (await ScalarAsync("SELECT epoch FROM ct_leases")).Should().Be(epoch);
            (await ScalarAsync("SELECT lease FROM ct_links")).Should().Be(epoch);
            (first, second) = (second, first);
        }

        // One call may have been open at each change of hands; the next holder closes it.
        await UntilAsync(async () => (long)(await ScalarAsync("SELECT count(*) FROM ct_calls WHERE state <> 4"))! <= 1, "every call to be closed");
    }

    private async Task<(HostProcess First, HostProcess Second)> StartBothAsync()
    {
        var first = Start("first");
        await UntilAsync(async () => await CallsOfAsync("first") > 5, "the first host to write");
        var second = Start("second");
        await second.UntilAsync("Standby");
        await Task.Delay(TimeSpan.FromSeconds(1), Cancel);
        (await CallsOfAsync("second")).Should().Be(0);
        return (first, second);
    }

    private HostProcess Start(string name)
    {
        var host = new HostProcess(name, _connection, Path.Combine(_folder, name));
        _hosts.Add(host);
        return host;
    }

    private async Task<long> CallsOfAsync(string name) => await ScalarAsync("SELECT to_regclass('ct_calls')::text") is string
        ? (long)(await ScalarAsync($"SELECT count(*) FROM ct_calls WHERE caller_name = '{name}'"))!
        : 0;

    /// <summary>When the first call that a host told of since a moment began.</summary>
    private async Task<DateTimeOffset> FirstCallAsync(string name, DateTimeOffset since)
    {
        object? began = null;
        await UntilAsync(
            async () => (began = await ScalarAsync($"SELECT min(started_at) FROM ct_calls WHERE caller_name = '{name}' AND started_at > '{since:O}'")) is DateTime,
            $"{name} to write");
        return new DateTimeOffset((DateTime)began!);
    }

    private async Task<List<string>> GapsAsync()
    {
        var gaps = (string?)await ScalarAsync("SELECT string_agg(cause || CASE WHEN to_at IS NULL THEN ' open' ELSE ' closed' END, ';') FROM ct_gaps") as string;
        return [.. (gaps ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)];
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = _source!.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Cancel);
    }

    private async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        var waited = Stopwatch.StartNew();
        while (!await condition())
        {
            if (waited.Elapsed > Patience)
            {
                Assert.Fail($"Waited in vain for {what}. {string.Join(" ", _hosts.Select(host => $"{host.Name}: {string.Join(",", host.States)}"))}");
            }

            await Task.Delay(100, Cancel);
        }
    }

    /// <summary>A host in a process of its own.</summary>
    private sealed class HostProcess : IDisposable
    {
        private readonly Process _process;
        private readonly ConcurrentQueue<string> _states = new();

        public HostProcess(string name, string connection, string spool)
        {
            Name = name;
            var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
            foreach (var argument in new[] { Path.Combine(AppContext.BaseDirectory, "CallTracking.LeaseHost.dll"), connection, name, spool })
            {
                start.ArgumentList.Add(argument);
            }

            _process = Process.Start(start)!;
            _process.OutputDataReceived += (_, line) => Told(line.Data);
            _process.ErrorDataReceived += (_, line) => Told(line.Data);
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }

        public string Name { get; }

        public IReadOnlyCollection<string> States => _states;

        public void Signal(string signal) => Process.Start("kill", [$"-{signal}", $"{_process.Id}"])!.WaitForExit();

        public async Task UntilAsync(string state)
        {
            var waited = Stopwatch.StartNew();
            while (_states.LastOrDefault() != state)
            {
                waited.Elapsed.Should().BeLessThan(Patience, $"{Name} should be {state}, it was {string.Join(", ", _states)}");
                await Task.Delay(50, Cancel);
            }
        }

        public void Dispose()
        {
            if (!_process.HasExited)
            {
                Signal("KILL");
            }

            _process.Dispose();
        }

        private void Told(string? line)
        {
            if (line is not null)
            {
                _states.Enqueue(line);
            }
        }
    }
}
