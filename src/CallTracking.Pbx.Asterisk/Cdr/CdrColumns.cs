using System.Collections.Frozen;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// Which value of a row is what. <c>cdr_csv</c> writes sixteen values in a fixed order, then, as its options say, the unique id, the user
/// field, and three more of which one is the linked id; nothing in the file says which. A file of other programs may begin with a line of
/// names.
/// </summary>
internal sealed class CdrColumns
{
    /// <summary>What <c>cdr_csv</c> always writes.</summary>
    public const int Least = 16;

    private const int Most = 64;

    private static readonly FrozenDictionary<string, int> Names = new Dictionary<string, int>
    {
        ["accountcode"] = 0,
        ["src"] = 1,
        ["dst"] = 2,
        ["dcontext"] = 3,
        ["clid"] = 4,
        ["channel"] = 5,
        ["dstchannel"] = 6,
        ["lastapp"] = 7,
        ["lastdata"] = 8,
        ["start"] = 9,
        ["calldate"] = 9,
        ["starttime"] = 9,
        ["answer"] = 10,
        ["answertime"] = 10,
        ["end"] = 11,
        ["endtime"] = 11,
        ["duration"] = 12,
        ["billsec"] = 13,
        ["disposition"] = 14,
        ["amaflags"] = 15,
        ["uniqueid"] = 16,
        ["userfield"] = 17,
        ["peeraccount"] = 18,
        ["linkedid"] = 19,
        ["sequence"] = 20,
        ["source"] = 1,
        ["destination"] = 2,
        ["destinationcontext"] = 3,
        ["callerid"] = 4,
        ["destinationchannel"] = 6,
        ["lastapplication"] = 7,
        ["billableseconds"] = 13,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // By position in the table of names above; -1 where the file has no such column.
    private int[]? _named;

    /// <summary>Reads a line of names.</summary>
    /// <returns>False when the row is none.</returns>
    public bool TryReadHeader(CsvReader row)
    {
        var columns = new int[21];
        Array.Fill(columns, -1);
        var known = 0;
        for (var i = 0; i < row.Count && i < Most; i++)
        {
            if (row[i].Length is > 0 and < 32 && Names.TryGetValue(Encoding.Latin1.GetString(row[i]).Trim(), out var column) && columns[column] < 0)
            {
                columns[column] = i;
                known++;
            }
        }

        if (known < 3 || columns[9] < 0)
        {
            return false;
        }

        _named = columns;
        return true;
    }

    /// <summary>Lays a row out.</summary>
    /// <returns>False when it has too few values to be a CDR.</returns>
    public bool TryRead(CsvReader row, out CdrValues values)
    {
        values = default;
        if (_named is null && row.Count < Least)
        {
            return false;
        }

        var (uniqueId, linkedId, sequence) = Further(row);
        values = new CdrValues
        {
            Source = At(row, 1),
            Destination = At(row, 2),
            Context = At(row, 3),
            CallerId = At(row, 4),
            Channel = At(row, 5),
            DestinationChannel = At(row, 6),
            Application = At(row, 7),
            ApplicationData = At(row, 8),
            Start = At(row, 9),
            Answer = At(row, 10),
            End = At(row, 11),
            Duration = At(row, 12),
            BillableSeconds = At(row, 13),
            Disposition = At(row, 14),
            UniqueId = uniqueId < 0 ? default : row[uniqueId],
            LinkedId = linkedId < 0 ? default : row[linkedId],
            Sequence = sequence < 0 ? default : row[sequence],
        };
        return true;
    }

    private (int UniqueId, int LinkedId, int Sequence) Further(CsvReader row)
    {
        if (_named is not null)
        {
            return (Within(row, _named[16]), Within(row, _named[19]), Within(row, _named[20]));
        }

        // Sixteen, and three more with the newer columns; what is between them is the unique id, the user field, or both.
        var hasNewer = row.Count >= Least + 3;
        var between = row.Count - Least - (hasNewer ? 3 : 0);
        var linkedId = hasNewer ? row.Count - 2 : -1;
        var uniqueId = between switch
        {
            0 => -1,
            1 => CdrId.IsGenerated(row[Least]) || (hasNewer && row[Least].SequenceEqual(row[linkedId])) ? Least : -1,
            _ => Least,
        };
        return (uniqueId, linkedId, hasNewer ? row.Count - 1 : -1);
    }

    private ReadOnlySpan<byte> At(CsvReader row, int column)
    {
        var index = _named is null ? column : Within(row, _named[column]);
        return index < 0 ? default : row[index];
    }

    private static int Within(CsvReader row, int index) => index < row.Count ? index : -1;
}
