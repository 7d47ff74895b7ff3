using System.Collections.Concurrent;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using static CallTracking.Core.Tests.Pipeline.ChangeBufferTests;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class LiveSubscribersTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(PipelineRig.Start);
    private readonly CallFeed _feed = new(new CallBoard(), Options.Create(new CallTrackingOptions { SubscriberBuffer = 16 }));
    private readonly PipelineMetrics _metrics;

    public LiveSubscribersTests()
    {
        _metrics = new PipelineMetrics(new LinkBoard(_time));
    }

    [Fact]
    public async Task Serve_Changes_ComeInOrderPerCall()
    {
        var subscriber = new Subscriber();
        using var host = Start(subscriber);
        for (var revision = 1; revision <= 5; revision++)
        {
            _feed.Publish(Change("a", revision));
            _feed.Publish(Change("b", revision));
        }

        await host.StopAsync(TestContext.Current.CancellationToken);

        subscriber.Told.Where(call => call.Id == LegTracker.Id("a")).Select(call => call.Revision).Should().Equal(1, 2, 3, 4, 5);
        subscriber.Told.Where(call => call.Id == LegTracker.Id("b")).Select(call => call.Revision).Should().Equal(1, 2, 3, 4, 5);
    }

    [Fact]
    public async Task Serve_OneCallTakesLong_OthersAreToldMeanwhile()
    {
        var gate = new TaskCompletionSource();
        var other = new TaskCompletionSource();
        var subscriber = new Subscriber
        {
            OnChange = async call =>
            {
                if (call.Id == LegTracker.Id("slow"))
                {
                    await gate.Task;
                }
                else
                {
                    other.TrySetResult();
                }
            },
        };
        using var host = Start(subscriber);
        _feed.Publish(Change("slow", 1));
        _feed.Publish(Change("quick", 1));

        await other.Task.WaitAsync(TestContext.Current.CancellationToken);

        gate.SetResult();
        await host.StopAsync(TestContext.Current.CancellationToken);
        subscriber.Told.Should().HaveCount(2);
    }

    [Fact]
    public async Task Publish_SubscriberHangs_NeverWaitsAndTheSubscriberIsToldThatItLagged()
    {
        var entered = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var subscriber = new Subscriber
        {
            OnChange = _ =>
            {
                entered.TrySetResult();
                return gate.Task;
            },
        };
        using var host = Start(subscriber);
        _feed.Publish(Change("a", 1));
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);

        for (var revision = 2; revision <= 1_000; revision++)
        {
            _feed.Publish(Change("a", revision));
        }

        gate.SetResult();
        await host.StopAsync(TestContext.Current.CancellationToken);
        subscriber.Told.Select(call => call.Revision).Should().Equal(1, 1_000);
        subscriber.Skipped.Should().Be(998);
    }

    [Fact]
    public async Task Serve_SubscriberThrows_GoesOnWithTheNextChangeAndHurtsNoOther()
    {
        var failing = new Subscriber
        {
            OnChange = call => call.Revision == 1 ? throw new InvalidOperationException("host code") : Task.CompletedTask,
        };
        var other = new Subscriber();
        using var host = Start(failing, other);
        _feed.Publish(Change("a", 1));
        _feed.Publish(Change("a", 2));

        await host.StopAsync(TestContext.Current.CancellationToken);

        failing.Told.Select(call => call.Revision).Should().Equal(1, 2);
        other.Told.Select(call => call.Revision).Should().Equal(1, 2);
    }

    [Fact]
    public async Task Stop_SubscriberWaitsForEver_IsAskedToEndAfterTheGrace()
    {
        var entered = new TaskCompletionSource();
        var cancelled = false;
        var subscriber = new Subscriber
        {
            OnChangeUntil = async token =>
            {
                entered.TrySetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    cancelled = true;
                }
            },
        };
        using var host = Start(subscriber);
        _feed.Publish(Change("a", 1));
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);

        var stopping = host.StopAsync(TestContext.Current.CancellationToken);
        stopping.IsCompleted.Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(5));
        await stopping;

        cancelled.Should().BeTrue();
    }

    [Fact]
    public async Task Stop_SubscriberHeedsNoToken_IsLeftBehindWhenTheHostsPatienceIsOver()
    {
        var entered = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var subscriber = new Subscriber
        {
            OnChange = _ =>
            {
                entered.TrySetResult();
                return never.Task;
            },
        };
        using var host = Start(subscriber);
        _feed.Publish(Change("a", 1));
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);
        using var shutdown = new CancellationTokenSource();

        var stopping = host.StopAsync(shutdown.Token);
        await shutdown.CancelAsync();

        await stopping.Awaiting(task => task).Should().NotThrowAsync();
        never.SetResult();
    }

    public void Dispose() => _metrics.Dispose();

    private LiveSubscribers Start(params ILiveCallSubscriber[] subscribers)
    {
        var host = new LiveSubscribers(subscribers, _feed, _metrics, _time, NullLogger<LiveSubscribers>.Instance);
        host.Start();
        return host;
    }

    private sealed class Subscriber : ILiveCallSubscriber
    {
        private long _skipped;

        public ConcurrentQueue<Call> Told { get; } = new();

        public long Skipped => _skipped;

        public Func<Call, Task> OnChange { get; init; } = _ => Task.CompletedTask;

        public Func<CancellationToken, Task>? OnChangeUntil { get; init; }

        public async ValueTask OnCallChangedAsync(CallChange change, CancellationToken cancellationToken)
        {
            Told.Enqueue(change.Call);
            await (OnChangeUntil?.Invoke(cancellationToken) ?? OnChange(change.Call));
        }

        public ValueTask OnLaggingAsync(long skipped, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref _skipped, skipped);
            return ValueTask.CompletedTask;
        }
    }
}
