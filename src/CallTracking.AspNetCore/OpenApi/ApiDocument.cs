using System.Reflection;
using System.Text.Json.Nodes;
using CallTracking.AspNetCore.Calls;
using CallTracking.AspNetCore.Http;
using CallTracking.Calls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace CallTracking.AspNetCore.OpenApi;

/// <summary>The OpenAPI 3.1 document: made from what the endpoints themselves check.</summary>
internal static class ApiDocument
{
    public const string Name = "calltracking-v1";

    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<ApiMarker>().Any();
        options.CreateSchemaReferenceId = type => NameOf(type.Type) ?? OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(DescribeSchemaAsync);
        options.AddOperationTransformer(DescribeOperation);
        options.AddDocumentTransformer(DescribeDocument);
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        var builder = routes.MapGet("/openapi/v1.json", WriteAsync).AllowAnonymous().ExcludeFromDescription();
        builder.WithMetadata(new ApiMarker(null));
        builder.Add(ApiGuard.Around);
    }

    private static string? NameOf(Type type) => type switch
    {
        _ when type == typeof(CallItems) || type == typeof(Stream) || type == typeof(IFormFile) => null,
        _ when type == typeof(LedgerCall) => "Call",
        { IsNested: false, IsGenericType: false, IsEnum: false } when type.Namespace?.StartsWith("CallTracking", StringComparison.Ordinal) == true =>
            type.Name.StartsWith("Ledger", StringComparison.Ordinal) ? "Call" + type.Name[6..]
            : type.Name.EndsWith("Body", StringComparison.Ordinal) ? type.Name[..^4] : type.Name,
        _ => null,
    };

    private static async Task WriteAsync(HttpContext http)
    {
        var provider = http.RequestServices.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name);
        var document = await provider.GetOpenApiDocumentAsync(http.RequestAborted).ConfigureAwait(false);
        http.Response.ContentType = "application/json; charset=utf-8";
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, http.RequestAborted).ConfigureAwait(false);
        await http.Response.WriteAsync(json, http.RequestAborted).ConfigureAwait(false);
    }

    private static Task DescribeSchemaAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var isNullable = type != context.JsonTypeInfo.Type;
        if (type == typeof(CallItems))
        {
            // What an item is, the document says afterwards: a reference cannot be made here.
            schema.Type = JsonSchemaType.Array;
        }
        else if (type == typeof(Stream) || type == typeof(IFormFile))
        {
            (schema.Type, schema.Format, schema.Properties) = (JsonSchemaType.String, "binary", null);
        }
        else if (type == typeof(DateTimeOffset))
        {
            // Members that Core writes with a converter of its own have no schema otherwise.
            schema.Type = isNullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
            schema.Format = "date-time";
        }
        else if (schema.Type is { } kind && (kind & (JsonSchemaType.Integer | JsonSchemaType.Number)) != 0)
        {
            // The host's serialiser would take numbers in quotes; ours does not.
            (schema.Type, schema.Pattern) = (kind & ~JsonSchemaType.String, null);
        }

        if (context.JsonPropertyInfo is { } property && CallWords.Find(property.DeclaringType, property.Name) is { } said)
        {
            schema.Description = said;
        }
        else if (CallWords.Find(type, string.Empty) is { } self)
        {
            schema.Description = self;
        }

        if (context.JsonPropertyInfo?.AttributeProvider is { } member
            && member.GetCustomAttributes(typeof(WordsOfAttribute), true) is [WordsOfAttribute words, ..])
        {
            var target = schema.Items as OpenApiSchema ?? schema;
            target.Enum = [.. words.Words.Select(word => (JsonNode)word)];
            if (ReferenceEquals(target, schema) && schema.Type is { } own && own.HasFlag(JsonSchemaType.Null))
            {
                target.Enum.Add(JsonNullSentinel.JsonNull);
            }
        }

        return Task.CompletedTask;
    }

    private static Task DescribeOperation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = metadata.OfType<OperationName>().LastOrDefault()?.Value;
        operation.Parameters ??= [];
        foreach (var parameter in metadata.OfType<ApiParameters>().LastOrDefault()?.All ?? [])
        {
            operation.Parameters.Add(Parameter(parameter));
        }

        foreach (var path in operation.Parameters.OfType<OpenApiParameter>().Where(one => one.In == ParameterLocation.Path))
        {
            path.Description ??= path.Name switch
            {
                "id" => "The id.",
                "name" => "The name.",
                _ => $"The id of the {path.Name!.Replace("Id", string.Empty, StringComparison.Ordinal)}.",
            };
        }

        if (metadata.OfType<DemandsRevision>().Any())
        {
            operation.Parameters.Add(Header("If-Match", true, "The ETag that the change is based on."));
        }

        if (metadata.OfType<AnswersRevision>().Any())
        {
            operation.Parameters.Add(Header("If-None-Match", false, "The ETag of what the client has: 304 when it is still that."));
            if (operation.Responses?["200"] is OpenApiResponse ok)
            {
                ok.Headers = new Dictionary<string, IOpenApiHeader>
                {
                    ["ETag"] = new OpenApiHeader { Description = "The revision.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
                };
            }
        }

        operation.RequestBody?.Content?.Remove(ApiEndpoint.Anything);
        Permission(operation, metadata);
        Responses(operation, context.Document!);
        return Task.CompletedTask;
    }

    private static void Permission(OpenApiOperation operation, IList<object> metadata)
    {
        var marker = metadata.OfType<ApiMarker>().LastOrDefault();
        if (metadata.OfType<Microsoft.AspNetCore.Authorization.IAllowAnonymous>().Any())
        {
            return;
        }

        var needed = marker?.Permission is { } permission ? $"Needs the permission `{Word.Of(permission)}`." : "For every employee.";
        operation.Description = string.IsNullOrEmpty(operation.Description) ? needed : $"{operation.Description} {needed}";
    }

    // Every error is the same shape, and every answer says what it is.
    private static void Responses(OpenApiOperation operation, OpenApiDocument document)
    {
        var responses = new OpenApiResponses();
        foreach (var (status, one) in (operation.Responses ?? []).OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            responses[status] = one;
        }

        operation.Responses = responses;
        foreach (var (status, one) in responses)
        {
            if (one is not OpenApiResponse response)
            {
                continue;
            }

            response.Description = Says.TryGetValue(status, out var text) ? text : response.Description;
            if (response.Content?.ContainsKey("application/problem+json") == true)
            {
                response.Content["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", document) };
            }
        }
    }

    private static readonly Dictionary<string, string> Says = new()
    {
        ["200"] = "Done.",
        ["201"] = "Made.",
        ["202"] = "Begun.",
        ["204"] = "Done; there is nothing to say.",
        ["304"] = "The client has the newest state.",
        ["400"] = "A parameter or the body cannot be used; `parameter` names it and `cure` says what to do.",
        ["401"] = "Not signed in.",
        ["403"] = "Not allowed: no employee, the permission is lacking, or a hidden field was asked for.",
        ["404"] = "It does not exist, or is not the caller's to see.",
        ["409"] = "It cannot be done in the state that it is in.",
        ["412"] = "It was changed in the meantime; `revision` is the newest.",
        ["413"] = "The body is too large.",
        ["415"] = "The body is of a type that is not taken here.",
        ["428"] = "If-Match is missing.",
        ["429"] = "Too much at a time.",
        ["500"] = "A fault of the host, which has logged it.",
        ["503"] = "The store does not answer; try again after the time in Retry-After.",
    };

    private static async Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "CallTracking",
            Version = "v1",
            Description = "Calls, contacts and the work around them. Lists are paged by opaque cursors; changes are based on ETags; errors are RFC 9457 problems. "
                + "Members and words may be added: readers ignore what they do not know. The host says how to sign in.",
        };
        document.Servers = null;
        var problem = await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancellationToken).ConfigureAwait(false);
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas["Problem"] = problem;
        document.Components.Schemas["Call"] = await context.GetOrCreateSchemaAsync(typeof(LedgerCall), null, cancellationToken).ConfigureAwait(false);

        if (document.Components.Schemas.TryGetValue("CallPage", out var page) && page.Properties?["items"] is OpenApiSchema items)
        {
            items.Items = new OpenApiSchemaReference("Call", document);
        }

        // What the framework would say of errors is not what we answer.
        document.Components.Schemas.Remove("ProblemDetails");

        // Where the host maps the API is its own affair.
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(pair => Tail(pair.Key), StringComparer.Ordinal))
        {
            paths[Tail(path)] = item;
        }

        document.Paths = paths;
    }

    private static string Tail(string path)
    {
        var at = path.IndexOf("/v1/", StringComparison.Ordinal);
        at = at < 0 ? path.IndexOf("/health/", StringComparison.Ordinal) : at;
        return at < 0 ? path : path[at..];
    }

    private static OpenApiParameter Header(string name, bool isRequired, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = isRequired,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter Parameter(ApiParameter parameter)
    {
        var schema = new OpenApiSchema
        {
            Type = parameter.Kind switch
            {
                ParameterKind.Integer => JsonSchemaType.Integer,
                ParameterKind.Flag => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
            Format = parameter.Kind switch
            {
                ParameterKind.Instant => "date-time",
                ParameterKind.Date => "date",
                ParameterKind.Id => "uuid",
                _ => null,
            },
            Minimum = parameter.Minimum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            Maximum = parameter.Maximum?.ToString(System.Globalization.CultureInfo.InvariantCulture),
            MaxLength = parameter.Kind == ParameterKind.Text ? parameter.MaxLength : null,
            Enum = parameter.Words is { } words ? [.. words.Select(word => (JsonNode)word)] : null,
        };
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Required = parameter.IsRequired,
            Description = parameter.Description,
            Schema = parameter.IsMany ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema } : schema,
            Explode = parameter.IsMany,
        };
    }
}
