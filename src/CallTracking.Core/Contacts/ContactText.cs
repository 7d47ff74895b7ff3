using System.Globalization;
using System.Text;

namespace CallTracking.Contacts;

/// <summary>Texts that people type, as they are kept and compared.</summary>
internal static class ContactText
{
    private const int KeyLength = 64;

    /// <summary>Without the blanks around it, in Unicode's composed form; null when nothing is left.</summary>
    public static string? Clean(string? text)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }

        // Halves of characters cannot be stored by every database, and Normalize throws on them.
        var whole = WellFormed(trimmed);
        return whole.IsNormalized() ? whole : whole.Normalize();
    }

    /// <summary>Whether a text has control characters, which would upset a terminal, a CSV file or a screen.</summary>
    public static bool HasControl(string text, bool allowLines = false)
    {
        foreach (var letter in text)
        {
            if (char.IsControl(letter) && !(allowLines && letter is '\n' or '\r' or '\t'))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The key by which names are compared: no marks, no case, no punctuation, words in order of the alphabet. "José de la Cruz" and
    /// "DE LA CRUZ, Jose" have the same. Marks of scripts that write vowels with them (Khmer, Thai, Hindi …) stay.
    /// </summary>
    public static string NameKey(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in WellFormed(name).Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category == UnicodeCategory.NonSpacingMark && rune.Value is >= 0x0300 and <= 0x036F)
            {
                continue;
            }

            if (Rune.IsLetterOrDigit(rune) || category is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                word.Append(Rune.ToLowerInvariant(rune).ToString());
            }
            else if (rune.Value is not ('\'' or 0x2019) && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            words.Add(word.ToString());
        }

        words.Sort(StringComparer.Ordinal);
        var key = string.Join(' ', words);
        return key.Length <= KeyLength ? key : Cut(key, KeyLength);
    }

    /// <summary>At most so many characters, no half of one.</summary>
    public static string Cut(string text, int length) => text.Length <= length
        ? text
        : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];

    private static string WellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]) || text[i] == '\0')
            {
                return Repaired(text);
            }
        }

        return text;
    }

    private static string Repaired(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            repaired.Append(rune.Value == 0 ? "\uFFFD" : rune.ToString());
        }

        return repaired.ToString();
    }
}
