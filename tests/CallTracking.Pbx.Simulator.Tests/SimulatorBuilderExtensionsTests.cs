using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.Simulator;

public sealed class SimulatorBuilderExtensionsTests
{
    [Fact]
    public void AddSimulator_Twice_ConfiguresTheSameLinkFurther()
    {
        var builder = new StubBuilder();

        builder.AddSimulator("demo", options => options.Seed = 7).AddSimulator("demo", options => options.Days = 2)
            .Should().BeSameAs(builder);

        using var services = builder.Services.BuildServiceProvider();
        services.GetRequiredService<IOptionsMonitor<SimulatorOptions>>().Get("demo").Should().BeEquivalentTo(new { Seed = 7, Days = 2 });
        builder.Links.Should().ContainSingle().Which.Value(services).Abilities.Should().HaveFlag(PbxAbilities.Finite);
        services.GetServices<IValidateOptions<SimulatorOptions>>().Should().ContainSingle();
    }

    [Fact]
    public async Task AddSimulator_WrongOption_StopsTheHostAtItsStart()
    {
        var host = Host.CreateEmptyApplicationBuilder(null);
        new StubBuilder(host.Services).AddSimulator("demo", options => options.CallsPerDay = -1);
        using var app = host.Build();

        var start = () => app.StartAsync(TestContext.Current.CancellationToken);

        await start.Should().ThrowAsync<OptionsValidationException>().WithMessage("Simulator 'demo': CallsPerDay is -1; give*");
    }

    private sealed class StubBuilder(IServiceCollection? services = null) : ICallTrackingBuilder
    {
        public IServiceCollection Services { get; } = services ?? new ServiceCollection();

        public Dictionary<string, Func<IServiceProvider, IPbxAdapter>> Links { get; } = [];

        public ICallTrackingBuilder AddLink(string name, Func<IServiceProvider, IPbxAdapter> create)
        {
            Links[name] = create;
            return this;
        }
    }
}
