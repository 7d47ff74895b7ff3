using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace CallTracking.AspNetCore.Http;

/// <summary>What nobody who means well sends.</summary>
public sealed class HostileRequestTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Canary = "+12025550199";

    // A file has no members: it is refused for what it holds, or only after the row that it belongs to was found.
    private static readonly string[] TakingFiles =
    [
        "PUT /v1/contacts/{id:guid}/photo", "POST /v1/contacts/imports", "POST /v1/contacts/imports/try",
        "POST /v1/contacts/imports/{id:guid}/resume",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<string> Bodies =>
    [
        string.Empty, "null", "[]", "7", "\"text\"", "{", "{}}", "{\"number\":}", "{'number':1}", "// nothing\n{}", "{\"number\":\"1\",}",
        "{\"number\":7}", "{\"number\":{}}", "{\"number\":\"a\\u0000b\"}", "{\"number\":\"\\ud800\"}", "{\"number\":\"1\",\"number\":\"2\"}",
        "{\"tenant\":\"other\"}", "{\"Number\":\"1234\"}", "{\"__proto__\":{}}", "{\"number\":" + new string('[', 5000), $"{{\"number\":\"{new string('1', 60_000)}\"}}",
        string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40),
    ];

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Body_ThatCannotBeMeant_IsRefused(string body)
    {
        using var client = host.Client("administrator");

        using var response = await client.PostAsync("v1/calls/query", Asking.Json(body), Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        (await response.ProblemAsync()).Should().StartWith("invalid-");
    }

    [Fact]
    public async Task Body_ThatIsTooLarge_IsRefused()
    {
        using var client = host.Client("administrator");

        using var response = await client.PostAsync("v1/calls/query", Asking.Json($"{{\"number\":\"{new string('1', 200_000)}\"}}"), Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/xml")]
    [InlineData("application/json; charset=utf-16")]
    public async Task Body_OfAnotherType_IsRefused(string type)
    {
        using var client = host.Client("administrator");
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using var response = await client.PostAsync("v1/calls/query", content, Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await response.ProblemAsync()).Should().Be("unsupported-media-type");
    }

    [Fact]
    public async Task Body_OfAnotherType_IsRefusedAsAProblem_AtEveryEndpoint()
    {
        using var client = host.Client("administrator");
        using var stranger = host.Client(null);
        var faults = new List<string>();
        foreach (var endpoint in host.Endpoints().Where(static one => one.Metadata.GetMetadata<BodyLimit>() is not null))
        {
            foreach (var (who, expected) in new[] { (client, HttpStatusCode.UnsupportedMediaType), (stranger, HttpStatusCode.Unauthorized) })
            {
                using var request = endpoint.Request();
                request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
                request.Content = new StringContent("<x/>", Encoding.UTF8, "application/xml");
                using var response = await who.SendAsync(request, Cancel);
                if (response.StatusCode != expected || response.Content.Headers.ContentType?.MediaType != "application/problem+json")
                {
                    faults.Add($"{endpoint.Name()}: {(int)response.StatusCode} {response.Content.Headers.ContentType}");
                }
            }
        }

        faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Body_ThatIsNoUtf8_IsRefused()
    {
        using var client = host.Client("administrator");
        using var content = new ByteArrayContent([.. "{\"number\":\""u8, 0xC3, 0x28, .. "\"}"u8]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/json");

        using var response = await client.PostAsync("v1/calls/query", content, Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task EveryEndpoint_WithMembersThatAreNotItsOwn_RefusesThem()
    {
        using var client = host.Client("administrator");
        var faults = new List<string>();
        var taking = host.Endpoints().Where(static one => one.Metadata.GetMetadata<BodyLimit>() is not null)
            .ToLookup(static one => one.BodyType() == "application/json");
        foreach (var endpoint in taking[true])
        {
            using var request = endpoint.Request($$"""{"tenant":"other","id":"{{HostEndpoints.Nothing}}","revision":9,"isBuiltIn":true,"createdAt":"2020-01-01T00:00:00Z"}""");
            request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            using var response = await client.SendAsync(request, Cancel);
            if (response.StatusCode != HttpStatusCode.BadRequest)
            {
                faults.Add($"{endpoint.Name()}: {(int)response.StatusCode}");
            }
        }

        faults.Should().BeEmpty();
        taking[false].Select(static one => one.Name()).Should().BeEquivalentTo(TakingFiles, "whatever else takes a body is asked here");
    }

    [Fact]
    public async Task EveryEndpointOfARow_WithAnIdThatNothingHas_SaysTheSame()
    {
        using var client = host.Client("administrator");
        var faults = new List<string>();
        foreach (var endpoint in host.Endpoints().Where(one => one.Method() == "GET" && one.Name().Contains("{id:guid}", StringComparison.Ordinal)
            && one.Metadata.OfType<Microsoft.AspNetCore.Http.Metadata.IProducesResponseTypeMetadata>().Any(type => type.StatusCode == 404)))
        {
            using var request = endpoint.Request();
            using var response = await client.SendAsync(request, Cancel);
            var isList = response.StatusCode == HttpStatusCode.OK
                && (await response.JsonAsync())["items"] is JsonArray { Count: 0 };
            if (!isList && (response.StatusCode != HttpStatusCode.NotFound || await response.ProblemAsync() != "not-found"))
            {
                faults.Add($"{endpoint.Name()}: {(int)response.StatusCode}");
            }
        }

        faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Change_WithoutTheRevision_OrWithAnOldOne_IsRefused()
    {
        using var client = host.Client("administrator");
        using var made = await client.PostAsync("v1/contacts", Asking.Json("""{"name":"Ada Byron","numbers":[{"number":"+12025550141"}]}"""), Cancel);
        made.StatusCode.Should().Be(HttpStatusCode.Created, await made.Content.ReadAsStringAsync(Cancel));
        var id = (await made.JsonAsync())["id"]!.GetValue<Guid>();

        using var without = await client.PutAsync($"v1/contacts/{id}", Asking.Json("""{"name":"Ada"}"""), Cancel);
        async Task<HttpStatusCode> PutAsync(string tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, $"v1/contacts/{id}") { Content = Asking.Json("""{"name":"Ada Lovelace"}""") };
            request.Headers.TryAddWithoutValidation("If-Match", tag);
            using var response = await client.SendAsync(request, Cancel);
            return response.StatusCode;
        }

        without.StatusCode.Should().Be(HttpStatusCode.PreconditionRequired);
        (await PutAsync("*")).Should().Be(HttpStatusCode.PreconditionFailed);
        (await PutAsync("\"99\"")).Should().Be(HttpStatusCode.PreconditionFailed);
        (await PutAsync(made.Headers.ETag!.Tag)).Should().Be(HttpStatusCode.OK);
        (await PutAsync(made.Headers.ETag!.Tag)).Should().Be(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Change_FromAnotherSiteWithTheCookie_IsRefused()
    {
        using var client = host.Client(null);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/contacts") { Content = Asking.Json("""{"name":"Eve"}""") };
        request.Headers.Add("Cookie", "who=administrator");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var response = await client.SendAsync(request, Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await response.ProblemAsync()).Should().Be("cross-site");
    }

    [Fact]
    public async Task CanaryNumberAndSecret_AreInNoLog()
    {
        using var client = host.Client("administrator");
        await host.MissedCallAsync(Canary);
        using var made = await client.PostAsync("v1/contacts", Asking.Json($$"""{"name":"Canary","numbers":[{"number":"{{Canary}}"}]}"""), Cancel);
        using var found = await client.PostAsync("v1/calls/query", Asking.Json($$"""{"number":"{{Canary}}"}"""), Cancel);
        using var refused = await client.GetAsync($"v1/calls?limit=none", Cancel);
        using var searched = await client.PostAsync("v1/contacts/search", Asking.Json($$"""{"number":"{{Canary}}"}"""), Cancel);
        using var dialled = await client.PostAsync("v1/dials", Asking.Json($$"""{"number":"{{Canary}}"}"""), Cancel);
        using var hook = await client.PostAsync(
            "v1/webhooks", Asking.Json("""{"name":"here","url":"http://127.0.0.1:9/hook","events":["call.ended"]}"""), Cancel);
        var secret = (await hook.JsonAsync())["secret"]!.GetValue<string>();

        (await found.JsonAsync())["items"]!.AsArray().Should().NotBeEmpty();
        secret.Should().StartWith("whsec_");
        var key = secret[6..];
        host.Logs.Lines.Should().NotBeEmpty();
        host.Logs.Lines.Where(line => line.Contains("2025550199", StringComparison.Ordinal) || line.Contains(key, StringComparison.Ordinal)).Should().BeEmpty();
    }
}
