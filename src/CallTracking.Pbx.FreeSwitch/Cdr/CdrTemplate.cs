using System.Buffers;
using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// A template of <c>mod_cdr_csv</c>: texts and variables in turn. The module puts values in as they are, so that a name with quotes breaks the
/// row; it is read all the same, from the right, where every value has a shape of its own.
/// </summary>
internal sealed class CdrTemplate
{
    private const int MostColumns = 128;
    private const int MostSteps = 4_000;

    private static readonly SearchValues<byte> OfIds =
        SearchValues.Create("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:@ "u8);

    private static readonly SearchValues<byte> OfCauses = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_ "u8);

    private readonly byte[][] _texts;
    private readonly Kind[] _kinds;

    private CdrTemplate(List<string> names, List<byte[]> texts)
    {
        Names = names;
        _texts = [.. texts];
        _kinds = [.. names.Select(KindOf)];
    }

    private enum Kind
    {
        /// <summary>Free text that a caller may choose.</summary>
        Text,

        /// <summary>No quotes, unless a row cannot be read otherwise.</summary>
        Plain,

        /// <summary>A local time.</summary>
        Stamp,

        /// <summary>Digits.</summary>
        Digits,

        /// <summary>A word of FreeSWITCH.</summary>
        Cause,

        /// <summary>The name of a leg.</summary>
        Id,

        /// <summary><c>inbound</c> or <c>outbound</c>.</summary>
        Direction,
    }

    /// <summary>The variables, in order.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a template as <c>cdr_csv.conf.xml</c> has it, or names of variables with commas between.</summary>
    /// <param name="text">The template.</param>
    /// <param name="problem">What is wrong with it; null when nothing is.</param>
    public static CdrTemplate? Parse(string text, out string? problem)
    {
        text = text.Replace("\r", "", StringComparison.Ordinal).Trim();
        if (text.StartsWith("<![CDATA[", StringComparison.Ordinal) && text.EndsWith("]]>", StringComparison.Ordinal))
        {
            text = text[9..^3].Trim();
        }

        if (!text.Contains("${", StringComparison.Ordinal))
        {
            text = string.Join(',', text.Split(',', StringSplitOptions.TrimEntries).Select(static name => $"\"${{{name}}}\""));
        }

        var names = new List<string>();
        var texts = new List<byte[]>();
        var at = 0;
        for (int open; (open = text.IndexOf("${", at, StringComparison.Ordinal)) >= 0;)
        {
            var close = text.IndexOf('}', open);
            var name = close < 0 ? "" : text[(open + 2)..close];
            problem = name.Length == 0 ? "a ${ in it is not followed by a name and }"
                : names.Count > 0 && open == at ? $"nothing stands between ${{{names[^1]}}} and ${{{name}}}"
                : names.Count == MostColumns ? $"it has more than {MostColumns} variables"
                : null;
            if (problem is not null)
            {
                return null;
            }

            texts.Add(Encoding.UTF8.GetBytes(text[at..open]));
            names.Add(name);
            at = close + 1;
        }

        texts.Add(Encoding.UTF8.GetBytes(text[at..]));
        problem = !names.Contains("uuid") ? "it lacks ${uuid}: without it records belong to no call"
            : !names.Exists(static name => name is "start_stamp" or "start_epoch" or "start_uepoch") ? "it lacks ${start_stamp}" : null;
        return problem is null ? new CdrTemplate(names, texts) : null;
    }

    /// <summary>Finds the values in a row.</summary>
    /// <param name="row">The row without its line break.</param>
    /// <param name="isStrict">Whether only free texts may hold quotes.</param>
    /// <param name="values">Takes the place of each value.</param>
    /// <returns>False when the row is not of this template.</returns>
    public bool TryMatch(ReadOnlySpan<byte> row, bool isStrict, Range[] values)
    {
        if (!row.StartsWith(_texts[0]) || !row.EndsWith(_texts[^1]) || row.Length < _texts[0].Length + _texts[^1].Length)
        {
            return false;
        }

        var steps = 0;
        return Match(row, row.Length - _texts[^1].Length, _kinds.Length - 1, isStrict, values, ref steps);
    }

    private bool Match(ReadOnlySpan<byte> row, int end, int column, bool isStrict, Range[] values, ref int steps)
    {
        var text = _texts[column].AsSpan();
        if (column == 0)
        {
            values[0] = new Range(text.Length, Math.Max(end, text.Length));
            return end >= text.Length && Fits(0, row[text.Length..end], isStrict);
        }

        for (var from = end; steps++ < MostSteps;)
        {
            var at = row[..from].LastIndexOf(text);
            if (at < 0)
            {
                return false;
            }

            var start = at + text.Length;
            if (Fits(column, row[start..end], isStrict))
            {
                values[column] = new Range(start, end);
                if (Match(row, at, column - 1, isStrict, values, ref steps))
                {
                    return true;
                }
            }
            else if (_kinds[column] > Kind.Plain || isStrict)
            {
                // Longer it fits even less.
                return false;
            }

            from = start - 1;
        }

        return false;
    }

    private bool Fits(int column, ReadOnlySpan<byte> value, bool isStrict) => value.IsEmpty || _kinds[column] switch
    {
        Kind.Plain => !isStrict || !value.Contains((byte)'"'),
        Kind.Stamp => value.Length is >= 19 and <= 26 && Records.LocalTimes.TryParse(value, out _),
        Kind.Digits => value.Length <= 20 && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9'),
        Kind.Cause => value.Length <= 64 && !value.ContainsAnyExcept(OfCauses),
        Kind.Id => value.Length <= 256 && !value.ContainsAnyExcept(OfIds),
        Kind.Direction => value.SequenceEqual("inbound"u8) || value.SequenceEqual("outbound"u8),
        _ => true,
    } && (!isStrict || _kinds[column] != Kind.Text || column == 0 || !value.Contains((byte)'"') || _kinds[0] != Kind.Text);

    private static Kind KindOf(string name) => name switch
    {
        "caller_id_name" or "effective_caller_id_name" or "caller_id" or "callee_id_name" or "last_arg" or "userfield" or "clid"
            or "originate_causes" or "current_application_data" => Kind.Text,
        "direction" => Kind.Direction,
        "hangup_cause" or "originate_disposition" or "DIALSTATUS" => Kind.Cause,
        "originator" or "signal_bond" or "last_bridge_to" => Kind.Id,
        "duration" or "billsec" or "mduration" or "billmsec" or "uduration" or "billusec" => Kind.Digits,
        _ when name.EndsWith("uuid", StringComparison.Ordinal) => Kind.Id,
        _ when name.EndsWith("_stamp", StringComparison.Ordinal) => Kind.Stamp,
        _ when name.EndsWith("epoch", StringComparison.Ordinal) => Kind.Digits,
        _ => Kind.Plain,
    };
}
