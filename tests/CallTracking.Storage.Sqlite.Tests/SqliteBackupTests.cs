using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Kits;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage.Sqlite;

public sealed class SqliteBackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("backup-").FullName;

    private string File => Path.Combine(_folder, "calls.db");

    private string Copy => Path.Combine(_folder, "copies", "calls copy.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public SqliteBackupTests() => Directory.CreateDirectory(Path.GetDirectoryName(Copy)!);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Backup_OfAFileThatIsWritten_IsOneMomentOfIt()
    {
        await using var store = Store.Open(File);
        await store.Reader.PrepareAsync(Cancel);
        await WriteAsync(store, 1, 400);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writing = WriteOnAsync(store, 401, stop.Token);
        var steps = new List<double>();

        var report = await Backup(File).BackupAsync(Copy, overwrite: false, new Steps(steps), Cancel);
        await stop.CancelAsync();
        var last = await writing;

        last.Should().BeGreaterThan(401, "nobody held the host up");
        report.Check.IsSound.Should().BeTrue();
        report.Bytes.Should().Be(new FileInfo(Copy).Length);
        steps.Should().BeInAscendingOrder().And.EndWith(1);
        Directory.GetFiles(Path.GetDirectoryName(Copy)!).Should().Equal(Copy);
        await using var copy = Store.Open(Copy);
        var position = await copy.Reader.GetPositionAsync(Sample.Tenant, Sample.Link, Cancel);
        position.Ordinal.Should().BeGreaterThanOrEqualTo(400);
        (await CountAsync(copy)).Should().Be((int)position.Ordinal, "each commit brought one call");
    }

    [Fact]
    public async Task Backup_FileExists_IsReplacedOnlyWhenToldSo()
    {
        await SeedAsync();
        await System.IO.File.WriteAllTextAsync(Copy, "precious", Cancel);

        await Backup(File).Awaiting(b => b.BackupAsync(Copy, false, null, Cancel)).Should().ThrowAsync<LedgerStoreException>()
            .WithMessage("*exists*");
        (await System.IO.File.ReadAllTextAsync(Copy, Cancel)).Should().Be("precious");
        await Backup(File).BackupAsync(Copy, true, null, Cancel);

        await using var copy = Store.Open(Copy);
        (await CountAsync(copy)).Should().Be(3);
    }

    [Fact]
    public async Task Backup_GivenUp_LeavesNothing()
    {
        await SeedAsync();
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        await Backup(File).Awaiting(b => b.BackupAsync(Copy, false, null, given.Token)).Should().ThrowAsync<OperationCanceledException>();

        Directory.GetFiles(Path.GetDirectoryName(Copy)!).Should().BeEmpty();
    }

    [Fact]
    public async Task Backup_OfADamagedFile_IsRefusedAndOlderCopiesStay()
    {
        await SeedAsync(calls: 2_000);
        await Backup(File).BackupAsync(Copy, false, null, Cancel);
        var older = await System.IO.File.ReadAllBytesAsync(Copy, Cancel);
        DamagePages(File);

        await Backup(File).Awaiting(b => b.BackupAsync(Copy, true, null, Cancel)).Should().ThrowAsync<LedgerStoreException>()
            .WithMessage("*damaged*");

        (await System.IO.File.ReadAllBytesAsync(Copy, Cancel)).Should().Equal(older);
        Directory.GetFiles(Path.GetDirectoryName(Copy)!).Should().ContainSingle();
    }

    [Fact]
    public async Task Backup_OfNothing_SaysSo() => await Backup(File).Awaiting(b => b.BackupAsync(Copy, false, null, Cancel)).Should()
        .ThrowAsync<LedgerStoreException>().WithMessage("*does not exist*");

    [Fact]
    public async Task Restore_AfterTheFileWasLost_GivesWhatTheCopyHas()
    {
        await SeedAsync();
        await Backup(File).BackupAsync(Copy, false, null, Cancel);
        System.IO.File.Delete(File);
        await System.IO.File.WriteAllTextAsync(File + "-wal", "left by a host that was killed", Cancel);

        var report = await Backup(File).RestoreAsync(Copy, overwrite: false, Cancel);

        report.Replaced.Should().BeNull();
        await using var store = Store.Open(File);
        await store.Reader.PrepareAsync(Cancel);
        (await CountAsync(store)).Should().Be(3);
        await store.Writer.WriteAsync([Sample.Commit(4, [Sample.Full(9)])], Cancel);
        (await CountAsync(store)).Should().Be(4);
    }

    [Fact]
    public async Task Restore_AStoreIsThere_IsReplacedOnlyWhenToldSoAndKept()
    {
        await SeedAsync();
        await Backup(File).BackupAsync(Copy, false, null, Cancel);
        await using (var later = Store.Open(File))
        {
            await later.Writer.WriteAsync([Sample.Commit(4, [Sample.Full(4)])], Cancel);
        }

        await Backup(File).Awaiting(b => b.RestoreAsync(Copy, false, Cancel)).Should().ThrowAsync<LedgerStoreException>()
            .WithMessage("*exists*");
        var report = await Backup(File).RestoreAsync(Copy, true, Cancel);

        await using var store = Store.Open(File);
        (await CountAsync(store)).Should().Be(3);
        report.Replaced.Should().StartWith(File + ".replaced-");
        await using var replaced = Store.Open(report.Replaced!);
        (await CountAsync(replaced)).Should().Be(4);
    }

    [Fact]
    public async Task Restore_OverAStoreWhoseHostWasKilled_TakesItsLogWithIt()
    {
        await SeedAsync();
        await Backup(File).BackupAsync(Copy, false, null, Cancel);
        // As a killed host leaves it: the newest commits are in the write-ahead log alone.
        var killed = Path.Combine(_folder, "killed.db");
        await using (var host = Store.Open(File))
        {
            await host.Writer.WriteAsync([Sample.Commit(4, [Sample.Full(4)])], Cancel);
            foreach (var suffix in (string[])["", "-wal"])
            {
                await using var from = new FileStream(File + suffix, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                await using var to = System.IO.File.Create(killed + suffix);
                await from.CopyToAsync(to, Cancel);
            }
        }

        var report = await Backup(killed).RestoreAsync(Copy, true, Cancel);

        System.IO.File.Exists(killed + "-wal").Should().BeFalse();
        await using var store = Store.Open(killed);
        (await CountAsync(store)).Should().Be(3);
        await using var replaced = Store.Open(report.Replaced!);
        (await CountAsync(replaced)).Should().Be(4);
    }

    [Fact]
    public async Task Restore_OverADamagedStore_Works()
    {
        await SeedAsync();
        await Backup(File).BackupAsync(Copy, false, null, Cancel);
        await System.IO.File.WriteAllTextAsync(File, new string('x', 9_000), Cancel);

        await Backup(File).RestoreAsync(Copy, true, Cancel);

        await using var store = Store.Open(File);
        (await CountAsync(store)).Should().Be(3);
    }

    [Fact]
    public async Task Restore_WhileAHostWrites_IsRefused()
    {
        await SeedAsync();
        await Backup(File).BackupAsync(Copy, false, null, Cancel);
        await using var host = Store.Open(File);
        await host.Reader.PrepareAsync(Cancel);

        await Backup(File).Awaiting(b => b.RestoreAsync(Copy, true, Cancel)).Should().ThrowAsync<LedgerStoreException>()
            .WithMessage("*another host*");

        (await CountAsync(host)).Should().Be(3);
        Directory.GetFiles(_folder).Should().NotContain(name => name.Contains("restoring") || name.Contains("replaced"));
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("text")]
    [InlineData("missing")]
    [InlineData("other")]
    public async Task Restore_OfWhatIsNoSoundCopy_LeavesTheStoreAsItWas(string kind)
    {
        await SeedAsync(calls: 2_000);
        switch (kind)
        {
            case "damaged":
                await Backup(File).BackupAsync(Copy, false, null, Cancel);
                DamagePages(Copy);
                break;
            case "text":
                await System.IO.File.WriteAllTextAsync(Copy, "SQLite format 4", Cancel);
                break;
            case "other":
                using (var other = Store.Connect(Copy))
                {
                    Store.Execute(other, "CREATE TABLE diary (day)");
                }

                break;
        }

        var before = await System.IO.File.ReadAllBytesAsync(File, Cancel);
        await Backup(File).Awaiting(b => b.RestoreAsync(Copy, true, Cancel)).Should().ThrowAsync<LedgerStoreException>();

        (await System.IO.File.ReadAllBytesAsync(File, Cancel)).Should().Equal(before);
        Directory.GetFiles(_folder).Select(Path.GetFileName).Should().BeSubsetOf(["calls.db", "calls.db.lock"]);
    }

    [Fact]
    public async Task Check_DamagedPages_AreNamed()
    {
        await SeedAsync(calls: 2_000);
        DamagePages(File);

        var report = await Check(File);

        report.IsSound.Should().BeFalse();
        report.Findings.Should().Contain(finding => finding.Rule == "integrity" || finding.Rule == "schema");
    }

    [Fact]
    public async Task Check_ParticipantWithoutCall_IsNamed()
    {
        await SeedAsync();
        using (var connection = Store.Connect(File))
        {
            Store.Execute(connection, "PRAGMA foreign_keys = OFF; DELETE FROM ct_calls WHERE rowid = 1 OR id = (SELECT MIN(id) FROM ct_calls)");
        }

        (await Check(File)).Findings.Select(finding => finding.Rule).Should().Contain(["foreignKeys", "participantWithoutCall"]);
    }

    [Fact]
    public async Task Check_OlderSchema_IsNamedAndNothingElseIsLookedAt()
    {
        await SeedAsync();
        using (var connection = Store.Connect(File))
        {
            Store.Execute(connection, "DELETE FROM ct_migrations WHERE MigrationId = (SELECT MAX(MigrationId) FROM ct_migrations)");
        }

        (await Check(File)).Findings.Should().ContainSingle().Which.Rule.Should().Be("schema");
    }

    [Fact]
    public async Task Check_CallThatCannotBeRead_IsNamedAndTheOthersAreLookedAt()
    {
        await SeedAsync();
        using (var connection = Store.Connect(File))
        {
            Store.Execute(connection, "UPDATE ct_calls SET because = '[{\"verdict\": 7' WHERE id = (SELECT MIN(id) FROM ct_calls)");
        }

        var report = await Check(File);

        report.Calls.Should().Be(3);
        report.Findings.Should().Contain(finding => finding.Rule == "callUnreadable" && finding.Count == 1);
    }

    private static void DamagePages(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        for (var page = 40; (page * 4096) + 4096 < stream.Length; page += 7)
        {
            stream.Position = page * 4096;
            stream.Write(new byte[2048]);
        }
    }

    private async Task SeedAsync(int calls = 3)
    {
        await using var store = Store.Open(File);
        await store.Reader.PrepareAsync(Cancel);
        await WriteAsync(store, 1, calls);
    }

    private static async Task WriteAsync(OpenStore store, int first, int last)
    {
        for (var n = first; n <= last; n += 100)
        {
            var commits = Enumerable.Range(n, Math.Min(100, last - n + 1)).Select(k => Sample.Commit(k, [Sample.Full(k)], events: false));
            await store.Writer.WriteAsync([.. commits], Cancel);
        }
    }

    private static async Task<int> WriteOnAsync(OpenStore store, int number, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await store.Writer.WriteAsync([Sample.Commit(number, [Sample.Full(number)], events: false)], Cancel);
            number++;
        }

        return number;
    }

    private static async Task<int> CountAsync(OpenStore store)
    {
        await using var context = store.Contexts.Create(Caller.System());
        return await context.Set<Call>().CountAsync(Cancel);
    }

    private static ILedgerBackup Backup(string file) => Host(file).GetRequiredService<ILedgerBackup>();

    private static Task<LedgerCheckReport> Check(string file) => Host(file).GetRequiredService<LedgerCheck>().RunAsync(null, Cancel);

    private static ServiceProvider Host(string file)
    {
        var builder = new BareBuilder();
        builder.UseSqlite($"Data Source={file};Pooling=False");
        return builder.Services.BuildServiceProvider();
    }

    private sealed class Steps(List<double> steps) : IProgress<double>
    {
        public void Report(double value) => steps.Add(value);
    }
}
