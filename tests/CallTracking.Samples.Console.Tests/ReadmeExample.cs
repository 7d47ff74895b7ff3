using CallTracking.Access;
using CallTracking.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Samples.Console.Tests;

/// <summary>The README's embedding example, word by word, so that the compiler reads it too.</summary>
internal static class ReadmeExample
{
    public static async Task RunAsync(string[] args)
    {
        // <example>
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddCallTracking(o => o.Site.Country = "US")
            .UseSqlite("Data Source=calls.db")
            .AddSimulator("demo"); // or .AddAsterisk("head-office", o => { o.Host = "pbx"; o.User = "calltracking"; o.Secret = secret; })
        using var host = builder.Build();
        await host.StartAsync();

        var feed = host.Services.GetRequiredService<ICallFeed>();
        await foreach (var change in feed.ReadAsync(Caller.System()))
        {
            var call = change.Call;
            Console.WriteLine($"{change.Kind}: {call.Direction} {call.External} {call.State} {call.Outcome} {call.AnsweredBy}");
        }

        // </example>
    }

    private static class Console
    {
        public static void WriteLine(string text) => System.Console.WriteLine(text);
    }
}
