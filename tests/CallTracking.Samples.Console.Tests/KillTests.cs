using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;
using Microsoft.Data.Sqlite;

namespace CallTracking.Samples.Console.Tests;

/// <summary>A host that records into SQLite, killed without a word at moments of chance. <c>CALLTRACKING_KILL_ROUNDS</c> gives the rounds.</summary>
[Trait("Size", "server")]
public sealed class KillTests : IDisposable
{
    private readonly TestConsole _console = new();
    private readonly ConcurrentDictionary<string, Told> _told = [];

    public void Dispose() => _console.Dispose();

    [Fact(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    public async Task Kill_AgainAndAgain_LosesNothingThatWasToldAndLeavesASoundStore()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGKILL for a child process.");
        var store = _console.PathOf("killed.db");
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("CALLTRACKING_KILL_ROUNDS"), out var given) ? given : 6;
        var random = new Random(7);
        for (var round = 1; round <= rounds; round++)
        {
            using var host = Start(store, seed: round);
            var reading = ReadAsync(host);
            await FirstAsync(reading.First);
            await Task.Delay(random.Next(0, 600), TestContext.Current.CancellationToken);
            await KillAsync(host, reading.All);
            await CompareAsync(store, round, mayBeSpooled: true);
        }

        // The next host closes what was open, and ends in good order.
        using var last = Start(store, seed: rounds + 1);
        var rest = ReadAsync(last);
        await FirstAsync(rest.First);
        await SignalAsync(last, "-INT");
        await rest.All;
        await CompareAsync(store, rounds + 1);
    }

    [Fact(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    public async Task Kill_WhileTheStoreIsHeldByAnother_LosesNothingThatWasTold()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGKILL for a child process.");
        var store = _console.PathOf("held.db");
        using (var host = Start(store, seed: 3))
        {
            var reading = ReadAsync(host);
            await FirstAsync(reading.First);
            using var other = new SqliteConnection($"Data Source={store};Pooling=False");
            other.Open();
            Execute(other, "BEGIN IMMEDIATE");
            var before = _told.Count;
            await Until.TrueAsync(() => Directory.GetFiles(store + ".spool").Any(file => new FileInfo(file).Length > 2_000));
            await KillAsync(host, reading.All);
            Execute(other, "ROLLBACK");
            _told.Count.Should().BeGreaterThan(before, "pops went on");
        }

        using var next = Start(store, seed: 4);
        var rest = ReadAsync(next);
        await FirstAsync(rest.First);
        await KillAsync(next, rest.All);

        await CompareAsync(store, 1);
    }

    // A shell that starts the tests in the background lets all its children ignore SIGINT; env takes that back.
    private static Process Start(string store, int seed) => Process.Start(
        new ProcessStartInfo("env",
            [
                "--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "calltracking.dll"), "demo", "--speed", "600", "--json", "--store", store,
                "--seed", seed.ToString(CultureInfo.InvariantCulture),
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private (Task First, Task All) ReadAsync(Process host)
    {
        var first = new TaskCompletionSource();
        var error = host.StandardError.ReadToEndAsync(CancellationToken.None);
        return (first.Task, Task.Run(async () =>
        {
            while (await host.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
            {
                if (Told.TryRead(line) is { } told)
                {
                    _told[told.Id] = told;
                    first.TrySetResult();
                }
            }

            first.TrySetException(new InvalidOperationException($"The host ended before it told of a call: {await error}"));
        }));
    }

    private static Task FirstAsync(Task first) => first.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    private static async Task KillAsync(Process host, Task reading)
    {
        host.Kill();
        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
        await reading;
    }

    private static async Task SignalAsync(Process host, string signal)
    {
        using (var kill = Process.Start("kill", [signal, host.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await host.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private async Task CompareAsync(string store, int round, bool mayBeSpooled = false)
    {
        // What the store did not take at once is in the spool, as durable as there, until the next host brings it in: what was
        // told is compared with the store again after each later host, and after the last one without exception. An empty spool has a head.
        var isSpooled = mayBeSpooled && Directory.Exists(store + ".spool") && Directory.GetFiles(store + ".spool").Any(file => new FileInfo(file).Length > 256);
        using var console = new TestConsole();
        var check = await console.RunAsync("check", "--store", store);
        check.Should().Match(code => code == ExitCode.Ok || isSpooled, $"round {round}: {console.Out}{console.Error}");
        using var history = new TestConsole();
        (await history.RunAsync("history", "--store", store, "--all", "--json")).Should().Be(ExitCode.Ok);
        var calls = JsonDocument.Parse(history.Out).RootElement.GetProperty("calls").EnumerateArray()
            .ToDictionary(call => call.GetProperty("id").GetString()!, call => call.GetProperty("state").GetString());
        foreach (var told in isSpooled ? [] : _told.Values)
        {
            if (told.IsWithdrawn)
            {
                calls.Should().NotContainKey(told.Id);
                continue;
            }

            calls.Should().ContainKey(told.Id, $"round {round}: it was told");
            (told.IsEnded && calls[told.Id] != "ended").Should().BeFalse($"round {round}: call {told.Id} was told to have ended");
        }
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Fixed texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    /// <summary>What a subscriber was told of a call last.</summary>
    private sealed record Told(string Id, bool IsEnded, bool IsWithdrawn)
    {
        // A line that the kill cut in two was not told.
        public static Told? TryRead(string line)
        {
            try
            {
                var change = JsonDocument.Parse(line).RootElement;
                var call = change.GetProperty("call");
                return new Told(
                    call.GetProperty("id").GetString()!, call.GetProperty("state").GetString() == "ended",
                    change.GetProperty("change").GetString() == "withdrawn");
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
