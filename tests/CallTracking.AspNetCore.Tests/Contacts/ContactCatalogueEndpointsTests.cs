using System.Net;
using System.Net.Http.Headers;

namespace CallTracking.AspNetCore.Contacts;

public sealed class ContactCatalogueEndpointsTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Status_AddedAndChanged_NeedsTheRevisionThatWasRead()
    {
        using var client = host.Client("administrator");

        using var added = await client.PostAsync("v1/contact-statuses", Asking.Json("""{"code":"gold","name":"Gold","color":"#ffd700","reliability":90}"""), Cancel);
        using var again = await client.PostAsync("v1/contact-statuses", Asking.Json("""{"code":"gold","name":"Other"}"""), Cancel);
        using var read = await client.GetAsync("v1/contact-statuses/gold", Cancel);
        using var changed = await PutAsync(client, "v1/contact-statuses/gold", """{"name":"Golden","isArchived":true}""", read.Headers.ETag);
        using var stale = await PutAsync(client, "v1/contact-statuses/gold", """{"name":"Late"}""", read.Headers.ETag);
        using var blind = await client.PutAsync("v1/contact-statuses/gold", Asking.Json("""{"name":"Blind"}"""), Cancel);
        using var other = await PutAsync(client, "v1/contact-statuses/gold", """{"code":"silver","name":"Silver"}""", changed.Headers.ETag);

        added.StatusCode.Should().Be(HttpStatusCode.Created);
        again.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        changed.StatusCode.Should().Be(HttpStatusCode.OK);
        var body = await changed.JsonAsync();
        body["name"]!.GetValue<string>().Should().Be("Golden");
        body["isArchived"]!.GetValue<bool>().Should().BeTrue();
        stale.StatusCode.Should().Be(HttpStatusCode.PreconditionFailed);
        blind.StatusCode.Should().Be(HttpStatusCode.PreconditionRequired);
        other.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Field_AddedAndChanged_KeepsItsKind()
    {
        using var client = host.Client("administrator");

        using var added = await client.PostAsync(
            "v1/contact-fields", Asking.Json("""{"key":"size","name":"Size","kind":"choice","choices":["S","M"],"isRequired":false}"""), Cancel);
        using var changed = await PutAsync(client, "v1/contact-fields/size", """{"name":"Size","kind":"choice","choices":["S","M","L"]}""", added.Headers.ETag);
        using var otherKind = await PutAsync(client, "v1/contact-fields/size", """{"name":"Size","kind":"text"}""", changed.Headers.ETag);
        using var unknown = await client.GetAsync("v1/contact-fields/nothing", Cancel);

        added.StatusCode.Should().Be(HttpStatusCode.Created);
        (await changed.JsonAsync())["choices"]!.AsArray().Count.Should().Be(3);
        otherKind.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        unknown.StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Duplicates_DismissedOnce_AreNotListedAgain()
    {
        using var client = host.Client("administrator");
        var first = await MakeAsync(client, "Twin One");
        var second = await MakeAsync(client, "Twin Two");

        using var before = await client.GetAsync("v1/contacts/duplicates?by=email", Cancel);
        using var dismissed = await client.PostAsync("v1/contacts/duplicates/dismiss", Asking.Json($$"""{"first":"{{first}}","second":"{{second}}"}"""), Cancel);
        using var after = await client.GetAsync("v1/contacts/duplicates?by=email", Cancel);

        (await before.JsonAsync())["items"]!.AsArray().Should().ContainSingle(group => group!["contacts"]!.AsArray().Count == 2);
        dismissed.StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await after.JsonAsync())["items"]!.AsArray().Should().BeEmpty();
    }

    private static async Task<string> MakeAsync(HttpClient client, string name)
    {
        using var made = await client.PostAsync(
            "v1/contacts", Asking.Json($$"""{"name":"{{name}}","emails":[{"address":"twin@example.com"}]}"""), Cancel);
        return (await made.JsonAsync())["id"]!.GetValue<string>();
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient client, string path, string body, EntityTagHeaderValue? tag)
    {
        var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = Asking.Json(body) };
        request.Headers.IfMatch.Add(tag!);
        return client.SendAsync(request, Cancel);
    }
}
