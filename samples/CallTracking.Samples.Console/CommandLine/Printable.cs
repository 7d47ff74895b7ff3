namespace CallTracking.Samples.Console.CommandLine;

/// <summary>
/// Makes text from outside fit for a terminal. A caller chooses his own name, and control codes in it must not reach the screen of
/// whoever reads it.
/// </summary>
internal static class Printable
{
    /// <summary>One line without control characters.</summary>
    public static string Line(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var blanked = new string([.. text.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
        return string.Join(' ', blanked.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
