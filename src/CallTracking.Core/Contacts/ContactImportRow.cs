using System.Globalization;

namespace CallTracking.Contacts;

/// <summary>A row of a file in the words of contacts: what its cells say, and what is wrong with them.</summary>
internal sealed class ContactImportRow
{
    private readonly Dictionary<string, (string Text, int Column)> _plain = new(StringComparer.Ordinal);
    private readonly string[] _headers;

    public ContactImportRow(ContactFileRow row, string[] headers, ContactColumn[] columns)
    {
        _headers = headers;
        Line = row.Line;
        if (row.Damage is not null)
        {
            Problems.Add(new ContactImportProblem(Line, row.BadCell >= 0 ? Header(row.BadCell) : null, "row.damaged", $"The row cannot be read: {row.Damage}."));
            return;
        }

        if (row.Cells.Length > headers.Length)
        {
            Problems.Add(new ContactImportProblem(
                Line, null, "row.cells", $"The row has {row.Cells.Length} cells and the header {headers.Length}: quote cells that have a separator in them."));
            return;
        }

        for (var i = 0; i < row.Cells.Length; i++)
        {
            if (ContactText.Clean(row.Cells[i]) is { } text)
            {
                Take(columns[i], text, i);
            }
        }
    }

    public long Line { get; }

    public List<(NewContactNumber Number, int Column)> Numbers { get; } = [];

    public List<(NewContactEmail Email, int Column)> Emails { get; } = [];

    public List<(string Text, int Column)> Notes { get; } = [];

    public List<(string Key, string Text)> Fields { get; } = [];

    public List<ContactImportProblem> Problems { get; } = [];

    /// <summary>Whether no cell says anything.</summary>
    public bool IsEmpty => _plain.Count + Numbers.Count + Emails.Count + Notes.Count + Fields.Count == 0;

    /// <summary>What a column says; null when nothing.</summary>
    public string? this[string target] => _plain.TryGetValue(target, out var cell) ? cell.Text : null;

    /// <summary>Says what is wrong with a column.</summary>
    public void Refuse(string? target, string code, string message) =>
        Problems.Add(new ContactImportProblem(Line, target is not null && _plain.TryGetValue(target, out var cell) ? Header(cell.Column) : null, code, message));

    /// <summary>Says what is wrong with a cell.</summary>
    public void Refuse(int column, string code, string message) => Problems.Add(new ContactImportProblem(Line, Header(column), code, message));

    /// <summary>A column as a number with a point.</summary>
    public decimal? Decimal(string target)
    {
        if (this[target] is not { } text)
        {
            return null;
        }

        var digits = target == ContactColumns.Discount ? text.TrimEnd('%', ' ') : text;
        if (decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }

        Refuse(target, target + ".number", "This is no number: write it with a point and without separators of thousands, such as 1234.50.");
        return null;
    }

    private string Header(int column) => column < _headers.Length ? _headers[column] : string.Create(CultureInfo.InvariantCulture, $"column {column + 1}");

    private void Take(ContactColumn column, string text, int place)
    {
        switch (column.Target)
        {
            case ContactColumns.Ignore:
                break;
            case ContactColumns.Number:
                foreach (var part in Parts(text, ['|', ';', '\n']))
                {
                    var (number, label) = Labelled(part);
                    Numbers.Add((new NewContactNumber(number, column.NumberKind, label), place));
                }

                break;
            case ContactColumns.Email:
                foreach (var part in Parts(text, ['|', ';', ',', '\n']))
                {
                    Emails.Add((new NewContactEmail(part), place));
                }

                break;
            case ContactColumns.Note:
                Notes.Add((text, place));
                break;
            case ContactColumns.Field:
                Fields.Add((column.Key!, text));
                break;
            default:
                if (!_plain.TryAdd(column.Target, (text, place)))
                {
                    Refuse(place, "column.twice", $"Two columns of the row say '{column.Target}': map one of them to 'ignore'.");
                }

                break;
        }
    }

    private static string[] Parts(string text, char[] between) =>
        text.Split(between, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // "+12025550101 <reception>", as the export writes it.
    private static (string Number, string? Label) Labelled(string text)
    {
        var open = text.IndexOf('<', StringComparison.Ordinal);
        return open > 0 && text[^1] == '>' ? (text[..open].Trim(), text[(open + 1)..^1].Trim()) : (text, null);
    }
}
