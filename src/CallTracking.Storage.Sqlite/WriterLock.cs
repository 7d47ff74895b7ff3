namespace CallTracking.Storage.Sqlite;

/// <summary>
/// A file beside the database that the writing process keeps locked. The operating system lets go of it when the process dies, however it
/// dies; the file itself stays, because removing it would let two processes each lock a file of the same name.
/// </summary>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;

    private WriterLock(FileStream file)
    {
        _file = file;
    }

    /// <summary>Locks the database for writing by this host.</summary>
    /// <param name="database">Full path of the database.</param>
    /// <exception cref="LedgerStoreException">Another host writes, or the folder cannot be written to.</exception>
    public static WriterLock Take(string database)
    {
        var path = database + ".lock";
        try
        {
            return new WriterLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new LedgerStoreException(
                $"{path} cannot be created: give this user the right to write to that folder.", isTransient: false, exception);
        }
        catch (IOException exception)
        {
            throw new LedgerStoreException(
                $"{database} is being written by another host: stop it first, or use another file. Reading is possible meanwhile.",
                isTransient: true, exception);
        }
    }

    public void Dispose() => _file.Dispose();
}
