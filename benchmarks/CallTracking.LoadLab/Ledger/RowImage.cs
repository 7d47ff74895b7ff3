using System.Text;
using Microsoft.Data.Sqlite;

namespace CallTracking.LoadLab.Ledger;

/// <summary>
/// The rows that the product's writer leaves for each call of a sample, read back from the store, so that the baselines write the same
/// ones: ready to bind, without any work left to do.
/// </summary>
internal sealed class RowImage
{
    private RowImage(string[] callColumns, Cell[][] calls, string[] participantColumns, Cell[][][] participants)
    {
        (CallColumns, Calls, ParticipantColumns, Participants) = (callColumns, calls, participantColumns, participants);
    }

    public string[] CallColumns { get; }

    /// <summary>By call.</summary>
    public Cell[][] Calls { get; }

    public string[] ParticipantColumns { get; }

    /// <summary>By call, then by participant.</summary>
    public Cell[][][] Participants { get; }

    /// <summary>Reads the first rows of a store.</summary>
    /// <param name="connection">The store.</param>
    /// <param name="count">How many calls.</param>
    public static RowImage Read(SqliteConnection connection, int count)
    {
        var (callColumns, calls) = Query(connection, $"SELECT * FROM ct_calls ORDER BY id LIMIT {count}");
        var id = Array.IndexOf(callColumns, "id");
        var (participantColumns, rows) = Query(connection, "SELECT * FROM ct_participants ORDER BY call_id, ordinal");
        var owner = Array.IndexOf(participantColumns, "call_id");
        var byCall = rows.ToLookup(row => Convert.ToHexString(row[owner].Bytes!));
        return new RowImage(
            callColumns, calls, participantColumns,
            [.. calls.Select(call => byCall[Convert.ToHexString(call[id].Bytes!)].ToArray())]);
    }

    private static (string[] Columns, Cell[][] Rows) Query(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToArray();
        var rows = new List<Cell[]>();
        while (reader.Read())
        {
            rows.Add([.. columns.Select((_, i) => Cell.Of(reader.GetValue(i)))]);
        }

        return (columns, [.. rows]);
    }
}

/// <summary>One value, in the forms that either interface wants.</summary>
/// <param name="Value">As a parameter's value.</param>
/// <param name="Number">The integer; 0 for other kinds.</param>
/// <param name="Bytes">Bytes of a text or blob; null for other kinds.</param>
/// <param name="IsText">Whether the bytes are a text.</param>
internal readonly record struct Cell(object Value, long Number, byte[]? Bytes, bool IsText)
{
    public bool IsNull => Value is DBNull;

    public static Cell Of(object value) => value switch
    {
        long number => new Cell(value, number, null, false),
        string text => new Cell(value, 0, Encoding.UTF8.GetBytes(text), true),
        byte[] blob => new Cell(value, 0, blob, false),
        _ => new Cell(DBNull.Value, 0, null, false),
    };
}
