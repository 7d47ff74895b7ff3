using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.AspNetCore;

/// <summary>The example of docs/api.md, compiled.</summary>
internal static class ApiExample
{
    public static void Run(string[] args)
    {
        // <example>
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddAuthentication("Cookies").AddCookie();
        builder.Services.AddCallTracking(o => o.Site.Country = "US")
            .UseSqlite("Data Source=calls.db"); // and links: .AddAsterisk(…), .AddSimulator("demo")
        builder.Services.AddCallTrackingApi();
        var app = builder.Build();
        app.MapCallTracking("/calltracking");
        app.Run();
        // </example>
    }
}
