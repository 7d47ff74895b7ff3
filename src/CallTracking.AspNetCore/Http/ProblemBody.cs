using System.ComponentModel;

namespace CallTracking.AspNetCore.Http;

/// <summary>The problem as JSON.</summary>
[Description("Why a request was not done (RFC 9457).")]
internal sealed record ProblemBody
{
    [Description("Stable name of the kind of problem.")]
    public required string Type { get; init; }

    [Description("What happened, for people; the same for each problem of this type.")]
    public required string Title { get; init; }

    [Description("The HTTP status.")]
    public required int Status { get; init; }

    [Description("What it was in this case.")]
    public string? Detail { get; init; }

    [Description("The parameter, header or member of the body that is wrong.")]
    public string? Parameter { get; init; }

    [Description("What to do.")]
    public string? Cure { get; init; }

    [Description("The newest revision of what was to be changed.")]
    public long? Revision { get; init; }

    [Description("Names the request in the host's traces.")]
    public string? TraceId { get; init; }
}
