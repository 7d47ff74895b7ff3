using System.Diagnostics.CodeAnalysis;
using CallTracking.Calls;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallTracking.Pipeline;

/// <summary>Makes rows of its own out of committed calls: callbacks, roll-ups, an outbox. It is told of every change that was committed, in
/// the order of the commits of each link; its rows and the note of how far it came become durable in one transaction.</summary>
/// <remarks>One change may come more than once to the method, with nothing of the first time left: the effect is exactly-once. Several
/// changes of a call that were committed before they were taken come as one, with its newest state. A projection that is new begins with
/// what the change log holds still (<see cref="CallTrackingOptions.EventLogRetention"/>), not with old calls.</remarks>
public interface ICallProjection
{
    /// <summary>Its name, part of the key under which the store keeps how far it came: at most 64 characters, never to be changed.</summary>
    string Name { get; }

    /// <summary>Where among the projections it runs: lower ones have seen a change before higher ones are told of it. Default 0.</summary>
    int Order => 0;

    /// <summary>Whether it is told of calls that have not ended. Default false.</summary>
    bool WantsOpenCalls => false;

    /// <summary>Takes changes in.</summary>
    /// <param name="context">The store, for the system of the tenant. What is added to it, and changes of rows that were read with
    /// <c>AsTracking()</c>, are saved by the caller.</param>
    /// <param name="changed">The newest state of each call that changed, in the order in which they changed.</param>
    /// <param name="withdrawn">Calls that turned out to be part of others and are no more.</param>
    /// <param name="cancellationToken">The host stops.</param>
    ValueTask ApplyAsync(
        CallTrackingDbContext context, IReadOnlyList<Call> changed, IReadOnlyList<Guid> withdrawn, CancellationToken cancellationToken);

    /// <summary>What was applied is durable: the moment to tell people of it. It is not called again when the host dies before.</summary>
    /// <param name="cancellationToken">The host stops.</param>
    ValueTask OnAppliedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

/// <summary>Brings the projections up to what is committed, for whoever cannot wait for the host to do it: a tool, a test.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ICallProjections
{
    /// <summary>Returns when every projection has taken in what was committed before the call.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerStoreException">The store cannot be read or written.</exception>
    Task CatchUpAsync(CancellationToken cancellationToken);
}

/// <summary>Registers projections.</summary>
public static class CallProjectionExtensions
{
    /// <summary>Adds a projection; adding a type again changes nothing.</summary>
    /// <typeparam name="T">The projection, a singleton.</typeparam>
    /// <param name="services">The host's services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddCallProjection<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(this IServiceCollection services)
        where T : class, ICallProjection
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<T>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ICallProjection, T>(host => host.GetRequiredService<T>()));
        return services;
    }
}
