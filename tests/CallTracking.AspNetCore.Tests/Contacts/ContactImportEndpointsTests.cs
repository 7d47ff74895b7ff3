using System.Net;
using System.Text;

namespace CallTracking.AspNetCore.Contacts;

public sealed class ContactImportEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string File = "Who,Phone,Owes\r\nImported Ann,+12025550141,\r\nImported Bob,no number,\r\n";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Import_TriedRunAndUndone_SaysEachTimeWhatItDid()
    {
        using var client = host.Client("administrator");
        const string Query = "?map=Who%3Dname&map=Owes%3Dignore";

        using var tried = await client.PostAsync("v1/contacts/imports/try" + Query, Csv(File), Cancel);
        var before = await CountAsync(client);
        using var run = await client.PostAsync("v1/contacts/imports" + Query + "&name=spring.csv", Csv(File), Cancel);
        var report = await run.JsonAsync();
        var id = report["importId"]!.GetValue<string>();
        using var status = await client.GetAsync($"v1/contacts/imports/{id}", Cancel);
        var between = await CountAsync(client);
        using var undone = await client.PostAsync($"v1/contacts/imports/{id}/undo", null, Cancel);
        using var resumed = await client.PostAsync($"v1/contacts/imports/{id}/resume", Csv(File), Cancel);

        (await tried.JsonAsync())["created"]!.GetValue<long>().Should().Be(1);
        report["created"]!.GetValue<long>().Should().Be(1);
        report["refused"]!.GetValue<long>().Should().Be(1);
        report["problems"]![0]!["line"]!.GetValue<long>().Should().Be(3);
        report["problems"]![0]!["code"]!.GetValue<string>().Should().Be("number.invalid");
        (await status.JsonAsync())["state"]!.GetValue<string>().Should().Be("finished");
        between.Should().Be(before + 1);
        (await undone.JsonAsync())["undone"]!.GetValue<long>().Should().Be(1);
        (await CountAsync(client)).Should().Be(before);
        resumed.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("v1/contacts/imports/try?map=nothing", File)]
    [InlineData("v1/contacts/imports/try?separator=pipe", File)]
    [InlineData("v1/contacts/imports/try?onMatch=delete", File)]
    [InlineData("v1/contacts/imports/try?map=Who%3Dpassword", File)]
    [InlineData("v1/contacts/imports/try", "")]
    [InlineData("v1/contacts/imports/try", "a,b\r\n1,2\r\n")]
    public async Task Import_ThatCannotBeMeant_IsRefused(string path, string file)
    {
        using var client = host.Client("administrator");

        using var response = await client.PostAsync(path, Csv(file), Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.ProblemAsync()).Should().StartWith("invalid-");
    }

    [Fact]
    public async Task Import_OfAnotherType_IsRefused()
    {
        using var client = host.Client("administrator");

        using var response = await client.PostAsync("v1/contacts/imports/try", Asking.Json("{}"), Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Export_IsReadByTheImport_AndRefusedToWhomItIsNotGiven()
    {
        using var client = host.Client("administrator");
        using var stranger = host.Client("operator");
        using var made = await client.PostAsync("v1/contacts", Asking.Json("""{"name":"=Formula","numbers":[{"number":"+12025550142"}]}"""), Cancel);

        using var export = await client.GetAsync("v1/contacts/export", Cancel);
        var file = await export.Content.ReadAsStringAsync(Cancel);
        using var tried = await client.PostAsync("v1/contacts/imports/try", Csv(file), Cancel);
        using var refused = await stranger.GetAsync("v1/contacts/export", Cancel);

        export.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
        file.Should().Contain("'=Formula").And.Contain("+12025550142");
        (await tried.JsonAsync())["refused"]!.GetValue<long>().Should().Be(0);
        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    private static StringContent Csv(string text) => new(text, Encoding.UTF8, "text/csv");

    private static async Task<long> CountAsync(HttpClient client)
    {
        using var response = await client.GetAsync("v1/contacts/count", Cancel);
        return (await response.JsonAsync())["count"]!.GetValue<long>();
    }
}
