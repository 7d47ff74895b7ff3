using CallTracking.ScreenPop;

namespace CallTracking.Core.Tests.ScreenPop;

public sealed class PopReaderTests
{
    private static readonly Guid Alice = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private readonly PopReader _reader = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TakeAsync_PopChangedTwiceBeforeItIsRead_GivesTheNewest()
    {
        _reader.Post(Pop(1, 1));
        _reader.Post(Pop(2, 2));
        _reader.Post(Pop(1, 3));

        (await _reader.TakeAsync(Cancel))!.Version.Should().Be(3);
        (await _reader.TakeAsync(Cancel))!.Version.Should().Be(2);
    }

    [Fact]
    public async Task TakeAsync_PopCameAndWentUnread_SaysNothingOfIt()
    {
        _reader.Post(Pop(1, 1));
        _reader.Post(Pop(1, 2, PopState.Gone));
        _reader.Post(Pop(2, 3));

        (await _reader.TakeAsync(Cancel))!.CallId.Should().Be(Id(2));
        _reader.Count.Should().Be(1);
    }

    [Fact]
    public async Task TakeAsync_PopThatIsKnownGoes_IsToldOnce()
    {
        _reader.Post(Pop(1, 1));
        await _reader.TakeAsync(Cancel);
        _reader.Post(Pop(1, 2));
        _reader.Post(Pop(1, 3, PopState.Gone));
        _reader.Complete();

        (await _reader.TakeAsync(Cancel))!.State.Should().Be(PopState.Gone);
        (await _reader.TakeAsync(Cancel)).Should().BeNull();
    }

    [Fact]
    public async Task TakeAsync_ReasonBecomesKnownLater_IsToldAgainUntilTheCallIsOver()
    {
        _reader.Post(Pop(1, 1));
        await _reader.TakeAsync(Cancel);
        _reader.Post(Pop(1, 2, PopState.Gone));
        await _reader.TakeAsync(Cancel);
        _reader.Post(Pop(1, 3, PopState.Gone));
        _reader.Forget(Alice, Id(1));

        (await _reader.TakeAsync(Cancel))!.Version.Should().Be(3);
        _reader.Count.Should().Be(0);
    }

    [Fact]
    public void Post_ReaderNeverReads_HoldsOnlyThePopsThereAre()
    {
        for (var i = 1; i <= 100_000; i++)
        {
            _reader.Post(Pop(i, (2 * i) - 1));
            _reader.Post(Pop(i, 2 * i, PopState.Gone));
            _reader.Forget(Alice, Id(i));
        }

        _reader.Count.Should().Be(0);
    }

    private static CallPop Pop(int call, long version, PopState state = PopState.Ringing) => new()
    {
        Tenant = "default",
        CallId = Id(call),
        Employee = Alice,
        State = state,
        Link = "office",
        Version = version,
    };

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
}
