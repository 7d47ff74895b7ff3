using CallTracking.Access;
using CallTracking.AspNetCore.Users;
using Microsoft.AspNetCore.Http;

namespace CallTracking.AspNetCore.Http;

internal static class HttpContextExtensions
{
    /// <summary>On whose behalf the request is done.</summary>
    public static Caller Caller(this HttpContext http) => RequestCaller.Of(http);
}
