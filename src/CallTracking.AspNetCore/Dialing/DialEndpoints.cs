using System.ComponentModel;
using System.Text.Json.Serialization;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Dialing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Dialing;

/// <summary>Calls that employees place from a program.</summary>
internal static class DialEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "dialing");
        api.Post("/dials", Permission.Dial, DialAsync)
            .Is("dial", "Calls a number for the employee: his own phone first.", "Answers when the attempt has begun; the live channel tells `dialChanged`.")
            .Takes<DialRequestBody>().Answers<DialBody>(202).MayFail(409).MayFail(429);
        api.Get("/dials", Permission.Dial, List).Is("listDials", "Lists the employee's attempts that go on.").Answers<DialList>();
        api.Get("/dials/{id:guid}", Permission.Dial, Get).Is("getDial", "Reads how an attempt stands.").Answers<DialBody>().MayBeMissing();
        api.Delete("/dials/{id:guid}", Permission.Dial, HangUpAsync).Is("hangUpDial", "Gives an attempt up.").AnswersNothing().MayBeMissing();
    }

    private static async Task<IResult> DialAsync(HttpContext http, IDialer dialer, CancellationToken cancellationToken)
    {
        var request = await Body.ReadAsync(http, ApiJson.Strict.DialRequestBody, cancellationToken).ConfigureAwait(false);
        var caller = http.Caller();
        var handle = await dialer.DialAsync(
            caller,
            new DialRequest
            {
                Employee = caller.Employee!.Value,
                Number = Texts.Required(request.Number, "number", 64),
                Link = Texts.Optional(request.Link, "link", 64),
                Extension = Texts.Optional(request.Extension, "extension", 64),
                Obligation = request.Obligation,
                Contact = request.Contact,
            },
            cancellationToken).ConfigureAwait(false);
        return Answers.Json(DialBody.Of(handle), ApiJson.Strict.DialBody, 202);
    }

    private static IResult List(HttpContext http, IDialer dialer) =>
        Answers.Json(new DialList([.. dialer.ListOpen(http.Caller()).Select(DialBody.Of)]), ApiJson.Strict.DialList);

    private static IResult Get(Guid id, HttpContext http, IDialer dialer) =>
        Answers.Json(DialBody.Of(Answers.Found(dialer.Find(http.Caller(), id))), ApiJson.Strict.DialBody);

    private static async Task<IResult> HangUpAsync(Guid id, HttpContext http, IDialer dialer, CancellationToken cancellationToken)
    {
        await Answers.Found(dialer.Find(http.Caller(), id)).HangUpAsync(cancellationToken).ConfigureAwait(false);
        return Answers.Empty;
    }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
[Description("Whom to call.")]
internal sealed record DialRequestBody
{
    [Description("The number, as dialled or in E.164.")]
    public string? Number { get; init; }

    [Description("The link to call over; null for the one that the employee's phone is on.")]
    public string? Link { get; init; }

    [Description("The employee's phone; null for the one he has.")]
    public string? Extension { get; init; }

    [Description("The obligation that this call serves.")]
    public Guid? Obligation { get; init; }

    [Description("The contact who is called.")]
    public Guid? Contact { get; init; }
}

[Description("Attempts that go on.")]
internal sealed record DialList([property: Description("The attempts.")] IReadOnlyList<DialBody> Items);

[Description("An attempt to call a number for an employee.")]
internal sealed record DialBody
{
    [Description("Its id.")]
    public required Guid Id { get; init; }

    [Description("For whom.")]
    public required Guid Employee { get; init; }

    [Description("Over which link.")]
    public required string Link { get; init; }

    [Description("The employee's phone.")]
    public required string Extension { get; init; }

    [Description("The obligation that it serves.")]
    public Guid? Obligation { get; init; }

    [WordsOf<DialProgress>]
    [Description("How the employee's own phone stands.")]
    public required string Agent { get; init; }

    [WordsOf<DialProgress>]
    [Description("How the called party stands.")]
    public required string Customer { get; init; }

    [Description("How it ended; null while it goes on.")]
    public string? Outcome { get; init; }

    [Description("More about how it ended, a stable code.")]
    public string? Reason { get; init; }

    [Description("The call in the ledger; null until it is known.")]
    public Guid? CallId { get; init; }

    public static DialBody Of(DialHandle dial)
    {
        var state = dial.State;
        return new DialBody
        {
            Id = dial.Id,
            Employee = dial.Employee,
            Link = dial.Link,
            Extension = dial.Extension,
            Obligation = dial.Obligation,
            Agent = Word.Of(state.Agent),
            Customer = Word.Of(state.Customer),
            Outcome = Word.Of(state.Outcome?.Outcome),
            Reason = state.Outcome?.Reason,
            CallId = state.CallId,
        };
    }
}
