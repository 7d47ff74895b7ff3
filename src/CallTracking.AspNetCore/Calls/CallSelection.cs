using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Calls;

/// <summary>Which calls, in a body: whatever must not stand in an address, because addresses are written into logs on the way.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Which calls. What is not given does not restrict; several conditions must all hold.")]
internal sealed record CallSelection
{
    [Description("Calls that started at this instant or later, as 2026-11-23T09:30:00Z.")]
    public string? From { get; init; }

    [Description("Calls that started before this instant.")]
    public string? To { get; init; }

    [WordsOf<CallDirection>]
    [Description("Calls of any of these directions.")]
    public IReadOnlyList<string>? Direction { get; init; }

    [WordsOf<CallOutcome>]
    [Description("Finished calls with any of these outcomes.")]
    public IReadOnlyList<string>? Outcome { get; init; }

    [Description("Calls that this party took part in: an extension, room, queue or mailbox as the PBX names it, or an outside number in E.164.")]
    public string? Party { get; init; }

    [Description("Calls with this number outside: in E.164, as dialled in its country, or its last digits (three or more).")]
    public string? Number { get; init; }

    [Description("Calls of this contact.")]
    public Guid? Contact { get; init; }

    [Description("Calls in which this employee took part.")]
    public Guid? Employee { get; init; }

    [Description("Calls in which somebody of this department took part.")]
    public Guid? Department { get; init; }

    [Description("Only calls that left somebody outside unserved.")]
    public bool? Unserved { get; init; }

    [Description("Calls of this link.")]
    public string? Link { get; init; }

    [Description("Only calls that have not ended.")]
    public bool? Open { get; init; }

    [Description("Where the page begins: `next` of the page before.")]
    public string? Cursor { get; init; }

    [Description("How many at most, 1 to 1000. Default 50.")]
    public int? Limit { get; init; }

    /// <summary>The query parameters of the same meaning, without the numbers.</summary>
    public static IReadOnlyList<ApiParameter> Parameters { get; } =
    [
        new("from", ParameterKind.Instant, "Calls that started at this instant or later."),
        new("to", ParameterKind.Instant, "Calls that started before this instant."),
        ApiParameter.AnyOf<CallDirection>("direction", "Calls of this direction."),
        ApiParameter.AnyOf<CallOutcome>("outcome", "Finished calls with this outcome."),
        new("party", ParameterKind.Text, "Calls that this extension, room, queue or mailbox took part in, as the PBX names it. An outside number goes into the body of `POST /calls/query`.") { MaxLength = 64 },
        new("contact", ParameterKind.Id, "Calls of this contact."),
        new("employee", ParameterKind.Id, "Calls in which this employee took part."),
        new("department", ParameterKind.Id, "Calls in which somebody of this department took part."),
        new("unserved", ParameterKind.Flag, "Only calls that left somebody outside unserved."),
        new("link", ParameterKind.Text, "Calls of this link.") { MaxLength = 64 },
        new("open", ParameterKind.Flag, "Only calls that have not ended."),
    ];

    public static CallHistoryFilter Read(Query query)
    {
        if (query.Text("party") is { } party && SafeText.Of(party) != party)
        {
            throw Http.Query.Invalid(
                "party", "It may be a phone number, and addresses are written into logs.", "Send it in the body of POST …/calls/query.");
        }

        return Checked(new CallHistoryFilter
        {
            From = query.Instant("from"),
            To = query.Instant("to"),
            Directions = query.Any<CallDirection>("direction"),
            Outcomes = query.Any<CallOutcome>("outcome"),
            Party = query.Text("party"),
            Contact = query.Id("contact"),
            Employee = query.Id("employee"),
            Department = query.Id("department"),
            OnlyUnserved = query.Flag("unserved") ?? false,
            Link = query.Text("link"),
            OnlyOpen = query.Flag("open") ?? false,
        });
    }

    public CallHistoryFilter ToFilter() => Checked(new CallHistoryFilter
    {
        From = Texts.Instant(From, "from"),
        To = Texts.Instant(To, "to"),
        Directions = Texts.Words<CallDirection>(Direction, "direction"),
        Outcomes = Texts.Words<CallOutcome>(Outcome, "outcome"),
        Party = Texts.Optional(Party, "party", 64),
        Number = Texts.Optional(Number, "number", 64),
        Contact = Contact,
        Employee = Employee,
        Department = Department,
        OnlyUnserved = Unserved ?? false,
        Link = Texts.Optional(Link, "link", 64),
        OnlyOpen = Open ?? false,
    });

    private static CallHistoryFilter Checked(CallHistoryFilter filter) => filter.From > filter.To
        ? throw Http.Query.Invalid("to", "The period ends before it begins.", "Swap 'from' and 'to'.")
        : filter;
}
