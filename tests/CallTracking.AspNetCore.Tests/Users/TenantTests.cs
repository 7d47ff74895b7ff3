using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CallTracking.AspNetCore.Users;

/// <summary>Somebody who may everything in one tenant has the ids of another one's rows.</summary>
public sealed partial class TenantTests(TwoTenantHost host) : IClassFixture<TwoTenantHost>
{
    private const string File = "Name\r\nImported Ada\r\n";

    // What each takes, so that the id is looked up at all and not refused for the body before.
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["PUT /v1/contacts/{id:guid}"] = """{"name":"Mallory"}""",
        ["POST /v1/contacts/{id:guid}/numbers"] = """{"number":"+12025550187"}""",
        ["POST /v1/contacts/{id:guid}/emails"] = """{"address":"mallory@example.com"}""",
        ["POST /v1/contacts/{id:guid}/notes"] = """{"text":"Mallory was here"}""",
        ["PUT /v1/contacts/{id:guid}/status"] = """{"statusId":"ID"}""",
        ["POST /v1/contacts/{id:guid}/merge"] = """{"other":"8fffffff-0000-7000-8000-000000000000"}""",
        ["POST /v1/contacts/imports/{id:guid}/resume"] = File,
        ["POST /v1/contacts/{id:guid}/split"] = """{"contact":{"name":"Mallory"},"parts":["ID"]}""",
        ["POST /v1/obligations/{id:guid}/assign"] = """{"owner":"ID"}""",
        ["POST /v1/obligations/{id:guid}/close"] = """{"note":"Mallory"}""",
        ["POST /v1/obligations/{id:guid}/waive"] = """{"note":"Mallory"}""",
        ["POST /v1/obligations/{id:guid}/reopen"] = """{"note":"Mallory"}""",
        ["PUT /v1/tasks/{id:guid}"] = """{"title":"Mallory"}""",
        ["POST /v1/tasks/{id:guid}/act"] = """{"act":"finish"}""",
        ["POST /v1/tasks/{id:guid}/remind"] = """{"at":"2030-01-01T00:00:00Z"}""",
        ["PUT /v1/roles/{id:guid}"] = """{"name":"mallory","grants":{}}""",
        ["PUT /v1/staff/{id:guid}"] = """{"displayName":"Mallory"}""",
        ["POST /v1/staff/{id:guid}/extensions"] = """{"extension":"199","from":"2030-01-01T00:00:00Z"}""",
        ["PUT /v1/departments/{id:guid}"] = """{"name":"Mallory"}""",
        ["PUT /v1/departments/{id:guid}/hours"] = """{"timeZone":"UTC"}""",
        ["PUT /v1/staff/{id:guid}/hours"] = """{"timeZone":"UTC"}""",
        ["PUT /v1/webhooks/{id:guid}"] = """{"name":"mallory","url":"https://example.com/hook","events":["call.ended"]}""",
        ["POST /v1/webhooks/{id:guid}/secret"] = """{}""",
        ["POST /v1/webhooks/{id:guid}/replay"] = """{"state":"dead","since":"2020-01-01T00:00:00Z"}""",
        ["PUT /v1/calls/{id:guid}/ratings/{source}"] = """{"score":5}""",
    };

    // Ids in bodies and queries. A row of another tenant is as one that nothing has.
    private static readonly (string Method, string Path, string Body, string Of)[] Elsewhere =
    [
        ("POST", "v1/contacts", """{"name":"Mallory","responsibleId":"ID"}""", "staff"),
        ("POST", "v1/contacts", """{"name":"Mallory","organisationId":"ID"}""", "contacts"),
        ("POST", "v1/staff", """{"displayName":"Mallory","department":"ID"}""", "departments"),
        ("POST", "v1/departments", """{"name":"Mallory","parent":"ID"}""", "departments"),
        ("POST", "v1/messages", """{"text":"Mallory","employees":["ID"]}""", "staff"),
        ("POST", "v1/messages", """{"text":"Mallory","department":"ID"}""", "departments"),
        ("POST", "v1/messages", """{"text":"Mallory","toAll":true,"contact":"ID"}""", "contacts"),
        ("POST", "v1/messages/read", """{"ids":["ID"]}""", "messages"),
        ("POST", "v1/tasks", """{"title":"Mallory","assignee":"ID"}""", "staff"),
        ("POST", "v1/tasks", """{"title":"Mallory","contact":"ID"}""", "contacts"),
        ("POST", "v1/tasks", """{"title":"Mallory","obligation":"ID"}""", "obligations"),
        ("POST", "v1/obligations/bulk", """{"action":"waive","ids":["ID"],"reason":"Mallory"}""", "obligations"),
        ("POST", "v1/dials", """{"obligation":"ID"}""", "obligations"),
        ("POST", "v1/privacy/export", """{"contact":"ID"}""", "contacts"),
        ("POST", "v1/privacy/erase", """{"contact":"ID"}""", "contacts"),
        ("GET", "v1/extensions?employee=ID", "", "staff"),
        ("GET", "v1/audit?entityId=ID", "", "contacts"),
        ("GET", "v1/audit?employee=ID", "", "staff"),
        ("GET", "v1/ratings?contact=ID", "", "contacts"),
        ("GET", "v1/ratings?call=ID", "", "calls"),
        ("GET", "v1/obligations?contact=ID", "", "contacts"),
        ("GET", "v1/tasks?contact=ID", "", "contacts"),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task IdOfAnotherTenant_IsAsOneThatNothingHas_AtEveryEndpoint()
    {
        var rows = await FillAsync();
        using var own = host.Client(TwoTenantHost.Own);
        using var stranger = host.Client(TwoTenantHost.Other);
        var before = await PictureAsync(own, rows);
        var faults = new List<string>();
        var asked = 0;
        foreach (var endpoint in host.Endpoints().Where(static one => one.Name().Contains(":guid}", StringComparison.Ordinal)))
        {
            var theirs = await AskAsync(stranger, endpoint, rows);
            var nobodys = await AskAsync(stranger, endpoint, new Dictionary<string, Guid>());
            asked++;
            if (theirs != nobodys)
            {
                faults.Add($"{endpoint.Name()}: {theirs} instead of {nobodys}");
            }
            else if (!theirs.StartsWith("404 ", StringComparison.Ordinal) && theirs != "200 0 items"
                && !theirs.Contains("keeps no photos", StringComparison.Ordinal))
            {
                faults.Add($"{endpoint.Name()}: {theirs}, where 404 was expected");
            }
        }

        faults.Should().BeEmpty();
        asked.Should().BeGreaterThan(60);
        (await PictureAsync(own, rows)).Should().Be(before, "nothing of the tenant may have changed");
    }

    [Fact]
    public async Task IdOfAnotherTenant_InABodyOrAQuery_IsAsOneThatNothingHas()
    {
        var rows = await FillAsync();
        using var own = host.Client(TwoTenantHost.Own);
        using var stranger = host.Client(TwoTenantHost.Other);
        var before = await PictureAsync(own, rows);
        var faults = new List<string>();
        foreach (var (method, path, body, of) in Elsewhere)
        {
            var theirs = await AskAsync(stranger, method, path, body, rows[of]);
            var nobodys = await AskAsync(stranger, method, path, body, Guid.Parse(HostEndpoints.Nothing));
            if (theirs != nobodys || theirs.StartsWith('5'))
            {
                faults.Add($"{method} {path} {body}: {theirs} instead of {nobodys}");
            }
        }

        faults.Should().BeEmpty();
        (await PictureAsync(own, rows)).Should().Be(before, "nothing of the tenant may have changed");
    }

    [Fact]
    public async Task List_HoldsNothingOfAnotherTenant()
    {
        var rows = await FillAsync();
        using var stranger = host.Client(TwoTenantHost.Other);
        var faults = new List<string>();
        foreach (var endpoint in host.Endpoints().Where(static one => one.Method() == "GET" && one.Name().StartsWith("GET /v1/", StringComparison.Ordinal)
            && !one.Name().Contains('{', StringComparison.Ordinal)))
        {
            using var request = endpoint.Request();
            using var response = await stranger.SendAsync(request, Cancel);
            var text = await response.Content.ReadAsStringAsync(Cancel);
            faults.AddRange(rows.Where(row => text.Contains(row.Value.ToString(), StringComparison.OrdinalIgnoreCase)).Select(row => $"{endpoint.Name()} tells of {row.Key}"));
        }

        faults.Should().BeEmpty();
    }

    [Fact]
    public async Task Somebody_WithoutATenantOrOfOneThatIsNone_IsNobody()
    {
        foreach (var user in (string[])["administrator", "administrator@other", "administrator@nowhere", "stranger@default", "administrator@"])
        {
            using var client = host.Client(user);
            using var response = await client.GetAsync("v1/me", Cancel);
            response.StatusCode.Should().Be(HttpStatusCode.Forbidden, user);
        }
    }

    private static async Task<string> AskAsync(HttpClient client, RouteEndpoint endpoint, IReadOnlyDictionary<string, Guid> rows)
    {
        var name = endpoint.Name();
        var first = endpoint.RoutePattern.PathSegments.Select(static one => one.Parts is [RoutePatternLiteralPart part] ? part.Content : "?").ToList();
        var path = string.Join('/', endpoint.RoutePattern.PathSegments.Select((segment, at) => segment.Parts[0] switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart { Name: "source" } => "manual",
            RoutePatternParameterPart { Name: "id" } => Of(first[at - 1]),
            RoutePatternParameterPart part => Of(part.Name),
            _ => HostEndpoints.Nothing,
        }));
        var body = Bodies.GetValueOrDefault(name, "{}").Replace("ID", Of("body"), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(new HttpMethod(endpoint.Method()), "/" + path);
        request.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
        if (endpoint.Metadata.GetMetadata<BodyLimit>() is not null)
        {
            request.Content = name.EndsWith("/photo", StringComparison.Ordinal)
                ? new ByteArrayContent([0x89, 0x50, 0x4E, 0x47]) { Headers = { { "Content-Type", "image/png" } } }
                : new StringContent(body, Encoding.UTF8, endpoint.BodyType());
        }

        using var response = await client.SendAsync(request, Cancel);
        return await TellAsync(response);

        string Of(string what) => rows.GetValueOrDefault(what, rows.GetValueOrDefault("contacts", Guid.Parse(HostEndpoints.Nothing))).ToString();
    }

    private static async Task<string> AskAsync(HttpClient client, string method, string path, string body, Guid id)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path.Replace("ID", id.ToString(), StringComparison.Ordinal));
        if (method != "GET")
        {
            request.Content = Asking.Json(body.Replace("ID", id.ToString(), StringComparison.Ordinal));
        }

        using var response = await client.SendAsync(request, Cancel);
        return await TellAsync(response);
    }

    // What differs between two answers without telling anything: ids and instants that are new, and what was asked for itself.
    private static async Task<string> TellAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        if (response.IsSuccessStatusCode && JsonNode.Parse(text.Length == 0 ? "{}" : text) is JsonObject done)
        {
            text = done["items"] is JsonArray items ? $"{items.Count} items" : string.Join(',', done.Select(static member => member.Key));
        }
        else if (text.StartsWith('{') && JsonNode.Parse(text) is JsonObject problem)
        {
            problem.Remove("traceId");
            text = problem.ToJsonString();
        }

        return $"{(int)response.StatusCode} {Ids().Replace(text, "ID")}";
    }

    // As it was asked for, whole or with what could be a number in it left out.
    [GeneratedRegex(@"(?<=employee )\S+|(?:[0-9a-f-]|\\u2026){8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ids();

    /// <summary>One row of each kind in the first tenant; empty for those whose ids nobody knows.</summary>
    private async Task<Dictionary<string, Guid>> FillAsync()
    {
        await host.HireOtherAsync(Cancel);
        using var client = host.Client(TwoTenantHost.Own);
        var tag = Guid.NewGuid().ToString("N")[..8];
        var contact = await MakeAsync("v1/contacts", $$"""{"name":"Ada {{tag}}","numbers":[{"number":"+12025550142"}],"emails":[{"address":"ada@example.com"}]}""");
        var other = await MakeAsync("v1/contacts", $$"""{"name":"Ada twice {{tag}}"}""");
        using var merged = await client.PostAsync($"v1/contacts/{contact["id"]}/merge", Asking.Json($$"""{"other":"{{other["id"]}}"}"""), Cancel);
        merged.IsSuccessStatusCode.Should().BeTrue(await merged.Content.ReadAsStringAsync(Cancel));
        var merges = await (await client.GetAsync($"v1/contacts/{contact["id"]}/merges", Cancel)).JsonAsync();
        using var file = new StringContent(File, Encoding.UTF8, "text/csv");
        using var imported = await client.PostAsync("v1/contacts/imports", file, Cancel);
        imported.IsSuccessStatusCode.Should().BeTrue(await imported.Content.ReadAsStringAsync(Cancel));
        var department = await MakeAsync("v1/departments", $$"""{"name":"Sales {{tag}}"}""");
        var employee = await MakeAsync("v1/staff", $$"""{"displayName":"Grace","department":"{{department["id"]}}"}""");
        var role = await MakeAsync("v1/roles", $$"""{"name":"Reader {{tag}}","grants":{"callsRead":"own"} }""");
        var task = await MakeAsync("v1/tasks", $$"""{"title":"Call Ada","assignee":"{{employee["id"]}}"}""");
        var message = await MakeAsync("v1/messages", $$"""{"text":"Hello","employees":["{{employee["id"]}}"]}""");
        var hook = await MakeAsync("v1/webhooks", """{"name":"here","url":"http://127.0.0.1:9/hook","events":["call.ended"]}""");
        var call = await host.MissedCallAsync("+12025550142");
        return new Dictionary<string, Guid>
        {
            ["contacts"] = Id(contact["id"]),
            ["contactId"] = Id(contact["id"]),
            ["numberId"] = Id(contact["numbers"]![0]!["id"]),
            ["emailId"] = Id(contact["emails"]![0]!["id"]),
            ["merges"] = Id(merges["items"]![0]!["id"]),
            ["imports"] = Id((await imported.JsonAsync())["importId"]),
            ["departments"] = Id(department["id"]),
            ["staff"] = Id(employee["id"]),
            ["roles"] = Id(role["id"]),
            ["roleId"] = Id(role["id"]),
            ["tasks"] = Id(task["id"] ?? task["task"]!["id"]),
            ["messages"] = Id(message["id"]),
            ["webhooks"] = Id(hook["id"] ?? hook["webhook"]!["id"]),
            ["calls"] = call,
            ["obligations"] = await ObligationAsync(client),
        };

        static Guid Id(JsonNode? node) => node!.GetValue<Guid>();

        async Task<JsonNode> MakeAsync(string path, string body)
        {
            using var response = await client.PostAsync(path, Asking.Json(body), Cancel);
            response.IsSuccessStatusCode.Should().BeTrue($"{path}: {await response.Content.ReadAsStringAsync(Cancel)}");
            return await response.JsonAsync();
        }
    }

    // It follows from the call a moment later.
    private static async Task<Guid> ObligationAsync(HttpClient client)
    {
        while (true)
        {
            using var response = await client.GetAsync("v1/obligations", Cancel);
            if ((await response.JsonAsync())["items"]!.AsArray() is { Count: > 0 } items)
            {
                return items[0]!["id"]!.GetValue<Guid>();
            }

            await Task.Delay(20, Cancel);
        }
    }

    /// <summary>All that the tenant's own administrator reads of the rows. Each of them has to be there.</summary>
    private static async Task<string> PictureAsync(HttpClient own, Dictionary<string, Guid> rows)
    {
        var picture = new StringBuilder();
        foreach (var path in (string[])
        [
            $"v1/contacts/{rows["contacts"]}", $"v1/contacts/{rows["contacts"]}/timeline", $"v1/contacts/{rows["contacts"]}/merges",
            $"v1/contacts/imports/{rows["imports"]}", $"v1/staff/{rows["staff"]}", $"v1/staff/{rows["staff"]}/roles",
            $"v1/staff/{rows["staff"]}/hours", $"v1/departments/{rows["departments"]}/hours", $"v1/roles/{rows["roles"]}",
            $"v1/tasks/{rows["tasks"]}", $"v1/messages/{rows["messages"]}/receipts", $"v1/webhooks/{rows["webhooks"]}", $"v1/calls/{rows["calls"]}",
            $"v1/calls/{rows["calls"]}/ratings", $"v1/obligations/{rows["obligations"]}/history", "v1/extensions",
        ])
        {
            using var response = await own.GetAsync(path, Cancel);
            response.StatusCode.Should().Be(HttpStatusCode.OK, path);
            picture.AppendLine(path).AppendLine(await response.Content.ReadAsStringAsync(Cancel));
        }

        return picture.ToString();
    }
}
