using System.Buffers;

namespace CallTracking.AspNetCore.Http;

/// <summary>Cells of CSV (RFC 4180) that no spreadsheet runs.</summary>
/// <remarks>
/// A caller chooses the name that he sends, and a spreadsheet runs a cell that begins like a formula: such a cell gets an apostrophe in front,
/// which spreadsheets take as "this is text". A sign with nothing but digits behind it is a number and stays as it is.
/// </remarks>
internal static class Csv
{
    // The last four are the wide forms that some locales accept.
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n＝＋－＠");
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(",;\"\r\n\t");

    public static string Cell(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return string.Empty;
        }

        var legal = text.Any(IsIllegal) ? new string([.. text.Select(letter => IsIllegal(letter) ? '\uFFFD' : letter)]) : text;
        var safe = FormulaStarts.Contains(legal[0]) && !IsSignedDigits(legal) ? "'" + legal : legal;
        return safe.AsSpan().ContainsAny(NeedsQuotes) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }

    public static string Line(IEnumerable<string?> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static bool IsIllegal(char letter) => char.IsControl(letter) && letter is not ('\t' or '\r' or '\n');

    private static bool IsSignedDigits(string text) =>
        text.Length > 1 && text[0] is '+' or '-' && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
