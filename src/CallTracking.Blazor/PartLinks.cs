using System.Globalization;

namespace CallTracking.Blazor;

/// <summary>Addresses of the host's pages, written as templates.</summary>
internal static class PartLinks
{
    /// <summary>The template with its places filled in; null where there is none, or where it would not be an address.</summary>
    /// <param name="template">Such as <c>/customers/{contact}</c>.</param>
    /// <param name="places">Names and what stands there; null for nothing.</param>
    public static string? Fill(string? template, params ReadOnlySpan<(string Name, object? Value)> places)
    {
        if (string.IsNullOrWhiteSpace(template) || template.TrimStart().StartsWith("javascript:", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        foreach (var (name, value) in places)
        {
            template = template.Replace(
                $"{{{name}}}", Uri.EscapeDataString(Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty), StringComparison.Ordinal);
        }

        return template;
    }
}
