using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CallTracking.Access;
using Microsoft.AspNetCore.WebUtilities;

namespace CallTracking.Samples.Web.Components.Pages.Audit;

/// <summary>What the page of the audit trail shows, as its address says it.</summary>
internal sealed record AuditView
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>First day, as <c>2026-11-23</c>.</summary>
    public string? From { get; init; }

    /// <summary>Last day.</summary>
    public string? To { get; init; }

    public Guid? Employee { get; init; }

    public string? Action { get; init; }

    public string? Entity { get; init; }

    public string? Id { get; init; }

    public static AuditView Of(string uri)
    {
        var query = QueryHelpers.ParseQuery(new Uri(uri).Query);
        string? Text(string name) => query.TryGetValue(name, out var values) && values[^1]?.Trim() is { Length: > 0 and <= 128 } text ? text : null;
        string? Day(string name) => Read(Text(name)) is { } day ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
        return new AuditView
        {
            From = Day("from"),
            To = Day("to"),
            Employee = Guid.TryParse(Text("employee"), out var employee) ? employee : null,
            Action = Text("action"),
            Entity = Text("entity"),
            Id = Text("id"),
        };
    }

    public string ToUri() => QueryHelpers.AddQueryString(
        "/audit",
        new (string Name, string? Text)[]
        {
            ("from", From), ("to", To), ("employee", Employee?.ToString()), ("action", Action), ("entity", Entity), ("id", Id),
        }.Where(static part => part.Text is not null).Select(static part => KeyValuePair.Create(part.Name, part.Text)));

    public AuditFilter ToFilter(Func<DateTime, DateTimeOffset> fromLocal) => new()
    {
        From = Read(From) is { } from ? fromLocal(from.ToDateTime(TimeOnly.MinValue)) : null,
        To = Read(To) is { } to ? fromLocal(to.AddDays(1).ToDateTime(TimeOnly.MinValue)) : null,
        Employee = Employee,
        Action = Action,
        Entity = Entity,
        EntityId = Id,
    };

    /// <summary>The page of what something was done to; null where there is none.</summary>
    public static string? LinkTo(string entity, string id) => !Guid.TryParse(id, out var one) ? null : entity switch
    {
        "call" => $"/calls/{one}",
        "contact" => $"/customers/{one}",
        "obligation" => $"/callbacks/{one}",
        "task" => $"/tasks/{one}",
        "employee" => $"/staff/{one}",
        _ => null,
    };

    /// <summary>JSON with a line for each member; what is none stays as it is.</summary>
    public static string Pretty(string payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            return JsonSerializer.Serialize(json.RootElement, Written);
        }
        catch (JsonException)
        {
            return payload;
        }
    }

    private static DateOnly? Read(string? day) =>
        DateOnly.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var read) && read < DateOnly.MaxValue ? read : null;
}
