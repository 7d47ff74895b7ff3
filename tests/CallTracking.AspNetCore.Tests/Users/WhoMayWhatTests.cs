using System.Net;
using CallTracking.Access;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Users;

/// <summary>Who may use which endpoint, role by role: written from what the roles are for (docs/access.md) and not from what the endpoints
/// demand. An endpoint that is not here fails.</summary>
public sealed class WhoMayWhatTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string Everybody = "operator supervisor director administrator";
    private const string LeadersAndDirector = "supervisor director administrator";
    private const string WorkersWithCustomers = "operator supervisor administrator";
    private const string Leaders = "supervisor administrator";
    private const string Controllers = "director administrator";
    private const string Administrator = "administrator";

    private static readonly (string Who, string[] Endpoints)[] Contract =
    [
        // Reading the day's work is everybody's, each over his own rows.
        (Everybody,
        [
            "GET /v1/calls", "POST /v1/calls/query", "GET /v1/calls/count", "POST /v1/calls/count", "GET /v1/calls/open", "GET /v1/calls/{id:guid}",
            "GET /v1/calls/{id:guid}/card", "GET /v1/calls/{id:guid}/contact", "GET /v1/pops",
            "GET /v1/contacts", "GET /v1/contacts/count", "POST /v1/contacts/search", "GET /v1/contacts/{id:guid}", "GET /v1/contacts/{id:guid}/merges",
            "GET /v1/contacts/{id:guid}/photo", "GET /v1/contacts/{id:guid}/timeline", "GET /v1/contact-fields", "GET /v1/contact-statuses",
            "GET /v1/contact-fields/{key}", "GET /v1/contact-statuses/{code}", "GET /v1/contacts/duplicates",
            "GET /v1/obligations", "GET /v1/obligations/count", "GET /v1/obligations/report", "GET /v1/obligations/{id:guid}",
            "GET /v1/obligations/{id:guid}/history",
            "GET /v1/tasks", "POST /v1/tasks", "GET /v1/tasks/count", "GET /v1/tasks/{id:guid}", "PUT /v1/tasks/{id:guid}",
            "POST /v1/tasks/{id:guid}/act", "POST /v1/tasks/{id:guid}/remind",
            "POST /v1/messages", "GET /v1/messages", "POST /v1/messages/read", "GET /v1/messages/sent", "GET /v1/messages/unread/count",
            "GET /v1/messages/{id:guid}", "GET /v1/messages/{id:guid}/receipts",
            "GET /v1/ratings", "GET /v1/calls/{id:guid}/ratings",
            "POST /v1/dials", "GET /v1/dials", "GET /v1/dials/{id:guid}", "DELETE /v1/dials/{id:guid}",
            "GET /v1/staff", "GET /v1/staff/{id:guid}", "GET /v1/staff/{id:guid}/roles", "GET /v1/departments", "GET /v1/extensions", "GET /v1/roles",
            "GET /v1/roles/{id:guid}", "GET /v1/me", "POST /v1/me/extensions", "DELETE /v1/me/extensions", "GET /v1/me/hours",
            "GET /v1/hours", "GET /v1/departments/{id:guid}/hours", "GET /v1/departments/{id:guid}/hours/effective", "GET /v1/staff/{id:guid}/hours",
            "GET /v1/staff/{id:guid}/hours/effective", "ANY /hub", "ANY /hub/negotiate",
        ]),

        // A director reads everything and changes nothing of customers or callbacks.
        (WorkersWithCustomers,
        [
            "POST /v1/contacts", "PUT /v1/contacts/{id:guid}", "POST /v1/contacts/{id:guid}/emails", "DELETE /v1/contacts/{id:guid}/emails/{emailId:guid}",
            "POST /v1/contacts/{id:guid}/notes", "POST /v1/contacts/{id:guid}/numbers", "DELETE /v1/contacts/{id:guid}/numbers/{numberId:guid}",
            "PUT /v1/contacts/{id:guid}/photo", "PUT /v1/contacts/{id:guid}/status", "PUT /v1/calls/{id:guid}/contact/{contactId:guid}", "DELETE /v1/calls/{id:guid}/contact",
            "POST /v1/contacts/duplicates/dismiss",
            "POST /v1/obligations/{id:guid}/assign", "POST /v1/obligations/{id:guid}/close", "POST /v1/obligations/{id:guid}/waive",
        ]),
        (Leaders,
        [
            "POST /v1/obligations/bulk", "POST /v1/obligations/{id:guid}/reopen", "PUT /v1/calls/{id:guid}/ratings/{source}",
            "DELETE /v1/calls/{id:guid}/ratings/{source}",
        ]),
        (LeadersAndDirector,
        [
            "GET /v1/calls/export", "POST /v1/calls/export", "GET /v1/contacts/export",
            "GET /v1/links", "GET /v1/links/{name}", "GET /v1/gaps", "GET /health/links",
        ]),
        (Controllers, ["GET /v1/audit", "GET /v1/audit/verification"]),
        (Administrator,
        [
            "DELETE /v1/contacts/{id:guid}", "POST /v1/contacts/{id:guid}/restore", "POST /v1/contacts/{id:guid}/merge", "POST /v1/contacts/{id:guid}/split",
            "POST /v1/contacts/merges/{id:guid}/undo",
            "GET /v1/contacts/imports", "POST /v1/contacts/imports", "POST /v1/contacts/imports/try", "GET /v1/contacts/imports/{id:guid}",
            "POST /v1/contacts/imports/{id:guid}/resume", "POST /v1/contacts/imports/{id:guid}/undo",
            "POST /v1/contact-fields", "PUT /v1/contact-fields/{key}", "POST /v1/contact-statuses", "PUT /v1/contact-statuses/{code}",
            "POST /v1/contact-statuses/customary",
            "POST /v1/staff", "PUT /v1/staff/{id:guid}", "POST /v1/staff/{id:guid}/extensions", "POST /v1/departments", "PUT /v1/departments/{id:guid}",
            "DELETE /v1/departments/{id:guid}", "POST /v1/roles", "PUT /v1/roles/{id:guid}", "DELETE /v1/roles/{id:guid}",
            "PUT /v1/staff/{id:guid}/roles/{roleId:guid}", "DELETE /v1/staff/{id:guid}/roles/{roleId:guid}",
            "PUT /v1/hours", "DELETE /v1/hours", "PUT /v1/departments/{id:guid}/hours", "DELETE /v1/departments/{id:guid}/hours",
            "PUT /v1/staff/{id:guid}/hours", "DELETE /v1/staff/{id:guid}/hours",
            "POST /v1/privacy/retention/preview", "POST /v1/privacy/retention/apply", "POST /v1/privacy/export", "POST /v1/privacy/erase",
            "GET /v1/webhooks", "POST /v1/webhooks", "GET /v1/webhooks/{id:guid}", "PUT /v1/webhooks/{id:guid}", "DELETE /v1/webhooks/{id:guid}",
            "POST /v1/webhooks/{id:guid}/secret", "POST /v1/webhooks/{id:guid}/test", "GET /v1/webhooks/{id:guid}/deliveries",
            "POST /v1/webhooks/{id:guid}/replay",
        ]),
        ("anybody", ["GET /health/live", "GET /health/ready", "GET /openapi/v1.json"]),
    ];

    private static readonly Dictionary<string, string> WhoMay =
        Contract.SelectMany(static group => group.Endpoints.Select(endpoint => (endpoint, group.Who))).ToDictionary(static one => one.endpoint, static one => one.Who);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void EveryEndpoint_StandsInTheContract() => host.Endpoints().Select(static one => one.Name()).Should().BeEquivalentTo(
        WhoMay.Keys, "somebody has to say for each endpoint which of the built-in roles may use it");

    [Theory]
    [InlineData("operator")]
    [InlineData("supervisor")]
    [InlineData("director")]
    [InlineData("administrator")]
    public async Task BuiltInRole_ReachesWhatItIsFor_AndNothingElse(string role)
    {
        using var client = host.Client(role);
        var faults = new List<string>();
        foreach (var endpoint in host.Endpoints().Where(one => WhoMay.ContainsKey(one.Name())))
        {
            using var request = endpoint.Request();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            var isLetIn = response.StatusCode is not (HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized) && response.StatusCode < HttpStatusCode.InternalServerError;
            var may = WhoMay[endpoint.Name()] is var who && (who == "anybody" || who.Split(' ').Contains(role));
            if (isLetIn != may)
            {
                faults.Add($"{role} {endpoint.Name()}: {(int)response.StatusCode}");
            }
        }

        faults.Should().BeEmpty();
    }

    [Fact]
    public void BuiltInRoles_AreWhatTheDocumentSays()
    {
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../docs/access.md"));
        var table = File.ReadAllLines(path).SkipWhile(static line => !line.StartsWith("| permission |", StringComparison.Ordinal))
            .TakeWhile(static line => line.StartsWith('|')).Select(static line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToList();
        var names = table[0][1..];
        var rows = table.Skip(2).ToDictionary(static row => row[0], static row => row[1..]);

        rows.Keys.Where(static name => name != "hidden").Should().BeEquivalentTo(Enum.GetNames<Permission>());
        foreach (var role in BuiltInRoles.Of(Caller.DefaultTenant))
        {
            var column = Array.IndexOf(names, role.Name);
            column.Should().BeGreaterThanOrEqualTo(0, role.Name);
            var said = rows.Where(row => row.Key != "hidden" && row.Value[column] != "–")
                .Select(row => new RoleGrant(Enum.Parse<Permission>(row.Key), Enum.Parse<AccessScope>(row.Value[column], ignoreCase: true)));
            role.Grants.Should().BeEquivalentTo(said, role.Name);
            var hidden = rows["hidden"][column].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Aggregate(FieldMask.None, static (all, one) => all | Enum.Parse<FieldMask>(one));
            role.Masks.Should().Be(hidden, role.Name);
        }
    }
}
