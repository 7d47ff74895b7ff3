using Microsoft.AspNetCore.SignalR;

namespace CallTracking.AspNetCore.Live;

public sealed class LiveHubTests(ApiHost host) : IClassFixture<ApiHost>
{
    [Fact]
    public async Task RingingCall_PopsAtItsEmployeeOnly()
    {
        await using var ringing = await LiveClient.ConnectAsync(host, "operator");
        await using var other = await LiveClient.ConnectAsync(host, "supervisor");

        host.Pbx.Begin("pop-1", "+12025550131");
        host.Pbx.Ring("pop-1", "101");

        var pop = await ringing.NextAsync("pop");
        pop.GetProperty("pop").GetProperty("number").GetString().Should().Be("+12025550131");
        (await ringing.AskAsync("Resync")).GetProperty("pops").GetArrayLength().Should().Be(1);
        (await other.AskAsync("Resync")).GetProperty("pops").GetArrayLength().Should().Be(0);

        host.Pbx.End("pop-1-101");
        host.Pbx.End("pop-1");
        while ((await ringing.NextAsync("pop")).GetProperty("pop").ValueKind != System.Text.Json.JsonValueKind.Null)
        {
        }

        other.SoFar().Should().BeEmpty();
    }

    [Fact]
    public async Task Calls_AreToldWithinTheScopeOnly()
    {
        await using var own = await LiveClient.ConnectAsync(host, "operator");
        await using var team = await LiveClient.ConnectAsync(host, "supervisor");
        await using var all = await LiveClient.ConnectAsync(host, "director");
        await using var silent = await LiveClient.ConnectAsync(host, "administrator");
        foreach (var client in new[] { own, team, all })
        {
            (await client.AskAsync("FollowCalls")).TryGetProperty("openCalls", out _).Should().BeTrue();
        }

        // At the supervisor's phone: the team's and everybody's, not the operator's.
        var id = await host.MissedCallAsync("+12025550132", "102");

        foreach (var client in new[] { team, all })
        {
            while ((await client.NextAsync("call")) is var told && (told.GetProperty("id").GetGuid() != id || told.GetProperty("kind").GetString() != "ended"))
            {
            }
        }

        await own.AskAsync("Resync");
        await silent.AskAsync("Resync");
        own.SoFar().Where(one => one.Method == "call").Should().BeEmpty();
        silent.SoFar().Where(one => one.Method == "call").Should().BeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody")]
    public async Task Stranger_IsNotLetIn(string? user)
    {
        var connect = async () => await (await LiveClient.ConnectAsync(host, user)).DisposeAsync();

        await connect.Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task OtherSitesScript_WithThePersonsCookie_HearsNothing()
    {
        await using var client = await LiveClient.ConnectAsync(host, null, headers =>
        {
            headers["Cookie"] = "who=operator";
            headers["Sec-Fetch-Site"] = "cross-site";
        });

        await client.Closed.Task.WaitAsync(TestContext.Current.CancellationToken);
    }
}
