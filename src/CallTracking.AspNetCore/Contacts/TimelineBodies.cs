using System.ComponentModel;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Contacts;
using CallTracking.Identification;

namespace CallTracking.AspNetCore.Contacts;

[Description("Something that happened with a contact.")]
internal sealed record TimelineEntryBody(
    [property: Description("What kind of thing.")] string Kind,
    [property: Description("The call, the note, the task.")] Guid Id,
    [property: Description("When.")] DateTimeOffset At,
    [property: Description("Who of the staff did it.")] Guid? Employee,
    [property: Description("What of it, a stable word.")] string? What,
    [property: Description("Words for people.")] string? Text,
    [property: Description("More, by name.")] IReadOnlyDictionary<string, string>? Details)
{
    public static TimelineEntryBody Of(ContactTimelineEntry one) => new(one.Kind, one.Id, one.At, one.Employee, one.What, one.Text, one.Details);
}

[Description("A page of entries.")]
internal sealed record TimelinePageBody(
    [property: Description("The entries.")] IReadOnlyList<TimelineEntryBody> Items,
    [property: Description("Give it as `cursor` for the next page; null when this is the last one.")] string? Next);
