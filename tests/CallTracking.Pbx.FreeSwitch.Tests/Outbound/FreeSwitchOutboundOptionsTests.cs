using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class FreeSwitchOutboundOptionsTests
{
    private readonly FreeSwitchOutboundOptionsValidator _validator = new();

    [Fact]
    public void Defaults_AreValidAndOfThisMachineOnly()
    {
        var options = new FreeSwitchOutboundOptions();

        _validator.Validate(null, options).Succeeded.Should().BeTrue();
        options.Allows(IPAddress.Loopback).Should().BeTrue();
        options.Allows(IPAddress.IPv6Loopback).Should().BeTrue();
        options.Allows(IPAddress.Parse("192.0.2.7")).Should().BeFalse();
    }

    [Fact]
    public void Peers_ThatAreNamed_AreTheOnlyOnes()
    {
        var options = new FreeSwitchOutboundOptions { Address = "0.0.0.0", AllowedPeers = { "192.0.2.7" } };

        _validator.Validate(null, options).Succeeded.Should().BeTrue();
        options.Allows(IPAddress.Parse("::ffff:192.0.2.7")).Should().BeTrue("a socket for both families shows it so");
        options.Allows(IPAddress.Loopback).Should().BeFalse();
    }

    [Theory]
    [InlineData("0.0.0.0", "", "name its addresses in AllowedPeers")]
    [InlineData("pbx.test", "", "Address must be an IP address")]
    [InlineData("127.0.0.1", "pbx.test", "AllowedPeers holds what is no IP address")]
    public void Address_ThatIsOpenToAll_IsRefused(string address, string peer, string problem)
    {
        var options = new FreeSwitchOutboundOptions { Address = address };
        if (peer.Length > 0)
        {
            options.AllowedPeers.Add(peer);
        }

        _validator.Validate(null, options).FailureMessage.Should().Contain(problem);
    }

    [Fact]
    public async Task Listener_IsRunByTheHost()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        var tracking = new Builder(builder.Services);
        tracking.AddFreeSwitchOutbound<Silent>("ivr", options => options.Port = 1)
            .AddFreeSwitchOutbound<Silent>("ivr", options => options.Port = 0);
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        var listeners = host.Services.GetServices<IHostedService>().OfType<OutboundHost>().Single().Listeners;
        using var pbx = await HandingOver.ConnectAsync(listeners.Should().ContainSingle("the same name is the same listener").Subject.EndPoint);
        (await pbx.ReceiveAsync()).Line.Should().Be("connect");
        pbx.Dispose();
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Host_WithAnOpenAddress_DoesNotStart()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        new Builder(builder.Services).AddFreeSwitchOutbound<Silent>("ivr", options => options.Address = "0.0.0.0");
        using var host = builder.Build();

        var start = () => host.StartAsync(TestContext.Current.CancellationToken);
        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("*AllowedPeers*");
    }

    private sealed class Silent : IOutboundCallHandler
    {
        public Task HandleAsync(OutboundCall call, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Builder(IServiceCollection services) : ICallTrackingBuilder
    {
        public IServiceCollection Services { get; } = services;

        public ICallTrackingBuilder AddLink(string name, Func<IServiceProvider, IPbxAdapter> create) => this;
    }
}
