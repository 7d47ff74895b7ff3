using System.ComponentModel;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using CallTracking.ScreenPop;

namespace CallTracking.AspNetCore.Pops;

[Description("The pops on the employee's screens, the oldest first.")]
internal sealed record PopList([property: Description("The pops.")] IReadOnlyList<PopBody> Items);

[Description("A call on the employee's screens: it rings, or he talks.")]
internal sealed record PopBody
{
    [Description("The call.")]
    public required Guid CallId { get; init; }

    [Description("Of two states of one pop the higher one is newer; says nothing across a restart of the host.")]
    public required long Version { get; init; }

    [WordsOf<PopState>]
    [Description("What the call does at this employee.")]
    public required string State { get; init; }

    [Description("Since when it is on the screen.")]
    public required DateTimeOffset Since { get; init; }

    [Description("The link.")]
    public required string Link { get; init; }

    [WordsOf<CallDirection>]
    [Description("Who called whom.")]
    public required string Direction { get; init; }

    [Description("The number outside; masked for whom numbers are hidden from.")]
    public string? Number { get; init; }

    [Description("The name that the caller sent.")]
    public string? CallerName { get; init; }

    [Description("The number that was called.")]
    public string? DialedNumber { get; init; }

    [Description("The queue.")]
    public string? Queue { get; init; }

    [Description("The employee's extensions at which it rings or talks.")]
    public required IReadOnlyList<string> Extensions { get; init; }

    [Description("Who sent the call here.")]
    public string? TransferredFrom { get; init; }

    [Description("When the call began.")]
    public required DateTimeOffset CallStartedAt { get; init; }

    [WordsOf<PopCallerState>]
    [Description("How far it is known who calls.")]
    public required string CallerState { get; init; }

    [Description("Who calls; null until it is known.")]
    public PopCallerBody? Caller { get; init; }

    public static PopBody Of(CallPop pop) => new()
    {
        CallId = pop.CallId,
        Version = pop.Version,
        State = Word.Of(pop.State),
        Since = pop.Since,
        Link = pop.Link,
        Direction = Word.Of(pop.Direction),
        Number = pop.Number,
        CallerName = pop.CallerName,
        DialedNumber = pop.DialedNumber,
        Queue = pop.Queue,
        Extensions = pop.Extensions,
        TransferredFrom = pop.TransferredFrom,
        CallStartedAt = pop.CallStartedAt,
        CallerState = Word.Of(pop.CallerState),
        Caller = pop.Caller is { } caller
            ? new PopCallerBody(caller.ContactId, caller.Name, caller.AddressAs, caller.Organisation, caller.Candidates) : null,
    };
}

[Description("Who calls, in a word.")]
internal sealed record PopCallerBody(
    [property: Description("The contact; null for somebody whom only the host's own data know.")] Guid? ContactId,
    [property: Description("The contact's name.")] string Name,
    [property: Description("How to address the caller.")] string AddressAs,
    [property: Description("The organisation of a person.")] string? Organisation,
    [property: Description("How many contacts it may be; above 1 this is the likeliest.")] int Candidates);
