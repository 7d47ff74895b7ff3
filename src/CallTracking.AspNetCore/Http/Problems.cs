using System.Diagnostics;
using System.Globalization;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Contacts;
using CallTracking.Dialing;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using CallTracking.Webhooks;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Http;

/// <summary>Exceptions as problems, and problems as answers.</summary>
internal static class Problems
{
    private static readonly TimeSpan StorePatience = TimeSpan.FromSeconds(5);

    /// <summary>What an exception of a handler means for the client; null when it is a fault of ours.</summary>
    public static ApiProblem? Of(Exception exception) => exception switch
    {
        ApiProblemException ours => ours.Problem,
        AccessDeniedException { Field: { } field } => new ApiProblem(
            403, "field-hidden", "A field is hidden from you.", $"{Word.Of(field)} are hidden from you and can be neither searched nor filtered, sorted, exported or set.")
        { Parameter = Word.Of(field), Cure = "Leave the field out, or ask an administrator to change your roles." },
        AccessDeniedException denied => Forbidden(denied.Permission),
        RevisionConflictException conflict => new ApiProblem(
            412, "changed-meanwhile", "It was changed in the meantime.", "The revision in If-Match is not the newest one.")
        { Parameter = "If-Match", Revision = conflict.Current, Cure = "Read it again, decide anew, and send the ETag that you got." },
        LedgerStoreException { IsTransient: true } => new ApiProblem(
            503, "store-busy", "The store does not answer.", "The ledger's store cannot be reached or is too busy.")
        { RetryAfter = StorePatience, Cure = "Try again after the time in Retry-After." },
        BadHttpRequestException { StatusCode: 413 } => TooLarge(),
        BadHttpRequestException => new ApiProblem(400, "invalid-request", "The request cannot be read."),
        WebhookException { Fault: var fault } refused => Refused(
            fault switch { WebhookFault.NotFound => 404, WebhookFault.Invalid => 400, _ => 409 }, Word.Of(fault), refused.Message),
        StaffRuleException { Rule: var rule } refused => Refused(
            rule switch { StaffRule.NotFound => 404, StaffRule.Invalid => 400, _ => 409 }, Word.Of(rule), refused.Message),
        ObligationRejectedException refused => Refused(refused.Code.EndsWith(".notOpen", StringComparison.Ordinal) ? 409 : 400, refused.Code, refused.Message),
        TaskRejectedException refused => Refused(400, refused.Code, refused.Message),
        ContactRejectedException refused => new ApiProblem(400, "invalid-body", "The body cannot be used.", SafeText.Of(refused.Message))
        {
            Parameter = refused.Problems.Count > 0 ? refused.Problems[0].Field : null,
        },
        ContactFileException refused => new ApiProblem(400, "invalid-body", "The file cannot be imported.", SafeText.Of(refused.Message)),
        DialRefusedException { Reason: var reason } refused => Refused(
            reason switch
            {
                DialRefusal.NotANumber or DialRefusal.NotAllowed => 400,
                DialRefusal.TooManyInAMinute or DialRefusal.TooManyInADay or DialRefusal.TooManyAtOnce => 429,
                _ => 409,
            },
            Word.Of(reason), refused.Message),

        // Core says what a caller may not mean by an argument; a framework's own exception would be a fault of ours.
        ArgumentException { Source: { } source } argument when source.StartsWith("CallTracking", StringComparison.Ordinal) => new ApiProblem(
            400, "invalid-parameter", "A parameter cannot be used.", SafeText.Of(FirstLine(argument))),
        _ => null,
    };

    /// <summary>A rule of the capability, told in its own words; what is not there is told as everywhere.</summary>
    private static ApiProblem Refused(int status, string code, string message) => status switch
    {
        404 => ApiProblem.NotFound(),
        400 => new ApiProblem(400, "invalid-body", "The body cannot be used.", SafeText.Of(message)),
        _ => new ApiProblem(status, $"refused-{code.Replace('.', '-')}", "A rule forbids it.", SafeText.Of(message)),
    };

    public static ApiProblem Forbidden(Permission? permission) => new(
        403, "not-allowed", "You may not do this.",
        permission is { } lacking ? $"This needs the permission '{Word.Of(lacking)}'." : "You are not one of the employees who may use this.")
    {
        Parameter = permission is { } named ? Word.Of(named) : null,
        Cure = permission is null ? "Ask an administrator to enter you as an employee with your sign-in." : "Ask an administrator to add it to one of your roles.",
    };

    public static ApiProblem Unauthenticated() => new(401, "not-signed-in", "You are not signed in.") { Cure = "Sign in, and send the proof with the request." };

    public static ApiProblem TooLarge() => new(413, "too-large", "The body is too large.") { Cure = "Send less at a time." };

    public static ApiProblem Internal() => new(500, "internal", "Something went wrong here.", "The host has logged what.")
    {
        Cure = "Try again; if it stays, give the operator the traceId.",
    };

    public static Task WriteAsync(HttpContext http, ApiProblem problem)
    {
        http.Response.StatusCode = problem.Status;
        http.Response.Headers.CacheControl = "no-store";
        if (problem.RetryAfter is { } pause)
        {
            http.Response.Headers.RetryAfter = ((int)pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var body = new ProblemBody
        {
            Type = ApiProblem.TypePrefix + problem.Code,
            Title = problem.Title,
            Status = problem.Status,
            Detail = problem.Detail,
            Parameter = problem.Parameter,
            Cure = problem.Cure,
            Revision = problem.Revision,
            TraceId = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
        };
        return HttpMethods.IsHead(http.Request.Method)
            ? Task.CompletedTask
            : http.Response.WriteAsJsonAsync(body, ApiJson.Strict.ProblemBody, "application/problem+json", http.RequestAborted);
    }

    private static string FirstLine(ArgumentException exception)
    {
        var message = exception.Message;
        var end = message.IndexOf(" (Parameter '", StringComparison.Ordinal);
        return end < 0 ? message : message[..end];
    }
}
