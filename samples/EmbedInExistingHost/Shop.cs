using CallTracking;
using EmbedInExistingHost.Accounts;
using EmbedInExistingHost.Customers;
using EmbedInExistingHost.Demo;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Mvc;

namespace EmbedInExistingHost;

/// <summary>A shop's program as it was before, with its own people, customers, sign-in and layout. Lines that CallTracking needs end in
/// <c>calltracking</c>.</summary>
public static class Shop
{
    /// <summary>Builds the program without starting it.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="tune">What a test sets otherwise; it has the last word.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? tune = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = typeof(Shop).Assembly.GetName().Name });
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddControllersWithViews(options => options.Filters.Add(new AutoValidateAntiforgeryTokenAttribute()));
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(options => options.LoginPath = "/account/login");
        builder.Services.AddAuthorization();
        builder.Services.AddSingleton<AccountList>();
        builder.Services.AddSingleton<CustomerList>();

        var store = builder.Configuration.GetConnectionString("CallTracking") ?? "Data Source=calls.db"; // calltracking
        builder.Services.AddCallTracking().UseSqlite(store).AddSimulator("demo", DemoDay.Play); // calltracking
        builder.Services.AddCallTrackingBlazor(); // calltracking: finds the employee by the name identifier of the cookie
        builder.Services.AddServerSideBlazor(options => options.RootComponents.AddCallTrackingElements()); // calltracking

        builder.Services.AddHostedService<DemoDay>();
        tune?.Invoke(builder);
        var app = builder.Build();
        app.Use(async (context, next) =>
        {
            context.Response.Headers.ContentSecurityPolicy = "default-src 'self'; frame-ancestors 'none'; base-uri 'self'";
            await next();
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapStaticAssets();
        app.MapControllerRoute("default", "{controller=Customers}/{action=Index}/{id?}");
        app.MapBlazorHub().RequireAuthorization(); // calltracking
        return app;
    }
}
