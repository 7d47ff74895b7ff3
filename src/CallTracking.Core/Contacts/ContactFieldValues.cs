using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallTracking.Contacts;

/// <summary>Values of custom fields: checked against their definitions, kept as one JSON object whose members have the field's type.</summary>
internal static class ContactFieldValues
{
    private static readonly FrozenSet<string> Yes = new[] { "true", "yes", "1", "y" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
    private static readonly FrozenSet<string> No = new[] { "false", "no", "0", "n" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The canonical text of a value of a field.</summary>
    /// <returns>What is wrong; null when nothing is.</returns>
    public static ContactProblem? Read(ContactField field, string text, out string canonical)
    {
        canonical = text.Trim();
        var name = $"field:{field.Key}";
        switch (field.Kind)
        {
            case ContactFieldKind.Number:
                if (!decimal.TryParse(canonical, NumberStyles.Number & ~NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var number))
                {
                    return new ContactProblem("field.number", name, $"'{field.Name}' takes a number such as 12.5.");
                }

                if (number < field.Minimum || number > field.Maximum)
                {
                    return new ContactProblem("field.range", name, string.Create(
                        CultureInfo.InvariantCulture, $"'{field.Name}' must lie between {field.Minimum} and {field.Maximum}."));
                }

                canonical = number.ToString(CultureInfo.InvariantCulture);
                return null;
            case ContactFieldKind.Date:
                if (!DateOnly.TryParseExact(canonical, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
                {
                    return new ContactProblem("field.date", name, $"'{field.Name}' takes a day such as 2026-11-23.");
                }

                return null;
            case ContactFieldKind.Boolean:
                if (!Yes.Contains(canonical) && !No.Contains(canonical))
                {
                    return new ContactProblem("field.boolean", name, $"'{field.Name}' takes true or false.");
                }

                canonical = Yes.Contains(canonical) ? "true" : "false";
                return null;
            case ContactFieldKind.Choice:
                var wanted = canonical;
                var choice = field.Choices.FirstOrDefault(c => string.Equals(c, wanted, StringComparison.OrdinalIgnoreCase));
                canonical = choice ?? canonical;
                return choice is not null ? null : new ContactProblem(
                    "field.choice", name, $"'{field.Name}' takes one of: {string.Join(", ", field.Choices)}.");
            default:
                return canonical.Length <= Math.Min(field.MaxLength, ContactField.MaxTextLength) && !ContactText.HasControl(canonical, allowLines: true)
                    ? null
                    : new ContactProblem("field.length", name, string.Create(
                        CultureInfo.InvariantCulture, $"'{field.Name}' takes at most {field.MaxLength} characters, and no control characters."));
        }
    }

    /// <summary>The stored JSON as canonical texts by key.</summary>
    public static Dictionary<string, string> Parse(string? json)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(json))
        {
            return values;
        }

        using var document = JsonDocument.Parse(json);
        foreach (var member in document.RootElement.EnumerateObject())
        {
            values[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
        }

        return values;
    }

    /// <summary>Canonical texts as the JSON to store, members in the order of their keys; null when there are none.</summary>
    public static string? Write(IReadOnlyDictionary<string, string> values, IReadOnlyDictionary<string, ContactField> fields)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var json = new JsonObject();
        foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            json[key] = fields.TryGetValue(key, out var field)
                ? field.Kind switch
                {
                    ContactFieldKind.Number => JsonValue.Create(decimal.Parse(value, CultureInfo.InvariantCulture)),
                    ContactFieldKind.Boolean => JsonValue.Create(value == "true"),
                    _ => JsonValue.Create(value),
                }
                : JsonValue.Create(value);
        }

        return json.ToJsonString(ContactColumnJson.Readable.Options);
    }
}
