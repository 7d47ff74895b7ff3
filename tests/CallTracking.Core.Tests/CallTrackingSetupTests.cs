using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Core.Tests.Links;
using CallTracking.Core.Tests.Pipeline;
using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CallTracking.Core.Tests;

public sealed class CallTrackingSetupTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Start_NoStoreAndNoLink_SaysBothAndWhatToAdd()
    {
        using var host = Build(_ => { }, ledger: null);

        var error = (await host.Awaiting(h => h.StartAsync(Token)).Should().ThrowAsync<OptionsValidationException>()).Which;

        error.Failures.Should().HaveCount(2);
        error.Message.Should().Contain("UseSqlite").And.Contain("UseEntityFramework")
            .And.Contain("AddXxx(name, ...) of a CallTracking.Pbx package").And.Contain("AddSimulator");
    }

    [Fact]
    public async Task Start_StoreCannotBeUsed_StopsTheHostWithItsOneLine()
    {
        var ledger = new MemoryLedger
        {
            Preparing = () => throw new LedgerStoreException("calls.db is from a newer version; update this program.", isTransient: false),
        };
        var adapter = new FakeAdapter(FakeAdapter.Stays());
        using var host = Build(builder => builder.AddLink("office", _ => adapter), ledger);

        await host.Awaiting(h => h.StartAsync(Token)).Should().ThrowAsync<LedgerStoreException>()
            .WithMessage("calls.db is from a newer version*");

        adapter.Runs.Should().Be(0);
    }

    [Fact]
    public async Task Start_StoreDoesNotAnswer_ComesUpAndTheLinkSaysSo()
    {
        var ledger = new MemoryLedger { Preparing = () => throw new LedgerStoreException("Nobody answers.", isTransient: true) };
        var adapter = new FakeAdapter(FakeAdapter.Stays());
        using var host = Build(builder => builder.AddLink("office", _ => adapter), ledger);

        await host.StartAsync(Token);

        await foreach (var status in host.Services.GetRequiredService<ILinkMonitor>().ReadAsync(Token))
        {
            if (status.StoreError is not null)
            {
                status.Should().BeEquivalentTo(new { State = LinkState.Starting, StoreError = "Nobody answers." });
                break;
            }
        }

        adapter.Runs.Should().Be(0);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Start_StoreDoesNotAnswerAndIsNeeded_StopsTheHost()
    {
        var ledger = new MemoryLedger { Preparing = () => throw new LedgerStoreException("Nobody answers.", isTransient: true) };
        using var host = Build(
            builder => builder.AddLink("office", _ => new FakeAdapter(FakeAdapter.Stays())), ledger, o => o.StartWithoutStore = false);

        await host.Awaiting(h => h.StartAsync(Token)).Should().ThrowAsync<LedgerStoreException>();
    }

    [Fact]
    public async Task Start_SiteOfALinkThatIsNotThere_NamesTheLinksThatAre()
    {
        using var host = Build(
            builder => builder.AddLink("office", _ => new FakeAdapter(FakeAdapter.Stays())), new MemoryLedger(),
            o => o.LinkSites["ofice"] = new SiteOptions());

        (await host.Awaiting(h => h.StartAsync(Token)).Should().ThrowAsync<OptionsValidationException>())
            .WithMessage("LinkSites names 'ofice', but the links are: office.*");
    }

    [Fact]
    public async Task Start_AdapterCannotBeMade_NoOtherLinkRuns()
    {
        var adapter = new FakeAdapter(FakeAdapter.Stays());
        using var host = Build(
            builder => builder.AddLink("good", _ => adapter)
                .AddLink("bad", _ => throw new OptionsValidationException("bad", typeof(object), ["Host is empty."])),
            new MemoryLedger());

        await host.Awaiting(h => h.StartAsync(Token)).Should().ThrowAsync<OptionsValidationException>().WithMessage("Host is empty.");

        adapter.Runs.Should().Be(0);
    }

    [Fact]
    public async Task Run_CallsOfALink_ReachLedgerSubscriberFeedBoardAndHealth()
    {
        var ledger = new MemoryLedger();
        using var host = Build(
            builder => builder.AddLink("office", _ => new FakeAdapter(FakeAdapter.Stays(OneCall())))
                .AddSubscriber<Witness>().AddSubscriber<Witness>(),
            ledger, o => o.Site.Extensions = "^1\\d\\d$");
        var monitor = host.Services.GetRequiredService<ILinkMonitor>();
        var witness = host.Services.GetRequiredService<Witness>();
        host.Services.GetServices<ILiveCallSubscriber>().Should().ContainSingle().Which.Should().BeSameAs(witness);

        await host.StartAsync(Token);
        var ended = await witness.Ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        var health = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Token);
        var open = host.Services.GetRequiredService<IOpenCalls>().List(Caller.System());
        await host.StopAsync(Token);

        ended.Should().BeEquivalentTo(new { Link = "office", Tenant = "default", Outcome = CallOutcome.Answered, AnsweredBy = "102" });
        ledger.Calls.Should().ContainSingle().Which.Should().BeEquivalentTo(new { ended.Id, State = CallState.Ended });
        open.Should().BeEmpty();
        health.Entries.Should().ContainKey("calltracking:office").WhoseValue.Status.Should().Be(HealthStatus.Healthy);
        monitor.Find("office")!.State.Should().Be(LinkState.Stopped);
        ledger.Commits[^1].LastSeq.Should().Be(9);
        var after = host.Services.GetRequiredService<ICallFeed>().ReadAsync(Caller.System(), cancellationToken: Token);
        (await after.CountAsync(Token)).Should().Be(0, "the feed ends with the host");
    }

    [Fact]
    public async Task AddLink_SameNameAgain_ReplacesTheAdapter()
    {
        var first = new FakeAdapter(FakeAdapter.Stays());
        var second = new FakeAdapter(FakeAdapter.Stays(OneCall()));
        using var host = Build(builder => builder.AddLink("office", _ => first).AddLink("office", _ => second), new MemoryLedger());

        await host.StartAsync(Token);
        host.Services.GetRequiredService<ILinkMonitor>().List().Should().ContainSingle();
        await host.StopAsync(Token);

        first.Runs.Should().Be(0);
    }

    [Fact]
    public void AddCallTracking_Again_AddsNothingTwiceAndAppliesAllOptions()
    {
        var services = new ServiceCollection();

        services.AddCallTracking(o => o.Tenant = "clinic").AddLink("a", _ => new FakeAdapter());
        var count = services.Count(service => service.ServiceType != typeof(IConfigureOptions<CallTrackingOptions>));
        services.AddCallTracking(o => o.InboxCapacity = 128).AddLink("a", _ => new FakeAdapter());

        services.Count(s => s.ServiceType == typeof(IHostedService) && s.ImplementationType?.Name == "LinkHost").Should().Be(1);
        services.Count(service => service.ServiceType == typeof(LinkRegistration)).Should().Be(1);
        using var provider = services.BuildServiceProvider();
        var options = provider.GetRequiredService<IOptions<CallTrackingOptions>>().Value;
        (options.Tenant, options.InboxCapacity).Should().Be(("clinic", 128));
        count.Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("  ", "is empty")]
    [InlineData("a\nb", "control character")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", "70 characters")]
    public void AddLink_ImpossibleName_SaysWhy(string name, string problem)
    {
        var builder = new ServiceCollection().AddCallTracking();
        var add = () => builder.AddLink(name, _ => new FakeAdapter());

        add.Should().Throw<ArgumentException>().WithMessage($"*{problem}*");
    }

    // An extension calls another one, which answers.
    private static PbxEvent[] OneCall()
    {
        var (a, b) = (new LegId("a"), new LegId("b"));
        return
        [
            new LinkUp(1, Start, "Test PBX", null),
            new LegStarted(2, Start, a, "101", a, "101", null, "102", "internal"),
            new LegStarted(3, Start.AddSeconds(1), b, "102", a, "102", null, null, "internal"),
            new LegDialed(4, Start.AddSeconds(1), b, a, "102"),
            new LegRinging(5, Start.AddSeconds(1), b),
            new LegUp(6, Start.AddSeconds(3), b),
            new DialEnded(6, Start.AddSeconds(3), b, DialResult.Answered, a, null),
            new LegUp(6, Start.AddSeconds(3), a),
            new BridgeEntered(7, Start.AddSeconds(3), a, "bridge"), new BridgeEntered(7, Start.AddSeconds(3), b, "bridge"),
            new LegEnded(8, Start.AddSeconds(9), b, DialResult.Unknown, 16),
            new LegEnded(9, Start.AddSeconds(9), a, DialResult.Unknown, 16),
        ];
    }

    private static IHost Build(Action<ICallTrackingBuilder> add, MemoryLedger? ledger, Action<CallTrackingOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (ledger is not null)
        {
            builder.Services.AddSingleton<ILedgerReader>(ledger).AddSingleton<ILedgerWriter>(ledger);
        }

        add(builder.Services.AddCallTracking(configure));
        return builder.Build();
    }

    private sealed class Witness : ILiveCallSubscriber
    {
        public ConcurrentQueue<CallChange> Changes { get; } = new();

        public TaskCompletionSource<Call> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask OnCallChangedAsync(CallChange change, CancellationToken cancellationToken)
        {
            Changes.Enqueue(change);
            if (change.Kind == CallChangeKind.Ended)
            {
                Ended.TrySetResult(change.Call);
            }

            return ValueTask.CompletedTask;
        }
    }
}
