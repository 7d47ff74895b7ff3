using CallTracking.Numbering;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Identification;

public sealed class IdentificationCacheTests
{
    private static readonly CallerIdentity Nobody =
        new(new PhoneNumber("x", PhoneNumberKind.Public, "+12025550111", "1110555202"), IdentificationStatus.Unknown, []);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ManyAtOnce_LooksUpOnce()
    {
        var cache = Create();
        var gate = new TaskCompletionSource<CallerIdentity>();
        var looked = 0;
        var asked = Enumerable.Range(0, 50).Select(_ => cache.GetAsync("t", "n", () =>
        {
            looked++;
            return gate.Task;
        }, Cancel)).ToList();
        gate.SetResult(Nobody);
        (await Task.WhenAll(asked)).Should().OnlyContain(answer => ReferenceEquals(answer, Nobody));
        looked.Should().Be(1);
    }

    [Fact]
    public async Task Get_FirstAskerGivesUp_OthersGetTheAnswer()
    {
        var cache = Create();
        var gate = new TaskCompletionSource<CallerIdentity>();
        using var impatient = new CancellationTokenSource();
        var first = cache.GetAsync("t", "n", () => gate.Task, impatient.Token);
        var second = cache.GetAsync("t", "n", () => gate.Task, Cancel);
        await impatient.CancelAsync();
        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult(Nobody);
        (await second).Should().BeSameAs(Nobody);
    }

    [Fact]
    public async Task WhenQuiet_AskerHasGone_WaitsForTheLookUpItself()
    {
        var cache = Create();
        var gate = new TaskCompletionSource<CallerIdentity>();
        using var impatient = new CancellationTokenSource();
        var asked = cache.GetAsync("t", "n", () => gate.Task, impatient.Token);
        await impatient.CancelAsync();
        await FluentActions.Awaiting(() => asked).Should().ThrowAsync<OperationCanceledException>();

        var quiet = cache.WhenQuietAsync();
        quiet.IsCompleted.Should().BeFalse();
        gate.SetException(new TimeoutException());

        await quiet.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        cache.WhenQuietAsync().IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Get_LookUpThatFails_IsToldAndTriedAgain()
    {
        var cache = Create();
        await FluentActions.Awaiting(() => cache.GetAsync("t", "n", () => Task.FromException<CallerIdentity>(new TimeoutException()), Cancel))
            .Should().ThrowAsync<TimeoutException>();
        (await cache.GetAsync("t", "n", () => Task.FromResult(Nobody), Cancel)).Should().BeSameAs(Nobody);
    }

    [Fact]
    public async Task Get_IncompleteAnswer_IsNotKept()
    {
        var cache = Create();
        await cache.GetAsync("t", "n", () => Task.FromResult(Nobody with { IsComplete = false }), Cancel);
        cache.Count.Should().Be(0);
    }

    [Fact]
    public async Task Forget_WhileLookingUp_LaterAskersLookUpAnew()
    {
        var cache = Create();
        var gate = new TaskCompletionSource<CallerIdentity>();
        var before = cache.GetAsync("t", "n", () => gate.Task, Cancel);
        cache.Forget("t");
        var after = Nobody with { Status = IdentificationStatus.Ambiguous };
        (await cache.GetAsync("t", "n", () => Task.FromResult(after), Cancel)).Should().BeSameAs(after);
        gate.SetResult(Nobody);
        (await before).Should().BeSameAs(Nobody);
        (await cache.GetAsync("t", "n", () => throw new InvalidOperationException(), Cancel)).Should().BeSameAs(after);
    }

    [Fact]
    public async Task Forget_OfATenant_LeavesTheOthers()
    {
        var cache = Create();
        await cache.GetAsync("a", "n", () => Task.FromResult(Nobody), Cancel);
        cache.Forget("b");
        (await cache.GetAsync("a", "n", () => throw new InvalidOperationException(), Cancel)).Should().BeSameAs(Nobody);
    }

    [Fact]
    public async Task Get_MoreThanItHolds_StaysBoundedAndKeepsWhatIsAskedForOften()
    {
        var cache = Create(capacity: 10);
        await cache.GetAsync("t", "often", () => Task.FromResult(Nobody), Cancel);
        for (var i = 0; i < 1_000; i++)
        {
            await cache.GetAsync("t", $"{i}", () => Task.FromResult(Nobody), Cancel);
            await cache.GetAsync("t", "often", () => throw new InvalidOperationException(), Cancel);
        }

        cache.Count.Should().BeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task Get_AfterItsTime_LooksUpAnew()
    {
        var cache = Create();
        await cache.GetAsync("t", "n", () => Task.FromResult(Nobody), Cancel);
        _time.Advance(TimeSpan.FromSeconds(10));
        var later = Nobody with { };
        (await cache.GetAsync("t", "n", () => Task.FromResult(later), Cancel)).Should().BeSameAs(later);
    }

    private IdentificationCache Create(int capacity = 100) => new(capacity, TimeSpan.FromSeconds(10), _time);
}
