namespace CallTracking.Samples.Console.CommandLine;

/// <summary>
/// Makes text from outside fit for a terminal. A caller chooses his own name, and control codes in it must not reach the screen of
/// whoever reads it.
/// </summary>
internal static class Printable
{
    /// <summary>One line without control characters.</summary>
    public static string Line(string text) =>
        text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && text.AsSpan().IndexOfAnyInRange('\u007F', '\u009F') < 0
            ? text
            : string.Join(' ', new string([.. text.Select(c => char.IsControl(c) ? ' ' : c)]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
