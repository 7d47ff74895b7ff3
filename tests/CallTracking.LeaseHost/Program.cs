using System.Globalization;
using CallTracking;
using CallTracking.Links;
using CallTracking.Pbx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

// LeaseHost STORE NAME SPOOL: a host of one link, for tests of two that fight for it. Its PBX makes calls without end, each under the host's name.
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services.AddCallTracking(options => options.SpoolDirectory = args[2])
    .UsePostgreSql(args[0], options => options.MigrateAtStart = true)
    .AddLink("office", _ => new BusyOffice(args[1]));
using var host = builder.Build();
await host.StartAsync();
var stopped = host.WaitForShutdownAsync();
var links = host.Services.GetRequiredService<ILinkMonitor>();
string? told = null;
while (!stopped.IsCompleted)
{
    var status = links.List()[0];
    var state = status.State == LinkState.Failed ? $"Failed: {status.LastError}" : status.State.ToString();
    if (state != told)
    {
        told = state;
        Console.WriteLine(state);
    }

    await Task.WhenAny(stopped, Task.Delay(20));
}

/// <summary>Fifty calls a second, each of one leg that begins and ends.</summary>
internal sealed class BusyOffice(string name) : IPbxAdapter
{
    public PbxAbilities Abilities => PbxAbilities.LiveEvents;

    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        var seq = 1L;
        await sink.PublishAsync(new LinkUp(seq, Now(), "Busy office", null), cancellationToken);
        while (true)
        {
            var leg = new LegId(string.Create(CultureInfo.InvariantCulture, $"{name}-{Environment.ProcessId}-{seq}"));
            await sink.PublishAsync(new LegStarted(++seq, Now(), leg, "101", leg, "101", name, "102", null), cancellationToken);
            await sink.PublishAsync(new LegEnded(++seq, Now(), leg, DialResult.Unknown, 16), cancellationToken);
            await Task.Delay(20, cancellationToken);
        }
    }

    private static DateTimeOffset Now()
    {
        var now = TimeProvider.System.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
