using System.Net;

namespace CallTracking.AspNetCore;

public sealed class CallEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_InTheLedger_IsListedCountedReadAndExported()
    {
        var id = await host.MissedCallAsync("+12025550123");
        using var client = host.Client("administrator");

        var page = await (await client.GetAsync("v1/calls?outcome=missed&limit=10", Cancel)).JsonAsync();
        var byNumber = await (await client.PostAsync("v1/calls/query", Asking.Json("""{"number":"0123"}"""), Cancel)).JsonAsync();
        var count = await (await client.GetAsync("v1/calls/count", Cancel)).JsonAsync();
        var one = await client.GetAsync($"v1/calls/{id}", Cancel);
        var csv = await (await client.GetAsync("v1/calls/export", Cancel)).Content.ReadAsStringAsync(Cancel);
        var json = await client.GetStringAsync("v1/calls/export?format=json", Cancel);

        page["items"]!.AsArray().Select(call => call!["id"]!.GetValue<Guid>()).Should().Contain(id);
        byNumber["items"]!.AsArray().Should().ContainSingle(call => call!["id"]!.GetValue<Guid>() == id);
        count["count"]!.GetValue<long>().Should().BeGreaterThanOrEqualTo(1);
        (await one.JsonAsync())["externalNumber"]!.GetValue<string>().Should().Be("+12025550123");
        csv.Should().Contain(id.ToString());
        System.Text.Json.Nodes.JsonNode.Parse(json)!.AsArray().Should().NotBeEmpty();
        one.Headers.ETag!.IsWeak.Should().BeFalse();
        client.DefaultRequestHeaders.IfNoneMatch.Add(one.Headers.ETag);
        (await client.GetAsync($"v1/calls/{id}", Cancel)).StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    [Fact]
    public async Task Paging_ByCursor_GivesEachCallOnce()
    {
        var ids = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(await host.MissedCallAsync($"+120255501{i:00}"));
        }

        using var client = host.Client("administrator");
        var seen = new List<Guid>();
        string? cursor = null;
        do
        {
            var page = await (await client.GetAsync($"v1/calls?limit=2{(cursor is null ? string.Empty : $"&cursor={cursor}")}", Cancel)).JsonAsync();
            seen.AddRange(page["items"]!.AsArray().Select(call => call!["id"]!.GetValue<Guid>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        seen.Should().OnlyHaveUniqueItems().And.Contain(ids);
    }

    [Theory]
    [InlineData("v1/calls?limit=0", "limit")]
    [InlineData("v1/calls?limit=1001", "limit")]
    [InlineData("v1/calls?limit=two", "limit")]
    [InlineData("v1/calls?from=yesterday", "from")]
    [InlineData("v1/calls?from=2026-11-23T09:00:00", "from")]
    [InlineData("v1/calls?from=2026-11-24T00:00:00Z&to=2026-11-23T00:00:00Z", "to")]
    [InlineData("v1/calls?outcome=lost", "outcome")]
    [InlineData("v1/calls?outcome=3", "outcome")]
    [InlineData("v1/calls?cursor=abc", "cursor")]
    [InlineData("v1/calls?open=yes", "open")]
    [InlineData("v1/calls?party=%2B12025550123", "party")]
    [InlineData("v1/calls?party=1%00", "party")]
    [InlineData("v1/calls?link=a&link=b", "link")]
    [InlineData("v1/calls/export?format=xls", "format")]
    [InlineData("v1/calls/export?timeZone=../../etc/passwd", "timeZone")]
    [InlineData("v1/calls?number=%2B12025550123", null)]
    [InlineData("v1/calls?outcom=missed", null)]
    public async Task Parameter_ThatCannotBeUsed_IsNamedWithItsCure(string address, string? parameter)
    {
        using var client = host.Client("administrator");

        var response = await client.GetAsync(address, Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        var problem = await response.JsonAsync();
        problem["parameter"]?.GetValue<string>().Should().Be(parameter);
        problem["cure"]!.GetValue<string>().Should().NotBeEmpty();
        problem.ToJsonString().Should().NotContain("2025550123");
    }

    [Fact]
    public async Task Call_ThatIsNotThere_IsNotFound()
    {
        using var client = host.Client("administrator");

        var response = await client.GetAsync($"v1/calls/{Guid.NewGuid()}", Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await response.ProblemAsync()).Should().Be("not-found");
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized, "not-signed-in")]
    [InlineData("nobody", HttpStatusCode.Forbidden, "not-allowed")]
    public async Task Stranger_GetsNothing(string? user, HttpStatusCode status, string code)
    {
        using var client = host.Client(user);

        var response = await client.GetAsync("v1/calls", Cancel);

        response.StatusCode.Should().Be(status);
        (await response.ProblemAsync()).Should().Be(code);
    }
}
