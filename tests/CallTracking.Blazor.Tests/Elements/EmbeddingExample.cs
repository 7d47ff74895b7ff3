using System.Security.Claims;
using CallTracking.Access;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Blazor.Elements;

/// <summary>The code of docs/embedding.md, so that it compiles.</summary>
internal static class EmbeddingExample
{
    public static void Mvc(WebApplicationBuilder builder, WebApplication app)
    {
        builder.Services.AddCallTracking().UseSqlite("Data Source=calls.db");
        builder.Services.AddCallTrackingBlazor();
        builder.Services.AddServerSideBlazor(options => options.RootComponents.AddCallTrackingElements());

        app.MapBlazorHub().RequireAuthorization();
    }

    public static void Web(WebApplicationBuilder builder)
    {
        builder.Services.AddCallTrackingBlazor();
        builder.Services.AddRazorComponents().AddInteractiveServerComponents(options => options.RootComponents.AddCallTrackingElements());
    }

    public static void Claims(WebApplicationBuilder builder)
    {
        builder.Services.AddCallTrackingBlazor(options =>
        {
            options.UserClaims.Clear();
            options.UserClaims.Add("employee_number");
        });
    }

    public static void Own(WebApplicationBuilder builder) => builder.Services.AddSingleton<ICallTrackingCaller, ByMail>();
}

internal sealed class ByMail(CallerDirectory callers) : ICallTrackingCaller
{
    public async ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
        user.FindFirst(ClaimTypes.Email)?.Value is { } mail ? await callers.FindAsync(Caller.DefaultTenant, mail, cancellationToken) : null;
}
