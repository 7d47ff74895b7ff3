using CallTracking.Pbx;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>A builder without the engine: enough to register a store.</summary>
internal sealed class BareBuilder : ICallTrackingBuilder
{
    public BareBuilder()
    {
        Services.AddLogging();
    }

    public IServiceCollection Services { get; } = new ServiceCollection();

    public ICallTrackingBuilder AddLink(string name, Func<IServiceProvider, IPbxAdapter> create) => throw new NotSupportedException();
}
