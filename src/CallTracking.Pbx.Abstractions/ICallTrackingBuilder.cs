using Microsoft.Extensions.DependencyInjection;

namespace CallTracking;

/// <summary>
/// What <c>AddCallTracking()</c> returns and every <c>UseXxx</c> and <c>AddXxx</c> of an adapter or store extends.
/// </summary>
public interface ICallTrackingBuilder
{
    /// <summary>The host's services.</summary>
    IServiceCollection Services { get; }

    /// <summary>Registers a link. Naming the same link again replaces its adapter.</summary>
    /// <param name="name">The link's name: part of every call's identity, so keep it when the PBX stays the same.</param>
    /// <param name="create">Makes the adapter, once per host.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentException">The name is empty, longer than 64 characters, or holds a control character.</exception>
    ICallTrackingBuilder AddLink(string name, Func<IServiceProvider, Pbx.IPbxAdapter> create);
}
