namespace CallTracking.Storage;

/// <summary>The tables of a store and their versions, for a tool of the operator. A store package whose migrations are its own registers
/// one; the portable store has none, its host owns the migrations.</summary>
/// <remarks>Safe for concurrent use. All methods throw <see cref="LedgerStoreException"/> when the store cannot be reached or used.</remarks>
public interface ILedgerSchema
{
    /// <summary>Looks at the store, and changes nothing.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    Task<LedgerSchemaState> InspectAsync(CancellationToken cancellationToken);

    /// <summary>Brings the store up to this version; all of it or nothing. A store that does not exist yet is created as far as its kind
    /// allows.</summary>
    /// <param name="cancellationToken">Gives up; what is applied then is nothing.</param>
    /// <returns>The migrations that were applied, in order; none when the store was of this version already.</returns>
    Task<IReadOnlyList<string>> UpgradeAsync(CancellationToken cancellationToken);

    /// <summary>The SQL that <see cref="UpgradeAsync"/> would run, for those who run it themselves; empty when there is nothing to do.</summary>
    /// <param name="fromNothing">For an empty database, whatever this one holds; the store is then not asked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<string> ScriptAsync(bool fromNothing, CancellationToken cancellationToken);
}

/// <summary>What <see cref="ILedgerSchema.InspectAsync"/> found.</summary>
/// <param name="Store">Which store, without secrets.</param>
/// <param name="Provider">What it is, with its version.</param>
/// <param name="Applied">Migrations that it has, in order; none when it holds no ledger.</param>
/// <param name="Pending">Migrations of this version that it lacks, in order.</param>
public sealed record LedgerSchemaState(string Store, string Provider, IReadOnlyList<string> Applied, IReadOnlyList<string> Pending);
