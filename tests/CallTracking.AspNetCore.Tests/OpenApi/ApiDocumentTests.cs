using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallTracking.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.AspNetCore.OpenApi;

public sealed class ApiDocumentTests(ApiHost host) : IClassFixture<ApiHost>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Document_IsTheOneThatIsCommitted()
    {
        var served = (await DocumentAsync()).ToJsonString(Indented) + "\n";
        var path = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../docs/openapi.json"));
        if (Environment.GetEnvironmentVariable("CALLTRACKING_UPDATE_DOCS") == "1")
        {
            await File.WriteAllTextAsync(path, served, TestContext.Current.CancellationToken);
        }

        File.ReadAllText(path).ReplaceLineEndings("\n").Should().Be(
            served, "docs/openapi.json is what the API promises: after a change that is meant, run this test with CALLTRACKING_UPDATE_DOCS=1");
    }

    [Fact]
    public async Task EveryEndpoint_IsDescribed()
    {
        var document = await DocumentAsync();
        var faults = new List<string>();
        var described = new HashSet<string>();
        var names = new HashSet<string>();
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject())
            {
                var name = $"{method.ToUpperInvariant()} {path}";
                described.Add(name);
                Check(name, operation!.AsObject(), faults);
                if (!names.Add(operation["operationId"]?.GetValue<string>() ?? string.Empty))
                {
                    faults.Add($"{name}: its operationId is missing or taken");
                }
            }
        }

        foreach (var endpoint in host.Endpoints())
        {
            if (endpoint.Metadata.GetMetadata<OperationName>() is not null && !described.Contains(endpoint.Name().Replace(":guid", string.Empty, StringComparison.Ordinal)))
            {
                faults.Add($"{endpoint.Name()} is not in the document");
            }
        }

        document["openapi"]!.GetValue<string>().Should().StartWith("3.1");
        described.Should().NotBeEmpty();
        faults.Should().BeEmpty();
    }

    [Fact]
    public async Task EverySchemaMember_IsDescribed_AndNothingInternalShows()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!.AsObject();

        var faults = (
            from schema in schemas
            where schema.Value!["properties"] is not null
            from member in schema.Value!["properties"]!.AsObject()
            where !schema.Key.StartsWith("Call", StringComparison.Ordinal) && member.Value!["description"] is null && member.Value["$ref"] is null && member.Value["oneOf"] is null
            select $"{schema.Key}.{member.Key}").ToList();

        faults.Should().BeEmpty();
        schemas.ToJsonString().Should().NotContain("\"tenant\"").And.NotContain("See ");
    }

    private static void Check(string name, JsonObject operation, List<string> faults)
    {
        if (string.IsNullOrEmpty(operation["summary"]?.GetValue<string>()))
        {
            faults.Add($"{name}: no summary");
        }

        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (string.IsNullOrEmpty(parameter!["description"]?.GetValue<string>()) || parameter["schema"] is null)
            {
                faults.Add($"{name}: parameter {parameter["name"]} is not described");
            }
        }

        var responses = operation["responses"]!.AsObject();
        if (!responses.Any(one => one.Key[0] == '2'))
        {
            faults.Add($"{name}: no success");
        }

        foreach (var (status, response) in responses)
        {
            var problem = response!["content"]?["application/problem+json"]?["schema"]?["$ref"]?.GetValue<string>();
            if (status[0] is '4' or '5' && problem != "#/components/schemas/Problem" && response["content"]?["application/json"] is null)
            {
                faults.Add($"{name}: {status} has no shape");
            }

            if (string.IsNullOrEmpty(response["description"]?.GetValue<string>()))
            {
                faults.Add($"{name}: {status} says nothing");
            }
        }

        if (name.Contains('{', StringComparison.Ordinal) && !responses.ContainsKey("404"))
        {
            faults.Add($"{name}: may be missing, and does not say so");
        }
    }

    private async Task<JsonObject> DocumentAsync()
    {
        using var client = host.Client(null);
        var response = await client.GetAsync("openapi/v1.json", TestContext.Current.CancellationToken);
        response.IsSuccessStatusCode.Should().BeTrue(string.Join('\n', host.Logs.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal))));
        return (await response.JsonAsync()).AsObject();
    }
}
