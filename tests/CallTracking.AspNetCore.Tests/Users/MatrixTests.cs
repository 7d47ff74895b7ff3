using System.Net;
using CallTracking.Access;
using CallTracking.AspNetCore.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;

namespace CallTracking.AspNetCore.Users;

/// <summary>Every endpoint that the host has, asked by everybody, against what stands here.</summary>
public sealed class MatrixTests(ApiHost host) : IClassFixture<ApiHost>
{
    /// <summary>What each endpoint demands. Written by hand: an endpoint that is not here fails the test.</summary>
    private static readonly Dictionary<string, string> Demands = new()
    {
        ["GET /v1/calls"] = "CallsRead",
        ["POST /v1/calls/query"] = "CallsRead",
        ["GET /v1/calls/count"] = "CallsRead",
        ["POST /v1/calls/count"] = "CallsRead",
        ["GET /v1/calls/export"] = "CallsExport",
        ["POST /v1/calls/export"] = "CallsExport",
        ["GET /v1/calls/open"] = "CallsRead",
        ["GET /v1/calls/{id:guid}"] = "CallsRead",
        ["GET /v1/calls/{id:guid}/card"] = "CallsRead",
        ["GET /v1/pops"] = "CallsRead",
        ["GET /v1/webhooks"] = "WebhooksManage",
        ["POST /v1/webhooks"] = "WebhooksManage",
        ["GET /v1/webhooks/{id:guid}"] = "WebhooksManage",
        ["PUT /v1/webhooks/{id:guid}"] = "WebhooksManage",
        ["DELETE /v1/webhooks/{id:guid}"] = "WebhooksManage",
        ["POST /v1/webhooks/{id:guid}/secret"] = "WebhooksManage",
        ["POST /v1/webhooks/{id:guid}/test"] = "WebhooksManage",
        ["GET /v1/webhooks/{id:guid}/deliveries"] = "WebhooksManage",
        ["POST /v1/webhooks/{id:guid}/replay"] = "WebhooksManage",
        ["GET /v1/audit"] = "AuditRead",
        ["GET /v1/audit/verification"] = "AuditRead",
        ["GET /v1/calls/{id:guid}/contact"] = "CallsRead",
        ["DELETE /v1/calls/{id:guid}/contact"] = "ContactsEdit",
        ["PUT /v1/calls/{id:guid}/contact/{contactId:guid}"] = "ContactsEdit",
        ["GET /v1/calls/{id:guid}/ratings"] = "RatingsRead",
        ["PUT /v1/calls/{id:guid}/ratings/{source}"] = "RatingsEdit",
        ["DELETE /v1/calls/{id:guid}/ratings/{source}"] = "RatingsEdit",
        ["GET /v1/contact-fields"] = "ContactsRead",
        ["GET /v1/contact-statuses"] = "ContactsRead",
        ["POST /v1/contact-statuses"] = "SettingsManage",
        ["POST /v1/contact-statuses/customary"] = "SettingsManage",
        ["GET /v1/contact-statuses/{code}"] = "ContactsRead",
        ["PUT /v1/contact-statuses/{code}"] = "SettingsManage",
        ["POST /v1/contact-fields"] = "SettingsManage",
        ["GET /v1/contact-fields/{key}"] = "ContactsRead",
        ["PUT /v1/contact-fields/{key}"] = "SettingsManage",
        ["GET /v1/contacts/duplicates"] = "ContactsRead",
        ["POST /v1/contacts/duplicates/dismiss"] = "ContactsEdit",
        ["GET /v1/contacts/export"] = "ContactsExport",
        ["GET /v1/contacts/imports"] = "ContactsImport",
        ["POST /v1/contacts/imports"] = "ContactsImport",
        ["POST /v1/contacts/imports/try"] = "ContactsImport",
        ["GET /v1/contacts/imports/{id:guid}"] = "ContactsImport",
        ["POST /v1/contacts/imports/{id:guid}/resume"] = "ContactsImport",
        ["POST /v1/contacts/imports/{id:guid}/undo"] = "ContactsImport",
        ["GET /v1/contacts"] = "ContactsRead",
        ["POST /v1/contacts"] = "ContactsEdit",
        ["GET /v1/contacts/count"] = "ContactsRead",
        ["POST /v1/contacts/merges/{id:guid}/undo"] = "ContactsImport",
        ["POST /v1/contacts/search"] = "ContactsRead",
        ["GET /v1/contacts/{id:guid}"] = "ContactsRead",
        ["PUT /v1/contacts/{id:guid}"] = "ContactsEdit",
        ["DELETE /v1/contacts/{id:guid}"] = "ContactsDelete",
        ["POST /v1/contacts/{id:guid}/emails"] = "ContactsEdit",
        ["DELETE /v1/contacts/{id:guid}/emails/{emailId:guid}"] = "ContactsEdit",
        ["POST /v1/contacts/{id:guid}/merge"] = "ContactsImport",
        ["GET /v1/contacts/{id:guid}/merges"] = "ContactsRead",
        ["POST /v1/contacts/{id:guid}/notes"] = "ContactsEdit",
        ["POST /v1/contacts/{id:guid}/numbers"] = "ContactsEdit",
        ["DELETE /v1/contacts/{id:guid}/numbers/{numberId:guid}"] = "ContactsEdit",
        ["GET /v1/contacts/{id:guid}/photo"] = "ContactsRead",
        ["PUT /v1/contacts/{id:guid}/photo"] = "ContactsEdit",
        ["POST /v1/contacts/{id:guid}/restore"] = "ContactsDelete",
        ["POST /v1/contacts/{id:guid}/split"] = "ContactsImport",
        ["PUT /v1/contacts/{id:guid}/status"] = "ContactsEdit",
        ["GET /v1/contacts/{id:guid}/timeline"] = "ContactsRead",
        ["GET /v1/departments"] = "StaffRead",
        ["POST /v1/departments"] = "StaffManage",
        ["PUT /v1/departments/{id:guid}"] = "StaffManage",
        ["DELETE /v1/departments/{id:guid}"] = "StaffManage",
        ["POST /v1/dials"] = "Dial",
        ["GET /v1/dials"] = "Dial",
        ["GET /v1/dials/{id:guid}"] = "Dial",
        ["DELETE /v1/dials/{id:guid}"] = "Dial",
        ["GET /v1/extensions"] = "StaffRead",
        ["GET /v1/me"] = "employee",
        ["POST /v1/me/extensions"] = "employee",
        ["DELETE /v1/me/extensions"] = "employee",
        ["POST /v1/messages"] = "MessagesSend",
        ["GET /v1/messages"] = "employee",
        ["POST /v1/messages/read"] = "employee",
        ["GET /v1/messages/sent"] = "employee",
        ["GET /v1/messages/unread/count"] = "employee",
        ["GET /v1/messages/{id:guid}"] = "employee",
        ["GET /v1/messages/{id:guid}/receipts"] = "employee",
        ["GET /v1/obligations"] = "CallbacksRead",
        ["POST /v1/obligations/bulk"] = "CallbacksManage",
        ["GET /v1/obligations/count"] = "CallbacksRead",
        ["GET /v1/obligations/report"] = "CallbacksRead",
        ["GET /v1/obligations/{id:guid}"] = "CallbacksRead",
        ["POST /v1/obligations/{id:guid}/assign"] = "CallbacksWork",
        ["POST /v1/obligations/{id:guid}/close"] = "CallbacksWork",
        ["GET /v1/obligations/{id:guid}/history"] = "CallbacksRead",
        ["POST /v1/obligations/{id:guid}/reopen"] = "CallbacksManage",
        ["POST /v1/obligations/{id:guid}/waive"] = "CallbacksWork",
        ["GET /v1/ratings"] = "RatingsRead",
        ["GET /v1/roles"] = "StaffRead",
        ["POST /v1/roles"] = "RolesManage",
        ["GET /v1/roles/{id:guid}"] = "StaffRead",
        ["PUT /v1/roles/{id:guid}"] = "RolesManage",
        ["DELETE /v1/roles/{id:guid}"] = "RolesManage",
        ["GET /v1/staff"] = "StaffRead",
        ["POST /v1/staff"] = "StaffManage",
        ["GET /v1/staff/{id:guid}"] = "StaffRead",
        ["PUT /v1/staff/{id:guid}"] = "StaffManage",
        ["POST /v1/staff/{id:guid}/extensions"] = "StaffManage",
        ["GET /v1/staff/{id:guid}/roles"] = "StaffRead",
        ["PUT /v1/staff/{id:guid}/roles/{roleId:guid}"] = "RolesManage",
        ["DELETE /v1/staff/{id:guid}/roles/{roleId:guid}"] = "RolesManage",
        ["GET /v1/tasks"] = "TasksRead",
        ["POST /v1/tasks"] = "TasksEdit",
        ["GET /v1/tasks/count"] = "TasksRead",
        ["GET /v1/tasks/{id:guid}"] = "TasksRead",
        ["PUT /v1/tasks/{id:guid}"] = "TasksEdit",
        ["POST /v1/tasks/{id:guid}/act"] = "TasksEdit",
        ["POST /v1/tasks/{id:guid}/remind"] = "TasksRead",
        ["GET /v1/hours"] = "StaffRead",
        ["PUT /v1/hours"] = "StaffManage",
        ["DELETE /v1/hours"] = "StaffManage",
        ["GET /v1/departments/{id:guid}/hours"] = "StaffRead",
        ["PUT /v1/departments/{id:guid}/hours"] = "StaffManage",
        ["DELETE /v1/departments/{id:guid}/hours"] = "StaffManage",
        ["GET /v1/departments/{id:guid}/hours/effective"] = "StaffRead",
        ["GET /v1/staff/{id:guid}/hours"] = "StaffRead",
        ["PUT /v1/staff/{id:guid}/hours"] = "StaffManage",
        ["DELETE /v1/staff/{id:guid}/hours"] = "StaffManage",
        ["GET /v1/staff/{id:guid}/hours/effective"] = "StaffRead",
        ["GET /v1/me/hours"] = "employee",
        ["POST /v1/privacy/retention/preview"] = "PrivacyManage",
        ["POST /v1/privacy/retention/apply"] = "PrivacyManage",
        ["POST /v1/privacy/export"] = "PrivacyManage",
        ["POST /v1/privacy/erase"] = "PrivacyManage",
        ["GET /v1/links"] = "LinksRead",
        ["GET /v1/links/{name}"] = "LinksRead",
        ["GET /v1/gaps"] = "LinksRead",
        ["GET /health/links"] = "LinksRead",
        ["GET /health/live"] = "anybody",
        ["GET /health/ready"] = "anybody",
        ["GET /openapi/v1.json"] = "anybody",
        ["ANY /hub/negotiate"] = "employee",
        ["ANY /hub"] = "employee",
    };

    /// <summary>What the built-in roles may, as the design says.</summary>
    private static readonly Dictionary<string, string[]> Roles = new()
    {
        ["operator"] = ["CallsRead", "ContactsRead", "ContactsEdit", "CallbacksRead", "CallbacksWork", "TasksRead", "TasksEdit", "MessagesSend", "RatingsRead", "Dial", "StaffRead"],
        ["supervisor"] =
        [
            "CallsRead", "CallsExport", "ContactsRead", "ContactsEdit", "ContactsExport", "CallbacksRead", "CallbacksWork", "CallbacksManage", "TasksRead",
            "TasksEdit", "MessagesSend", "RatingsRead", "RatingsEdit", "Dial", "StaffRead", "LinksRead",
        ],
        ["director"] =
        [
            "CallsRead", "CallsExport", "ContactsRead", "ContactsExport", "CallbacksRead", "TasksRead", "TasksEdit", "MessagesSend", "RatingsRead", "Dial",
            "StaffRead", "AuditRead", "LinksRead",
        ],
        ["administrator"] = Enum.GetNames<Permission>(),
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void EveryEndpoint_HasAnEntry_AndDemandsIt()
    {
        var endpoints = host.Endpoints();

        endpoints.Select(one => one.Name()).Should().BeEquivalentTo(Demands.Keys);
        foreach (var endpoint in endpoints)
        {
            var policies = endpoint.Metadata.OfType<IAuthorizeData>().Select(one => one.Policy).ToList();
            var anonymous = endpoint.Metadata.OfType<IAllowAnonymous>().Any();
            switch (Demands[endpoint.Name()])
            {
                case "anybody":
                    anonymous.Should().BeTrue(endpoint.Name());
                    break;
                case "employee":
                    anonymous.Should().BeFalse(endpoint.Name());
                    policies.Should().Contain(CallTrackingPolicies.Employee, endpoint.Name());
                    break;
                case var permission:
                    anonymous.Should().BeFalse(endpoint.Name());
                    policies.Should().Contain(CallTrackingPolicies.For(Enum.Parse<Permission>(permission)), endpoint.Name());
                    break;
            }
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("nobody")]
    [InlineData("operator")]
    [InlineData("supervisor")]
    [InlineData("director")]
    [InlineData("administrator")]
    public async Task Somebody_ReachesWhatHisRoleGives_AndNothingElse(string? user)
    {
        using var client = host.Client(user);
        var faults = new List<string>();
        foreach (var endpoint in host.Endpoints())
        {
            var demanded = Demands.GetValueOrDefault(endpoint.Name(), "nobody");
            var isKnown = user is not null && Roles.ContainsKey(user);
            var expected = demanded switch
            {
                "anybody" => (HttpStatusCode?)null,
                _ when user is null => HttpStatusCode.Unauthorized,
                "employee" => isKnown ? null : HttpStatusCode.Forbidden,
                _ => isKnown && Roles[user!].Contains(demanded) ? null : HttpStatusCode.Forbidden,
            };
            using var request = endpoint.Request();
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
            var isRefused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            if (expected is { } refusal ? response.StatusCode != refusal : isRefused || response.StatusCode >= HttpStatusCode.InternalServerError)
            {
                faults.Add($"{endpoint.Name()}: {(int)response.StatusCode}, expected {(expected is { } code ? (int)code : "to be let in")}");
            }
        }

        faults.Should().BeEmpty();
    }
}
