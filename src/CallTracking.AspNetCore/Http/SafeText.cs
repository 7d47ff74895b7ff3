using System.Text.RegularExpressions;

namespace CallTracking.AspNetCore.Http;

/// <summary>Texts without anything that could be a phone number: for logs and answers about errors.</summary>
internal static partial class SafeText
{
    /// <summary>The text with every run of five or more digits, however grouped, left out.</summary>
    public static string Of(string text) => Numbers().Replace(text, "…");

    [GeneratedRegex(@"\+?\d(?:[\s\-./()]{0,2}\d){4,}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();
}
