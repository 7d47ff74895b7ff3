using Microsoft.Data.Sqlite;

namespace CallTracking.Storage.Sqlite;

/// <summary>SQLite's result codes in our words: one line that names the file and the cure.</summary>
internal static class SqliteErrors
{
    // https://www.sqlite.org/rescode.html
    private const int Error = 1;
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int SchemaChanged = 17;
    private const int Constraint = 19;
    private const int NotADatabase = 26;
    private const int KeyTaken = 1555;
    private const int UniqueTaken = 2067;

    /// <summary>Translates the first SQLite exception in a chain; null when there is none, or when it is translated already.</summary>
    public static LedgerStoreException? Explain(string file, Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is LedgerStoreException ours)
            {
                return ReferenceEquals(ours, exception)
                    ? null
                    : new LedgerStoreException(ours.Message, ours.IsTransient, exception) { IsLeaseLost = ours.IsLeaseLost };
            }

            if (cause is SqliteException sqlite)
            {
                return Explain(file, sqlite.SqliteErrorCode, sqlite.Message, exception);
            }
        }

        return null;
    }

    /// <summary>Whether the file is damaged beyond reading, or none of SQLite's.</summary>
    public static bool IsDamage(SqliteException exception) => (exception.SqliteErrorCode & 0xFF) is Corrupt or NotADatabase;

    /// <summary>Whether a unique key was taken by somebody else.</summary>
    public static bool IsTaken(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException { SqliteExtendedErrorCode: UniqueTaken or KeyTaken })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a disk is full.</summary>
    public static bool IsFull(SqliteException exception) => (exception.SqliteErrorCode & 0xFF) == Full;

    /// <summary>Translates a result code.</summary>
    public static LedgerStoreException Explain(string file, int code, string message, Exception? inner = null)
    {
        var (text, transient) = (code & 0xFF) switch
        {
            Busy or Locked => ($"{file} is locked by another program: close what writes to it, or try again.", true),
            SchemaChanged => ($"{file} changed its schema meanwhile: try again.", true),
            Full => ($"{file} cannot grow, the disk is full: free some space.", true),
            InputOutput => ($"{file} cannot be read or written ({Reason(message)}): check the disk.", true),
            ReadOnly or Permission => ($"{file} may not be written to: give this user the right to write to it and to its folder.", false),
            Corrupt => ($"{file} is damaged: restore it from a backup.", false),
            NotADatabase => ($"{file} is not a SQLite database, or is encrypted: name another file.", false),
            CannotOpen when Directory.Exists(file) => ($"{file} is a folder: name a file in it.", false),
            CannotOpen when !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(file))) =>
                ($"{file} cannot be opened, its folder does not exist: create the folder, or check the path.", false),
            CannotOpen when !File.Exists(file) => ($"{file} does not exist: check the path, or start a host that records into it.", false),
            CannotOpen => ($"{file} cannot be opened: check that it is a file and that this user may read and write it.", false),
            Error => ($"{file} does not have the tables of this version ({Reason(message)}): start the host that records into it once, it migrates.", false),
            Constraint => ($"{file} refused a row ({Reason(message)}).", false),
            _ => ($"{file}: {Reason(message)}.", false),
        };
        return new LedgerStoreException(text, transient, inner);
    }

    public static LedgerStoreException Newer(string file, string migration) => new(
        $"{file} comes from a newer version (it has '{migration}'): update this program, or use another file.", isTransient: false);

    public static LedgerStoreException Older(string file) => new(
        $"{file} comes from an older version: start the host that records into it once, it migrates.", isTransient: false);

    public static LedgerStoreException OnlyReading(string file) => new(
        $"{file} was opened for reading only: leave 'Mode=ReadOnly' out of the connection string to record into it.", isTransient: false);

    public static LedgerStoreException NotOurs(string file) => new(
        $"{file} holds no ledger: check the path, or start a host that records into it.", isTransient: false);

    private static string Reason(string message) => message.ReplaceLineEndings(" ").TrimEnd('.', ' ');
}
