using System.Buffers;

namespace CallTracking.Contacts;

/// <summary>
/// Cells of the exported file. A spreadsheet runs a cell that begins like a formula, and names come from strangers: such a cell gets an
/// apostrophe in front, which spreadsheets take as "this is text". A plus or minus with nothing but digits behind it is a number and no
/// formula, so +12025550123 stays as it is. A cell that begins with an apostrophe of its own gets a second one, so that
/// <see cref="Unguard"/> gives every text back exactly.
/// </summary>
internal static class ContactCsv
{
    // What spreadsheets take for the beginning of a formula; the last four are the wide forms that some locales accept.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",;\"\r\n\t");

    /// <summary>A text as a cell, quoted where RFC 4180 wants it.</summary>
    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var safe = Guard(text);
        var needsQuotes = safe.AsSpan().ContainsAny(NeedsQuotes) || safe[0] == ' ' || safe[^1] == ' ';
        return needsQuotes ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    /// <summary>What <see cref="Cell"/> was given, of a cell without its quotes.</summary>
    public static string Unguard(string cell) =>
        cell.Length > 1 && cell[0] == '\'' && (cell[1] == '\'' || FormulaStarts.Contains(cell[1])) ? cell[1..] : cell;

    private static string Guard(string text) =>
        text[0] == '\'' || (FormulaStarts.Contains(text[0]) && !IsSignedDigits(text)) ? "'" + text : text;

    private static bool IsSignedDigits(string text) =>
        text.Length > 1 && text[0] is '+' or '-' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
