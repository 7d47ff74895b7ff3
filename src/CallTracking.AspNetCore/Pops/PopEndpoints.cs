using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.ScreenPop;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Pops;

/// <summary>The pops of whoever asks.</summary>
internal static class PopEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "pops");
        api.Get("/pops", Permission.CallsRead, List)
            .Is("listPops", "Lists the calls on the employee's own screens, the oldest first.", "What the live channel tells as `pop`; read it after a reconnect.")
            .Answers<PopList>();
        api.Get("/calls/{id:guid}/card", Permission.CallsRead, CardAsync)
            .Is("getCard", "Reads everything that helps to talk with the caller of a call.", "While the call is on the employee's own screens whatever rows his roles reach.")
            .Answers<CardBody>().MayBeMissing();
    }

    private static IResult List(HttpContext http, ScreenPops pops) =>
        Answers.Json(new PopList([.. pops.List(http.Caller()).Select(PopBody.Of)]), ApiJson.Strict.PopList);

    private static async Task<IResult> CardAsync(Guid id, HttpContext http, ScreenPops pops, CancellationToken cancellationToken) => Answers.Json(
        CardBody.Of(Answers.Found(await pops.GetCardAsync(http.Caller(), id, cancellationToken).ConfigureAwait(false))), ApiJson.Strict.CardBody);
}
