namespace CallTracking.Storage;

/// <summary>Copies a store that lies in a file. Stores of a database server have none: their server's own tools do it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ILedgerBackup
{
    /// <summary>Copies the store as it is at one moment, while a host may write to it. The copy is checked before it takes its name, durable
    /// then, and whole: a copy that cannot be made leaves nothing behind.</summary>
    /// <param name="file">The copy.</param>
    /// <param name="overwrite">Whether a file of that name is replaced.</param>
    /// <param name="progress">Is told how much is done, from 0 to 1.</param>
    /// <param name="cancellationToken">Gives up, leaving nothing behind.</param>
    /// <returns>What the check of the copy found. Where it found something, the store has it too.</returns>
    /// <exception cref="LedgerStoreException">The store cannot be read, is damaged, or the copy cannot be written; the line says which.</exception>
    Task<LedgerBackupReport> BackupAsync(string file, bool overwrite, IProgress<double>? progress, CancellationToken cancellationToken);

    /// <summary>Puts a copy in the store's place, while no host writes to it. The copy is checked first and the store changed in one moment;
    /// what was there before is kept beside it.</summary>
    /// <param name="file">The copy.</param>
    /// <param name="overwrite">Whether a store that is there is replaced.</param>
    /// <param name="cancellationToken">Gives up, leaving the store as it was.</param>
    /// <returns>What the check of the copy found, and where the replaced store is kept.</returns>
    /// <exception cref="LedgerStoreException">The copy cannot be used, a host writes to the store, or one is there and may not be replaced.</exception>
    Task<LedgerBackupReport> RestoreAsync(string file, bool overwrite, CancellationToken cancellationToken);
}

/// <summary>What a backup or a restore did.</summary>
/// <param name="File">The file that was written, in full.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Check">What the check of it found.</param>
/// <param name="Replaced">Where a restore has put the store that it replaced; null when there was none.</param>
public sealed record LedgerBackupReport(string File, long Bytes, LedgerCheckReport Check, string? Replaced);
