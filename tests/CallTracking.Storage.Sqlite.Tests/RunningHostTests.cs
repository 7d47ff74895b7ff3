using System.Diagnostics;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pbx;

namespace CallTracking.Storage.Sqlite;

/// <summary>The engine through the troubles of its disk.</summary>
[Trait("Size", "server")]
public sealed class RunningHostTests : IDisposable
{
    private const int DiskMegabytes = 3;

    private readonly string _folder = Directory.CreateTempSubdirectory("host-").FullName;
    private readonly string _disk;
    private bool _isMounted;

    public RunningHostTests() => _disk = Directory.CreateDirectory(Path.Combine(_folder, "disk")).FullName;

    private string File => Path.Combine(_disk, "calls.db");

    private string Ballast => Path.Combine(_disk, "ballast");

    public void Dispose()
    {
        if (_isMounted)
        {
            Run("umount", _disk);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    public async Task DiskOfTheStoreIsFull_PopsGoOnAndNothingIsLost()
    {
        MountSmallDisk();
        await using var host = await RunningHost.StartAsync(File, spool: Path.Combine(_folder, "spool"));
        host.Pbx.Up();
        await host.UntilAsync(status => status.State == LinkState.Up);
        FillDisk();

        var calls = 0;
        while (host.Status.SpooledSince is null)
        {
            Call(host, ++calls);
            await host.UntilAsync(_ => host.Ended.Count == calls);
        }

        // What else the host writes may have had the file just then; the next attempt says what is the matter.
        await host.UntilAsync(status => status.StoreError?.Contains("disk is full", StringComparison.Ordinal) == true);
        for (var more = 0; more < 200; more++)
        {
            Call(host, ++calls);
        }

        await host.UntilAsync(_ => host.Ended.Count == calls);
        System.IO.File.Delete(Ballast);
        await host.UntilAsync(status => status.SpooledSince is null);

        (await host.CallsAsync()).Should().HaveCount(calls).And.OnlyContain(call => call.State == CallState.Ended);
        (await host.CheckAsync()).Findings.Should().BeEmpty();
    }

    [Fact(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    public async Task DiskOfStoreAndSpoolIsFull_NothingIsToldThatIsNotKeptAndItRecovers()
    {
        MountSmallDisk();
        int calls;
        await using (var host = await RunningHost.StartAsync(File))
        {
            host.Pbx.Up();
            await host.UntilAsync(status => status.State == LinkState.Up);
            FillDisk();
            calls = 0;
            while (host.Status.SpoolError is null)
            {
                Call(host, ++calls);
                await host.UntilAsync(status => host.Ended.Count == calls || status.SpoolError is not null);
            }

            host.Ended.Count.Should().BeLessThan(calls);
            Call(host, ++calls);
            System.IO.File.Delete(Ballast);
            await host.UntilAsync(status => status.SpooledSince is null && host.Ended.Count == calls);

            host.Status.Should().BeEquivalentTo(new { SpoolError = (string?)null, StoreError = (string?)null, State = LinkState.Up });
            (await host.CheckAsync()).Findings.Should().BeEmpty();
        }

        await using var next = await RunningHost.StartAsync(File);
        (await next.CallsAsync()).Should().HaveCount(calls).And.OnlyContain(call => call.State == CallState.Ended);
    }

    /// <summary>In real time: <c>CALLTRACKING_OUTAGE_SECONDS</c> gives another length, 600 for the ten minutes of the report.</summary>
    [Fact(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    public async Task StoreIsHeldByAnother_FiftyEventsASecondAreKeptAndDrained()
    {
        const int CallsPerSecond = 25;
        var seconds = int.TryParse(Environment.GetEnvironmentVariable("CALLTRACKING_OUTAGE_SECONDS"), out var given) ? given : 8;
        await using var host = await RunningHost.StartAsync(File, spool: Path.Combine(_folder, "spool"));
        host.Pbx.Up();
        Call(host, 0);
        await host.UntilAsync(_ => host.Ended.Count == 1);
        using var process = Process.GetCurrentProcess();
        var before = (Heap: GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
        using var other = Store.Connect(File);
        Store.Execute(other, "BEGIN IMMEDIATE");

        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / CallsPerSecond));
        var slowest = TimeSpan.Zero;
        for (var call = 1; call <= seconds * CallsPerSecond; call++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            Call(host, call);
            if (host.Status.SpooledSince is not null && call % 10 == 0)
            {
                await host.UntilAsync(_ => host.Ended.Count == call + 1);
                slowest = TimeProvider.System.GetElapsedTime(begun) is var took && took > slowest ? took : slowest;
            }

            await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        await host.UntilAsync(_ => host.Ended.Count == (seconds * CallsPerSecond) + 1);
        process.Refresh();
        var spool = host.Status.SpoolBytes;
        var heap = GC.GetTotalMemory(forceFullCollection: true) - before.Heap;
        var workingSet = process.WorkingSet64 - before.WorkingSet64;
        Store.Execute(other, "ROLLBACK");
        var back = TimeProvider.System.GetTimestamp();
        await host.UntilAsync(status => status.SpooledSince is null);
        var drained = TimeProvider.System.GetElapsedTime(back);

        TestContext.Current.TestOutputHelper!.WriteLine(FormattableString.Invariant(
            $"{seconds} s, {(seconds * CallsPerSecond) + 1} calls: spool {spool / 1024} KiB, heap {heap >> 10} KiB and working set {workingSet >> 20} MiB more, told within {slowest.TotalMilliseconds:F0} ms, drained in {drained.TotalSeconds:F1} s"));
        (await host.CallsAsync()).Should().HaveCount((seconds * CallsPerSecond) + 1).And.OnlyContain(call => call.State == CallState.Ended);
        (await host.CheckAsync()).Findings.Should().BeEmpty();
        heap.Should().BeLessThan(100 << 20);
        drained.Should().BeLessThan(TimeSpan.FromMinutes(2));
    }

    [Fact(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    public async Task RestoreOfAnOlderCopy_HostGoesOnWithTheCallsThatLast()
    {
        var copy = Path.Combine(_folder, "copy.db");
        DateTimeOffset began;
        await using (var first = await RunningHost.StartAsync(File))
        {
            first.Pbx.Up();
            first.Pbx.Begin("lasts");
            first.Pbx.Begin("ends");
            await first.UntilAsync(status => status.OpenCalls == 2);
            began = first.Status.LastEventAt!.Value;
            (await first.Backup.BackupAsync(copy, false, null, TestContext.Current.CancellationToken)).Check.Findings.Should().BeEmpty();
            first.Pbx.End("ends");
            first.Pbx.Begin("new");
            await first.UntilAsync(status => status.OpenCalls == 2 && first.Ended.Count == 1);
            await first.Backup.Awaiting(b => b.RestoreAsync(copy, true, TestContext.Current.CancellationToken))
                .Should().ThrowAsync<LedgerStoreException>().WithMessage("*another host*");
        }

        var builder = new Kits.BareBuilder();
        builder.UseSqlite($"Data Source={File};Pooling=False");
        await using (var tool = Microsoft.Extensions.DependencyInjection.ServiceCollectionContainerBuilderExtensions.BuildServiceProvider(builder.Services))
        {
            var backup = (ILedgerBackup)tool.GetService(typeof(ILedgerBackup))!;
            await backup.RestoreAsync(copy, overwrite: true, TestContext.Current.CancellationToken);
        }

        await using var second = await RunningHost.StartAsync(File);
        await second.UntilAsync(status => status.OpenCalls == 2 && status.State != LinkState.Starting);
        second.Pbx.Up(withCalls: true);
        second.Pbx.Say((seq, at) => new Snapshot(
            seq, at,
            [
                new SnapshotLeg(new LegId("lasts"), "line", null, began, SnapshotLegState.Calling, null, null, null, null, null, null),
                new SnapshotLeg(new LegId("new"), "line", null, at, SnapshotLegState.Calling, null, null, null, null, null, null),
            ]));
        await second.UntilAsync(status => status.OpenCalls == 2 && second.Ended.Count == 1);
        second.Pbx.End("lasts");
        second.Pbx.End("new");
        await second.UntilAsync(status => status.OpenCalls == 0 && second.Ended.Count == 3);

        (await second.CallsAsync()).Should().HaveCount(3).And.OnlyContain(call => call.State == CallState.Ended);
        (await second.CheckAsync()).Findings.Should().BeEmpty();
    }

    private static void Call(RunningHost host, int number)
    {
        host.Pbx.Begin($"leg {number}");
        host.Pbx.End($"leg {number}");
    }

    private void MountSmallDisk()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Run("mount", "-t", "tmpfs", "-o", $"size={DiskMegabytes}m", "tmpfs", _disk),
            "A small disk of its own can be mounted by root on Linux only.");
        _isMounted = true;
    }

    // All but a little, so that the disk is full after a few calls.
    private void FillDisk()
    {
        using var ballast = System.IO.File.Create(Ballast);
        var room = new DriveInfo(_disk).AvailableFreeSpace - (96 << 10);
        ballast.Write(new byte[room]);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
