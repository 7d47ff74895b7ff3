using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>A listener as the host registered it.</summary>
internal sealed record OutboundRegistration(string Name, Func<IServiceProvider, IOutboundCallHandler> Handler);

/// <summary>Runs the host's listeners with the host.</summary>
internal sealed class OutboundHost(
    IServiceProvider services, IEnumerable<OutboundRegistration> registrations, IOptionsMonitor<FreeSwitchOutboundOptions> options,
    ILogger<OutboundHost> logger) : IHostedService, IAsyncDisposable
{
    private readonly List<OutboundListener> _listeners = [];

    public IReadOnlyList<OutboundListener> Listeners => _listeners;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        foreach (var registration in registrations)
        {
            var listener = new OutboundListener(
                registration.Name, options.Get(registration.Name), registration.Handler(services), time, logger);
            _listeners.Add(listener);
            listener.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_listeners.Select(listener => listener.StopAsync(cancellationToken)));

    public async ValueTask DisposeAsync()
    {
        foreach (var listener in _listeners)
        {
            await listener.DisposeAsync().ConfigureAwait(false);
        }

        _listeners.Clear();
    }
}
