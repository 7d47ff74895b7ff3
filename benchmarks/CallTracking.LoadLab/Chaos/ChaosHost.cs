using System.CommandLine;
using CallTracking.Links;
using CallTracking.Numbering;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallTracking.LoadLab.Chaos;

/// <summary>The hidden verb <c>chaos-host</c>: a host as a user builds it, which says on standard output when its link is heard.</summary>
internal static class ChaosHost
{
    public const string Verb = "chaos-host";
    public const string Link = "pbx";
    public const string SecretVariable = "LOADLAB_CHAOS_SECRET";
    public const string ConnectionVariable = "LOADLAB_CHAOS_CONNECTION";
    public const string UpLine = "up";
    public const string DownLine = "down";

    public static Command Create()
    {
        var store = new Option<string>("--store") { Required = true };
        var port = new Option<int>("--port") { Required = true };
        var user = new Option<string>("--user") { Required = true };
        var cdr = new Option<string>("--cdr") { Required = true };
        var site = new Option<string>("--site") { Required = true };
        var command = new Command(Verb, "The host that chaos plays with.") { store, port, user, cdr, site };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var builder = Host.CreateEmptyApplicationBuilder(null);
            builder.Logging.AddFilter(static level => level >= LogLevel.Warning).AddSimpleConsole(static o => o.SingleLine = true);
            builder.Services.Configure<ConsoleLifetimeOptions>(static o => o.SuppressStatusMessages = true);
            var engine = builder.Services.AddCallTracking(o => o.Site = SiteFile.Load(parsed.GetValue(site)!));
            ChaosStore.Use(engine, parsed.GetValue(store)!, Environment.GetEnvironmentVariable(ConnectionVariable)!);
            engine.AddAsterisk(Link, o =>
            {
                o.Host = "127.0.0.1";
                o.Port = parsed.GetValue(port);
                o.User = parsed.GetValue(user)!;
                o.Secret = Environment.GetEnvironmentVariable(SecretVariable)!;
                o.KeepAliveInterval = TimeSpan.FromSeconds(2);
                o.Cdr.File = parsed.GetValue(cdr);
                o.Cdr.PollInterval = TimeSpan.FromMilliseconds(300);
            });
            using var host = builder.Build();
            var saying = SayAsync(host.Services.GetRequiredService<ILinkMonitor>(), cancellationToken);
            await host.RunAsync(cancellationToken).ConfigureAwait(false);
            await saying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
        return command;
    }

    private static async Task SayAsync(ILinkMonitor links, CancellationToken cancellationToken)
    {
        var said = "";
        while (true)
        {
            var line = links.Find(Link) is { State: LinkState.Up, StoreError: null, Backlog: 0 } ? UpLine : DownLine;
            if (line != said)
            {
                said = line;
                await Console.Out.WriteLineAsync(line.AsMemory(), cancellationToken).ConfigureAwait(false);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken).ConfigureAwait(false);
        }
    }
}
