using CallTracking.Links;
using CallTracking.Pbx;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking;

/// <summary>Collects what the host registers.</summary>
internal sealed class CallTrackingBuilder(IServiceCollection services) : ICallTrackingBuilder
{
    public IServiceCollection Services { get; } = services;

    public ICallTrackingBuilder AddLink(string name, Func<IServiceProvider, IPbxAdapter> create)
    {
        ArgumentNullException.ThrowIfNull(create);
        if (CallTrackingOptionsValidator.NameProblem(name) is { } problem)
        {
            throw new ArgumentException($"The link's name {problem}.", nameof(name));
        }

        var registration = ServiceDescriptor.Singleton(new LinkRegistration(name, create));
        for (var index = 0; index < Services.Count; index++)
        {
            if (Services[index] is { IsKeyedService: false, ImplementationInstance: LinkRegistration same } && same.Name == name)
            {
                Services[index] = registration;
                return this;
            }
        }

        Services.Add(registration);
        return this;
    }
}
