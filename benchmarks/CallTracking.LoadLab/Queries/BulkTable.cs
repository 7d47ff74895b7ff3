namespace CallTracking.LoadLab.Queries;

/// <summary>Takes the rows of a table the fastest way that a store has, column after column.</summary>
internal abstract class BulkTable : IDisposable
{
    public abstract void Text(string? value);

    public abstract void Integer(int value);

    public abstract void Long(long value);

    public abstract void Flag(bool value);

    public abstract void Instant(DateTimeOffset value);

    public abstract void Id(Guid value);

    public abstract void Null();

    /// <summary>The row is whole.</summary>
    public abstract void End();

    public virtual void Dispose()
    {
    }
}

/// <summary>A store that is filled by the bulk.</summary>
internal interface IBulkStore : IDisposable
{
    /// <summary>The columns of a table that may not be null and have no default.</summary>
    IReadOnlyList<(string Name, bool IsText)> Required(string table);

    /// <summary>Takes indexes and triggers away.</summary>
    void Begin(IReadOnlyList<string> tables);

    /// <summary>Opens a table for rows.</summary>
    BulkTable Open(string table, IReadOnlyList<string> columns);

    /// <summary>Makes durable what came so far.</summary>
    void Commit();

    /// <summary>Makes indexes and triggers anew.</summary>
    void Complete(Action<string> said);
}
