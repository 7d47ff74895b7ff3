using System.Data.Common;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace CallTracking.LoadLab.Queries;

/// <summary>Asks the store, for each command that EF Core runs, how it runs it, and keeps the names of the indexes.</summary>
internal sealed partial class QueryPlans : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<string> _indexes = [];
    private readonly bool _isSqlite;

    private QueryPlans(bool isSqlite)
    {
        _isSqlite = isSqlite;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>The indexes that a piece of work reads, in order; <c>SCAN</c> and a table where one is read as a whole.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(bool isSqlite, Func<Task> work)
    {
        using var plans = new QueryPlans(isSqlite);
        await work().ConfigureAwait(false);
        return [.. plans._indexes.Distinct()];
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == "Microsoft.EntityFrameworkCore")
        {
            _subscriptions.Add(value.Subscribe(this, name => name == RelationalEventId.CommandExecuting.Name));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is CommandEventData { Command: { } command })
        {
            Explain(command);
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }

    public void Dispose() => _subscriptions.ForEach(subscription => subscription.Dispose());

    private void Explain(DbCommand command)
    {
        using var explain = command.Connection!.CreateCommand();
        explain.Transaction = command.Transaction;
#pragma warning disable CA2100 // What EF Core made.
        explain.CommandText = (_isSqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN ") + command.CommandText;
#pragma warning restore CA2100
        foreach (DbParameter parameter in command.Parameters)
        {
            if (parameter is ICloneable cloneable)
            {
                explain.Parameters.Add(cloneable.Clone());
                continue;
            }

            var same = explain.CreateParameter();
            (same.ParameterName, same.Value) = (parameter.ParameterName, parameter.Value);
            explain.Parameters.Add(same);
        }

        using var reader = explain.ExecuteReader();
        while (reader.Read())
        {
            var line = reader.GetString(_isSqlite ? 3 : 0);
            var found = (_isSqlite ? SqliteIndex() : PostgresIndex()).Match(line);
            if (found.Success)
            {
                var group = found.Groups.Values.Skip(1).First(one => one.Success);
                _indexes.Add(group.Name == "scan" ? $"SCAN {group.Value}" : group.Name == "virtual" ? "fts5 ct_contact_search" : group.Value);
            }
        }
    }

    [GeneratedRegex(@"USING (?:COVERING )?INDEX (\w+)|USING INTEGER (PRIMARY KEY)|(?<virtual>VIRTUAL TABLE)|^SCAN (?<scan>ct_\w+)")]
    private static partial Regex SqliteIndex();

    [GeneratedRegex(@"Index (?:Only )?Scan(?: Backward)? using ""?(\w+)|Bitmap Index Scan on ""?(\w+)|Seq Scan on (?<scan>\w+)")]
    private static partial Regex PostgresIndex();
}
