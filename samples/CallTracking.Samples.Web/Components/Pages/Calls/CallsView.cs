using System.Globalization;
using CallTracking.Calls;
using Microsoft.AspNetCore.WebUtilities;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>What the history shows, as its address says it. A number stands behind the <c>#</c>, which browsers keep to themselves:
/// addresses are written into logs on the way.</summary>
public sealed record CallsView
{
    private const string Path = "/calls";
    private const int LongestText = 100;

    public CallPeriod Period { get; init; }

    /// <summary>First day of a period of one's own.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last day of it.</summary>
    public DateOnly? To { get; init; }

    public IReadOnlyList<CallDirection> Directions { get; init; } = [];

    public IReadOnlyList<CallOutcome> Outcomes { get; init; } = [];

    public Guid? Employee { get; init; }

    public Guid? Department { get; init; }

    public Guid? Contact { get; init; }

    public string? Number { get; init; }

    public string? Link { get; init; }

    public string? Queue { get; init; }

    /// <summary>Shortest talk, in seconds.</summary>
    public int? Least { get; init; }

    /// <summary>Longest talk, in seconds.</summary>
    public int? Most { get; init; }

    public bool Unserved { get; init; }

    public bool IsEverything => ToUri() == Path;

    /// <summary>How many conditions stand behind "more filters".</summary>
    public int Further => (Outcomes.Count > 0 ? 1 : 0) + (Employee is null ? 0 : 1) + (Department is null ? 0 : 1) + (Link is null ? 0 : 1)
        + (Queue is null ? 0 : 1) + (Least is null ? 0 : 1) + (Most is null ? 0 : 1);

    /// <summary>What no index answers; null when there is none of it.</summary>
    public CallHistoryTerms? Terms => Queue is null && Least is null && Most is null ? null : new CallHistoryTerms
    {
        Queue = Queue,
        LeastTalk = Least is { } least ? TimeSpan.FromSeconds(least) : null,
        MostTalk = Most is { } most ? TimeSpan.FromSeconds(most) : null,
    };

    /// <summary>Reads an address. What it does not understand does not restrict.</summary>
    public static CallsView Of(string uri)
    {
        var parts = new Uri(uri);
        var query = QueryHelpers.ParseQuery(parts.Query);
        var behind = QueryHelpers.ParseQuery(parts.Fragment.TrimStart('#'));
        string? Text(string name) => query.TryGetValue(name, out var values) && values[^1]?.Trim() is { Length: > 0 and <= LongestText } text ? text : null;
        T? Word<T>(string? text)
            where T : struct, Enum => text is { Length: > 0 } && char.IsLetter(text[0]) && Enum.TryParse<T>(text, ignoreCase: true, out var word) ? word : null;
        List<T> Words<T>(string name)
            where T : struct, Enum => [.. (Text(name) ?? "").Split(',').Select(Word<T>).OfType<T>().Distinct()];
        Guid? Id(string name) => Guid.TryParse(Text(name), out var id) ? id : null;
        int? Seconds(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 1_000_000 ? seconds : null;
        DateOnly? Day(string name) => DateOnly.TryParseExact(Text(name), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
        var (from, to) = (Day("from"), Day("to"));
        return new CallsView
        {
            Period = from is not null || to is not null ? CallPeriod.Own : Word<CallPeriod>(Text("period")) is { } period and not CallPeriod.Own ? period : CallPeriod.All,
            From = from > to ? to : from,
            To = from > to ? from : to,
            Directions = Words<CallDirection>("direction"),
            Outcomes = Words<CallOutcome>("outcome"),
            Employee = Id("employee"),
            Department = Id("department"),
            Contact = Id("contact"),
            Number = behind.TryGetValue("number", out var number) && number[^1]?.Trim() is { Length: > 0 and <= LongestText } digits ? digits : null,
            Link = Text("link"),
            Queue = Text("queue"),
            Least = Seconds("least"),
            Most = Seconds("most"),
            Unserved = Text("unserved") is "1" or "true",
        };
    }

    /// <summary>The address, relative to the host.</summary>
    public string ToUri() => Number is null ? Path + Query : $"{Path}{Query}#number={Uri.EscapeDataString(Number)}";

    /// <summary>The query string: all but the number.</summary>
    public string Query
    {
        get
        {
            var parts = new List<KeyValuePair<string, string?>>();
            void Add(string name, string? text)
            {
                if (!string.IsNullOrEmpty(text))
                {
                    parts.Add(new(name, text));
                }
            }

            Add("period", Period is CallPeriod.All or CallPeriod.Own ? null : Lower(Period));
            Add("from", From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Add("to", To?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            Add("direction", string.Join(',', Directions.Select(Lower)));
            Add("outcome", string.Join(',', Outcomes.Select(Lower)));
            Add("employee", Employee?.ToString());
            Add("department", Department?.ToString());
            Add("contact", Contact?.ToString());
            Add("link", Link);
            Add("queue", Queue);
            Add("least", Least?.ToString(CultureInfo.InvariantCulture));
            Add("most", Most?.ToString(CultureInfo.InvariantCulture));
            Add("unserved", Unserved ? "1" : null);
            return QueryHelpers.AddQueryString(string.Empty, parts);
        }
    }

    public CallHistoryFilter ToFilter(TimeZoneInfo zone, DateTimeOffset now)
    {
        var (from, to) = Days(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime));
        return new CallHistoryFilter
        {
            From = from is { } first ? Midnight(first, zone) : null,
            To = to is { } last ? Midnight(last.AddDays(1), zone) : null,
            Directions = Directions,
            Outcomes = Outcomes,
            Employee = Employee,
            Department = Department,
            Contact = Contact,
            Number = Number,
            Link = Link,
            OnlyUnserved = Unserved,
        };
    }

    /// <summary>Whether a call that changed is one of those shown, as far as the call itself tells: its contact is asked elsewhere, and a
    /// number is not looked for in what may be masked.</summary>
    public bool Shows(Call call, CallHistoryFilter filter) =>
        !(call.StartedAt < filter.From) && !(call.StartedAt >= filter.To)
        && (Directions.Count == 0 || Directions.Contains(call.Direction))
        && (Outcomes.Count == 0 || (call.Outcome is { } outcome && Outcomes.Contains(outcome)))
        && (Employee is null || call.Participants.Any(one => one.Employee == Employee))
        && (Department is null || call.Participants.Any(one => one.Department == Department))
        && (Link is null || call.Link == Link) && (!Unserved || call.IsUnserved) && Holds(call);

    /// <summary>Whether a call has what <see cref="Terms"/> asks for.</summary>
    public bool Holds(Call call) => (Queue is null || call.Queue == Queue)
        && !(call.Talk < TimeSpan.FromSeconds(Least ?? 0)) && !(Most is { } most && call.Talk > TimeSpan.FromSeconds(most));

    private static string Lower<T>(T word)
        where T : struct, Enum => word.ToString() is var text ? char.ToLowerInvariant(text[0]) + text[1..] : string.Empty;

    private (DateOnly? From, DateOnly? To) Days(DateOnly today) => Period switch
    {
        CallPeriod.Today => (today, null),
        CallPeriod.Yesterday => (today.AddDays(-1), today.AddDays(-1)),
        CallPeriod.Week => (today.AddDays(-6), null),
        CallPeriod.Month => (today.AddDays(-29), null),
        CallPeriod.Own => (From, To),
        _ => (null, null),
    };

    // A midnight that a change of the clocks leaves out is the hour after it.
    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}

/// <summary>Periods that have a name.</summary>
public enum CallPeriod
{
    All,
    Today,
    Yesterday,

    /// <summary>Today and the six days before.</summary>
    Week,

    /// <summary>Today and the 29 days before.</summary>
    Month,

    /// <summary>From a day to a day.</summary>
    Own,
}
