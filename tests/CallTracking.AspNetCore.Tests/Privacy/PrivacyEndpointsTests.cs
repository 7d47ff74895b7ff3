using System.Net;

namespace CallTracking.AspNetCore.Privacy;

public sealed class PrivacyEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Number = "+12025550176";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Person_IsExported_ThenErased_WithProof_AndIsFoundNoMore()
    {
        using var client = host.Client("administrator");
        await host.MissedCallAsync(Number);
        using var made = await client.PostAsync("v1/contacts", Asking.Json($$"""{"name":"Barbara Liskova","numbers":[{"number":"{{Number}}"}]}"""), Cancel);
        var id = (await made.JsonAsync())["id"]!.GetValue<Guid>();

        using var export = await client.PostAsync("v1/privacy/export", Asking.Json($$"""{"contact":"{{id}}"}"""), Cancel);
        using var erased = await client.PostAsync("v1/privacy/erase", Asking.Json($$"""{"contact":"{{id}}"}"""), Cancel);
        using var after = await client.PostAsync("v1/privacy/export", Asking.Json($$"""{"numbers":["{{Number}}"],"names":["Barbara Liskova"]}"""), Cancel);

        export.StatusCode.Should().Be(HttpStatusCode.OK);
        export.Content.Headers.ContentDisposition!.FileName.Should().Contain("subject.json");
        (await export.JsonAsync())["rows"]!.GetValue<long>().Should().BeGreaterThan(2);
        erased.StatusCode.Should().Be(HttpStatusCode.OK, await erased.Content.ReadAsStringAsync(Cancel));
        var proof = await erased.JsonAsync();
        var troubled = proof["stores"]!.AsArray().Where(static store => store!["trouble"] is not null).ToList();
        troubled.Should().OnlyContain(static store => store!["store"]!.GetValue<string>() == "spool", "the running host writes it still");
        proof["complete"]!.GetValue<bool>().Should().Be(troubled.Count == 0);
        proof["stores"]!.AsArray().Sum(static store => store!["changed"]!.GetValue<long>()).Should().BePositive();
        proof["stores"]!.AsArray().Should().OnlyContain(static store => store!["left"]!.GetValue<long>() == 0);
        proof.ToJsonString().Should().NotContain("2025550176").And.NotContain("Liskova");
        (await after.JsonAsync())["rows"]!.GetValue<long>().Should().Be(0);
        host.Logs.Lines.Where(static line => line.Contains("2025550176", StringComparison.Ordinal) || line.Contains("Liskova", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public async Task Retention_IsPreviewed_AndApplied()
    {
        using var client = host.Client("administrator");

        using var preview = await client.PostAsync("v1/privacy/retention/preview", Asking.Json("""{"keep":{"calls":730,"eventLog":30}}"""), Cancel);
        using var applied = await client.PostAsync("v1/privacy/retention/apply", Asking.Json("""{"keep":{"calls":730}}"""), Cancel);

        var items = (await preview.JsonAsync())["items"]!.AsArray();
        items.Select(static one => one!["class"]!.GetValue<string>()).Should().Equal("calls", "eventLog");
        items[0]!["count"]!.GetValue<long>().Should().Be(0);
        applied.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("retention/preview", "{}")]
    [InlineData("retention/apply", """{"keep":{}}""")]
    [InlineData("retention/apply", """{"keep":{"calls":0}}""")]
    [InlineData("retention/apply", """{"keep":{"calls":-1}}""")]
    [InlineData("retention/apply", """{"keep":{"calls":9999999}}""")]
    [InlineData("retention/apply", """{"keep":{"everything":30}}""")]
    [InlineData("retention/apply", """{"keep":{"calls":"30"}}""")]
    [InlineData("export", "{}")]
    [InlineData("export", """{"numbers":[]}""")]
    [InlineData("erase", """{"numbers":["1"]}""")]
    [InlineData("erase", """{"numbers":[null]}""")]
    [InlineData("erase", """{"contact":"00000000-0000-0000-0000-000000000000"}""")]
    [InlineData("erase", """{"contact":"7fffffff-0000-7000-8000-000000000000"}""")]
    public async Task Request_ThatCannotBeMeant_IsRefused(string path, string body)
    {
        using var client = host.Client("administrator");

        using var response = await client.PostAsync($"v1/privacy/{path}", Asking.Json(body), Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.ProblemAsync()).Should().StartWith("invalid-");
    }
}
