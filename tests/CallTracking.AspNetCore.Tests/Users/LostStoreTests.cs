using System.Net;
using System.Security.Claims;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.AspNetCore.Users;

/// <summary>Nobody can say who asks, because the store is away.</summary>
public sealed class LostStoreTests(LostStoreTests.Host host) : IClassFixture<LostStoreTests.Host>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EveryEndpoint_WhileTheStoreIsAway_SaysSo_AndWhenToTryAgain()
    {
        using var client = host.Client("busy");
        var faults = new List<string>();
        foreach (var endpoint in host.Endpoints().Where(static one => one.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is null))
        {
            using var request = endpoint.Request();
            using var response = await client.SendAsync(request, Cancel);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || response.Headers.RetryAfter?.Delta is not { TotalSeconds: > 0 }
                || await response.ProblemAsync() != "store-busy")
            {
                faults.Add($"{endpoint.Name()}: {(int)response.StatusCode}");
            }
        }

        faults.Should().BeEmpty();
        host.Logs.Lines.Should().Contain(static line => line.Contains("StoreFailed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endpoint_WhileTheStoreIsBroken_IsAFaultOfTheHost()
    {
        using var client = host.Client("broken");

        using var response = await client.GetAsync("v1/me", Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.InternalServerError);
        (await response.ProblemAsync()).Should().Be("internal");
    }

    [Fact]
    public async Task Somebody_WhoIsNotSignedIn_IsAskedToSignIn_WhateverTheStoreDoes()
    {
        using var client = host.Client(null);

        using var response = await client.GetAsync("v1/me", Cancel);

        response.StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    /// <summary>A host whose look-up of people fails.</summary>
    public sealed class Host : ApiHost
    {
        protected override void Tune(IServiceCollection services) => services.AddSingleton<ICallTrackingUser, Lost>();

        private sealed class Lost : ICallTrackingUser
        {
            public ValueTask<Caller?> FindAsync(ClaimsPrincipal user, CancellationToken cancellationToken) =>
                throw new LedgerStoreException("The store does not answer.", isTransient: user.FindFirstValue("sub") == "busy");
        }
    }
}
