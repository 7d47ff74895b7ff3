using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

public sealed class FaultyLedgerTests
{
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 23, 4, 0, 0, TimeSpan.Zero));
    private readonly MemoryLedger _stored = new();
    private readonly FaultyLedger _ledger;

    public FaultyLedgerTests()
    {
        _ledger = new FaultyLedger(_stored, _stored, _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(LedgerFault.Unavailable, true, 0)]
    [InlineData(LedgerFault.Refused, false, 0)]
    [InlineData(LedgerFault.AnswerLost, true, 1)]
    public async Task Write_Fault_FailsAsTold(LedgerFault fault, bool isTransient, long stored)
    {
        _ledger.Next(fault);
        var write = async () => await _ledger.WriteAsync([Commit(1)], Cancel);

        (await write.Should().ThrowAsync<LedgerStoreException>()).Which.IsTransient.Should().Be(isTransient);
        _stored.Commits.Should().Be(stored);

        await write.Should().NotThrowAsync("the fault was for one write");
        _stored.Commits.Should().Be(1);
    }

    [Fact]
    public async Task Write_WhileSilent_WaitsUntilItSpeaksAgain()
    {
        _ledger.Fault = LedgerFault.Silent;
        var write = _ledger.WriteAsync([Commit(1)], Cancel).AsTask();
        var read = _ledger.GetPositionAsync("default", "a", Cancel);
        write.IsCompleted.Should().BeFalse();

        _ledger.Fault = LedgerFault.None;

        await Task.WhenAll(write, read).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        _stored.Commits.Should().Be(1);
    }

    [Fact]
    public async Task Write_Slow_TakesItsTime()
    {
        _ledger.Delay = TimeSpan.FromSeconds(3);
        var write = _ledger.WriteAsync([Commit(1)], Cancel).AsTask();
        _time.Advance(TimeSpan.FromSeconds(2));
        _stored.Commits.Should().Be(0);

        _time.Advance(TimeSpan.FromSeconds(1));

        await write.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        _ledger.Attempts.Should().Be(1);
    }

    [Fact]
    public async Task Read_WhileAway_Fails()
    {
        _ledger.Fault = LedgerFault.Unavailable;
        var read = () => _ledger.GetPositionAsync("default", "a", Cancel);

        await read.Should().ThrowAsync<LedgerStoreException>();
    }

    private static LedgerCommit Commit(long ordinal) =>
        new("default", "a", 1, ordinal, ordinal, ordinal, DateTimeOffset.UnixEpoch, new byte[] { 1 }, [], []);
}
