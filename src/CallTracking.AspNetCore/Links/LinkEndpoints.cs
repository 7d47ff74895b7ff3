using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using CallTracking.Links;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore.Links;

/// <summary>The links to PBXes and what they did not hear.</summary>
internal static class LinkEndpoints
{
    private const int Standard = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = new ApiGroup(routes, "links");
        api.Get("/links", Permission.LinksRead, List).Is("listLinks", "Lists the links with their state.").Answers<LinkList>();
        api.Get("/links/{name}", Permission.LinksRead, Get).Is("getLink", "Reads the state of one link.").Answers<LinkBody>().MayBeMissing();
        api.Get("/gaps", Permission.LinksRead, ListGapsAsync)
            .Is("listGaps", "Lists periods in which a link was not observed, latest beginning first.", "What the history may lack.")
            .Query(
                new ApiParameter("from", ParameterKind.Instant, "Gaps that lasted beyond this instant, or last still."),
                new ApiParameter("to", ParameterKind.Instant, "Gaps that began before this instant."),
                new ApiParameter("link", ParameterKind.Text, "Gaps of this link.") { MaxLength = 64 },
                ApiParameter.Limit(CallHistory.MaxLimit, Standard))
            .Answers<GapList>();
    }

    private static IResult List(HttpContext http, ILinkMonitor links, IOptions<CallTrackingOptions> host) => Answers.Json(
        new LinkList(IsOfHost(http, host) ? [.. links.List().Select(LinkBody.Of)] : []), ApiJson.Strict.LinkList);

    private static IResult Get(string name, HttpContext http, ILinkMonitor links, IOptions<CallTrackingOptions> host) => Answers.Json(
        LinkBody.Of(Answers.Found(IsOfHost(http, host) ? links.Find(name) : null)), ApiJson.Strict.LinkBody);

    // All links of a host are of its one tenant, and the monitor asks for nobody's name.
    private static bool IsOfHost(HttpContext http, IOptions<CallTrackingOptions> host) => http.Caller().Tenant == host.Value.Tenant;

    private static async Task<IResult> ListGapsAsync(HttpContext http, CallHistory history, CancellationToken cancellationToken)
    {
        var query = new Query(http);
        var filter = new CoverageGapFilter { From = query.Instant("from"), To = query.Instant("to"), Link = query.Text("link") };
        if (filter.From > filter.To)
        {
            throw Query.Invalid("to", "The period ends before it begins.", "Swap 'from' and 'to'.");
        }

        var gaps = await history.ListGapsAsync(http.Caller(), filter, query.Limit(CallHistory.MaxLimit, Standard), cancellationToken).ConfigureAwait(false);
        return Answers.Json(new GapList([.. gaps.Select(GapBody.Of)]), ApiJson.Strict.GapList);
    }
}
