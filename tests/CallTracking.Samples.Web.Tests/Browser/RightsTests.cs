using System.Net;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CallTracking.Samples.Web.Browser;

/// <summary>What somebody may not see, he sees nowhere: not on a page, not in a file, not live, not by an address that somebody sent him.</summary>
public sealed class RightsTests(WebOffice office) : PageTest(office)
{
    private const string OfTheOthers = "+12025550131";
    private const string OfHers = "+12025550132";

    [Fact]
    public async Task Operator_CallsOfAnotherTeam_AreOnNoPageNoFileNoFeed()
    {
        var cleo = await Office.SitAsync(Company.Cleo);
        await using var feed = await FollowAsync(cleo);
        Office.Ring(OfTheOthers, Company.Ada).Answers().HangsUp();
        Office.Ring(OfHers, Company.Cleo).Answers().HangsUp();
        await Office.EndedAsync(2);
        var others = await Office.CallAsync(OfTheOthers);
        var hers = await Office.CallAsync(OfHers);

        await cleo.GoAsync("/calls");
        await Expect(cleo.Page.GetByTestId($"row-{hers}")).ToBeVisibleAsync();
        await Expect(cleo.Page.GetByTestId($"row-{others}")).ToHaveCountAsync(0);
        (await cleo.Page.ContentAsync()).Should().NotContain(OfTheOthers);
        await cleo.GoAsync($"/calls/{others}");
        (await cleo.Page.ContentAsync()).Should().NotContain(OfTheOthers);
        await cleo.GoAsync("/");
        (await cleo.Page.ContentAsync()).Should().NotContain(OfTheOthers);

        var list = await cleo.Page.APIRequest.GetAsync("/calltracking/v1/calls");
        (list.Ok, await list.TextAsync()).Should().Match<(bool Ok, string Text)>(one => one.Ok && one.Text.Contains(OfHers) && !one.Text.Contains(OfTheOthers));
        (await cleo.Page.APIRequest.GetAsync($"/calltracking/v1/calls/{others}")).Status.Should().Be((int)HttpStatusCode.NotFound);
        (await cleo.Page.APIRequest.GetAsync("/calltracking/v1/calls/export")).Status.Should().Be((int)HttpStatusCode.Forbidden);
        await WebOffice.UntilAsync(() => feed.Told.Any(text => text.Contains(OfHers, StringComparison.Ordinal)), "her call to be told");
        feed.Told.Should().NotContain(text => text.Contains(OfTheOthers, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Supervisor_Exports_GetsTheTeamsCallsOnly()
    {
        var dora = await Office.SitAsync(Company.Dora);
        Office.Ring("+12025550133", Company.Cleo).Answers().HangsUp();
        Office.Ring("+12025550134", Company.Ben).Answers().HangsUp();
        await Office.EndedAsync(2);

        var file = await (await dora.Page.APIRequest.GetAsync("/calltracking/v1/calls/export")).TextAsync();

        file.Should().Contain("12025550134").And.NotContain("12025550133");
    }

    [Theory]
    [InlineData("/roles")]
    [InlineData("/audit")]
    [InlineData("/links")]
    [InlineData("/settings")]
    [InlineData("/customers/import")]
    public async Task Operator_DirectLinkToAPageWithoutTheRight_IsRefusedInWords(string path)
    {
        var ada = await Office.SitAsync(Company.Ada, path);

        await Expect(ada.Page.GetByTestId("refused")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator($"nav a[href='{path}']")).ToHaveCountAsync(0);
        ada.Complaints.Should().OnlyContain(text => text.Contains("403"));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/customers")]
    [InlineData("/calls?outcome=missed")]
    public async Task Stranger_DirectLink_SignsInAndArrivesThere(string path)
    {
        var desk = await Office.OpenAsync();

        await desk.SignInAsync(Company.Emil, path);

        new Uri(desk.Page.Url).PathAndQuery.Should().Be(path);
    }

    [Fact]
    public async Task SignOut_InOneTab_EndsTheOthersToo()
    {
        var ben = await Office.OpenAsync();
        await ben.SignInAsync(Company.Ben);
        var second = await ben.TabAsync("/customers");

        await ben.SignOutAsync();

        await second.WaitForURLAsync(static url => url.Contains("/signin", StringComparison.Ordinal));
        Office.Ring("+12025550135", Company.Ben).HangsUp();
        await Office.EndedAsync();
        (await second.ContentAsync()).Should().NotContain("+12025550135");
        (await ben.Page.APIRequest.GetAsync("/calltracking/v1/calls")).Status.Should().Be((int)HttpStatusCode.Unauthorized);
    }

    private async Task<Feed> FollowAsync(Desk desk)
    {
        var cookies = string.Join("; ", (await desk.Context.CookiesAsync()).Select(static one => $"{one.Name}={one.Value}"));
        var hub = new HubConnectionBuilder().WithUrl(new Uri(Office.Address, "/calltracking/hub"), options => options.Headers["Cookie"] = cookies).Build();
        var feed = new Feed(hub);
        await hub.StartAsync(TestContext.Current.CancellationToken);
        await hub.InvokeAsync<object>("FollowCalls", TestContext.Current.CancellationToken);
        return feed;
    }

    private sealed class Feed : IAsyncDisposable
    {
        private readonly HubConnection _hub;

        public Feed(HubConnection hub)
        {
            _hub = hub;
            foreach (var method in new[] { "call", "pop", "notice" })
            {
                hub.On<System.Text.Json.JsonElement>(method, told => Told.Enqueue(told.GetRawText()));
            }
        }

        public System.Collections.Concurrent.ConcurrentQueue<string> Told { get; } = new();

        public ValueTask DisposeAsync() => _hub.DisposeAsync();
    }
}
