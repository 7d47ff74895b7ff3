namespace CallTracking.AspNetCore.Http;

/// <summary>Why a request was not done, as RFC 9457 tells it. Nothing in it comes from stored data.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">Stable code: the last part of <c>type</c>.</param>
/// <param name="Title">What happened, the same for each problem of the code.</param>
/// <param name="Detail">What it was here.</param>
internal sealed record ApiProblem(int Status, string Code, string Title, string? Detail = null)
{
    /// <summary>Before every code in <c>type</c>.</summary>
    public const string TypePrefix = "urn:calltracking:problem:";

    /// <summary>The query parameter, header or member of the body that is wrong.</summary>
    public string? Parameter { get; init; }

    /// <summary>What to do.</summary>
    public string? Cure { get; init; }

    /// <summary>The newest revision of what was to be changed.</summary>
    public long? Revision { get; init; }

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static ApiProblem Invalid(string parameter, string detail, string cure) =>
        new(400, "invalid-parameter", "A parameter cannot be used.", detail) { Parameter = parameter, Cure = cure };

    public static ApiProblem InvalidBody(string? member, string detail, string cure) =>
        new(400, "invalid-body", "The body cannot be used.", detail) { Parameter = member, Cure = cure };

    /// <summary>The same for what is not there and for what the caller may not see.</summary>
    public static ApiProblem NotFound() =>
        new(404, "not-found", "There is nothing here.", "It does not exist, or it is not yours to see.") { Cure = "Check the id." };
}

/// <summary>Ends a request with a problem.</summary>
internal sealed class ApiProblemException(ApiProblem problem) : Exception(problem.Title)
{
    public ApiProblem Problem { get; } = problem;
}
