using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using SQLitePCL;

namespace CallTracking.Storage.Sqlite;

/// <summary>Copies the file page by page with SQLite's own backup, from one snapshot that writers do not disturb and that does not hold
/// them up.</summary>
internal sealed class SqliteBackup(SqliteStore store, TimeProvider time) : ILedgerBackup
{
    // Four megabytes: often enough to say how far it is and to give up soon.
    private const int PagesAtATime = 1024;

    public async Task<LedgerBackupReport> BackupAsync(
        string file, bool overwrite, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var target = Final(file);
        var source = Final(store.File);
        if (target == source)
        {
            throw Refused($"{target} is the store itself: name another file for the copy.");
        }

        if (File.Exists(target) && !overwrite)
        {
            throw Refused($"{target} exists: name another file, or say that it may be replaced.");
        }

        var partial = target + ".partial";
        try
        {
            await Task.Run(() => Copy(partial, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
            var check = await CheckAsync(partial, cancellationToken).ConfigureAwait(false);
            if (check.Findings.Any(static finding => finding.Rule is "integrity" or "schema"))
            {
                throw Refused($"{source} is damaged ({check.Findings[0].Text}); no copy was made, and older ones are as they were.");
            }

            DiskSync.File(partial);
            File.Move(partial, target, overwrite);
            DiskSync.Folder(target);
            return new LedgerBackupReport(target, new FileInfo(target).Length, check, Replaced: null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(target, exception);
        }
        finally
        {
            Discard(partial);
        }
    }

    public async Task<LedgerBackupReport> RestoreAsync(string file, bool overwrite, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(file);
        var source = Final(file);
        var target = Final(store.File);
        if (target == source)
        {
            throw Refused($"{source} is the store itself: name the copy.");
        }

        if (!File.Exists(source))
        {
            throw Refused($"{source} does not exist: check the path of the copy.");
        }

        if (File.Exists(source + "-wal"))
        {
            throw Refused($"{source} has {source}-wal beside it, so it is no finished copy but a store in use, or one whose host was killed.");
        }

        if (File.Exists(target) && !overwrite)
        {
            throw Refused($"{target} exists: say that it may be replaced (it is then kept beside it), or name another store.");
        }

        var partial = target + ".restoring";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            // Held to the end: no host may begin to write between two steps.
            using var taken = WriterLock.Take(target);
            File.Copy(source, partial, overwrite: true);
            var check = await CheckAsync(partial, cancellationToken).ConfigureAwait(false);
            if (!check.IsSound && check.Findings.Any(static finding => finding.Rule is "integrity" or "schema" or "foreignKeys"))
            {
                throw Refused($"{source} cannot be restored ({check.Findings[0].Text}); the store is as it was. Try an older copy.");
            }

            DiskSync.File(partial);
            var replaced = Replace(partial, target);
            return new LedgerBackupReport(target, new FileInfo(target).Length, check, replaced);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw CannotWrite(target, exception);
        }
        finally
        {
            Discard(partial);
        }
    }

    // A link is followed, as SQLite does: what it points to is copied or replaced, not the link.
    private static string Final(string file)
    {
        var path = Path.GetFullPath(file);
        return File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }

    private void Copy(string partial, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        Discard(partial);
        try
        {
            using var from = new SqliteConnection(
                new SqliteConnectionStringBuilder(store.ConnectionString) { Pooling = false }.ConnectionString);
            using var to = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = partial, Pooling = false, Mode = SqliteOpenMode.ReadWriteCreate }.ConnectionString);
            from.Open();
            store.SetUp(from);
            to.Open();
            // Pins the snapshot: without it, every write of the host would make the copy begin anew.
            Execute(from, "BEGIN; SELECT COUNT(*) FROM ct_links;");
            Copy(from.Handle!, to.Handle!, progress, cancellationToken);
            Execute(from, "ROLLBACK");
            // One file that needs no others beside it; the host that it is restored for sets its own mode.
            Execute(to, "PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException exception)
        {
            throw SqliteErrors.Explain(SqliteErrors.IsFull(exception) ? partial : store.File, exception)!;
        }
        catch (SqliteFault fault)
        {
            throw SqliteErrors.Explain(fault.Code == raw.SQLITE_FULL ? partial : store.File, fault.Code, fault.Message, fault);
        }
    }

    private static void Copy(sqlite3 from, sqlite3 to, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(to, "main", from, "main");
        if (backup is null || backup.IsInvalid)
        {
            SqliteFault.ThrowIf(raw.sqlite3_errcode(to), to);
        }

        int result;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            result = raw.sqlite3_backup_step(backup, PagesAtATime);
            var pages = raw.sqlite3_backup_pagecount(backup);
            progress?.Report(pages == 0 ? 1 : 1 - ((double)raw.sqlite3_backup_remaining(backup) / pages));
        }
        while (result == raw.SQLITE_OK);
        if (result != raw.SQLITE_DONE)
        {
            SqliteFault.ThrowIf(result, to);
        }
    }

    /// <summary>Puts a file in the store's place in one moment, and keeps what was there.</summary>
    private string? Replace(string partial, string target)
    {
        if (!File.Exists(target))
        {
            MoveLogAside(target, target + ".left-over");
            File.Move(partial, target);
            DiskSync.Folder(target);
            return null;
        }

        var aside = $"{target}.replaced-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        for (var number = 2; File.Exists(aside); number++)
        {
            aside = $"{target}.replaced-{time.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}-{number}";
        }

        // A log that belongs to the old file would be taken for the new one's.
        if (!TryEmptyLog(target))
        {
            MoveLogAside(target, aside);
        }

        File.Replace(partial, target, aside);
        DiskSync.Folder(target);
        return aside;
    }

    private static bool TryEmptyLog(string target)
    {
        try
        {
            using (var connection = new SqliteConnection(
                new SqliteConnectionStringBuilder { DataSource = target, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ConnectionString))
            {
                connection.Open();
                Execute(connection, "PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
            }

            return !File.Exists(target + "-wal");
        }
        catch (SqliteException)
        {
            // It is damaged, which may be why it is replaced.
            return false;
        }
    }

    private static void MoveLogAside(string target, string aside)
    {
        foreach (var suffix in (string[])["-wal", "-shm", "-journal"])
        {
            if (File.Exists(target + suffix))
            {
                File.Move(target + suffix, aside + suffix, overwrite: true);
            }
        }
    }

    private static async Task<LedgerCheckReport> CheckAsync(string file, CancellationToken cancellationToken)
    {
        var options = new SqliteStoreOptions
        {
            ConnectionString = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString,
        };
        using var copy = new SqliteStore(Options.Create(options), NullLogger<SqliteStore>.Instance);
        var contexts = new SqliteDbContextFactory(copy, NullLoggerFactory.Instance);
        return await new LedgerCheck(contexts, [new SqliteStoreCheck(copy)]).RunAsync(null, cancellationToken).ConfigureAwait(false);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Fixed texts.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private static void Discard(string partial)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            File.Delete(partial + suffix);
        }
    }

    private static LedgerStoreException Refused(string text) => new(text, isTransient: false);

    private static LedgerStoreException CannotWrite(string file, Exception exception) =>
        new($"{file} cannot be written: {exception.Message.ReplaceLineEndings(" ")}", isTransient: false, exception);
}
