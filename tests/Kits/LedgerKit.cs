using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Kits;

/// <summary>A store that a kit runs against: a fresh file, opened like a host opens it.</summary>
public sealed class OpenStore(
    ILedgerWriter writer, ILedgerReader reader, ICallTrackingDbContextFactory contexts, Func<ValueTask> close, ILinkLease? leases = null)
    : IAsyncDisposable
{
    /// <summary>Null where the store has none.</summary>
    public ILinkLease? Leases => leases;

    public ILedgerWriter Writer => writer;

    public ILedgerReader Reader => reader;

    public ICallTrackingDbContextFactory Contexts => contexts;

    public ValueTask DisposeAsync() => close();
}

/// <summary>What every ledger store must do. A store's tests derive from it and say how to open the store.</summary>
public abstract partial class LedgerKit : IAsyncLifetime
{
    private OpenStore? _store;

    /// <summary>The folder of this test; removed afterwards.</summary>
    protected string Folder { get; } = Directory.CreateTempSubdirectory("ledger-").FullName;

    protected ILedgerWriter Writer => _store!.Writer;

    protected ILedgerReader Reader => _store!.Reader;

    protected ICallTrackingDbContextFactory Contexts => _store!.Contexts;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens the store in a folder; the same folder again is the same store.</summary>
    protected abstract Task<OpenStore> OpenAsync(string folder);

    public async ValueTask InitializeAsync()
    {
        _store = await OpenAsync(Folder);
        await Reader.PrepareAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    protected async Task ReopenAsync()
    {
        await _store!.DisposeAsync();
        await InitializeAsync();
    }

    protected ValueTask WriteAsync(params LedgerCommit[] commits) => Writer.WriteAsync(commits, Cancel);

    /// <summary>Writes like the pipeline does: an error that may pass is tried again, the same commit as it is.</summary>
    private async Task WriteAgainAsync(LedgerCommit commit)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await WriteAsync(commit);
                return;
            }
            catch (LedgerStoreException error) when (error.IsTransient && attempt < 20)
            {
                // A portable writer may lose the race for the database's lock.
            }
        }
    }

    protected async Task<List<Call>> CallsAsync(string tenant = Sample.Tenant)
    {
        await using var context = Contexts.Create(Caller.System(tenant));
        return await context.Calls.OrderBy(call => call.StartedAt).ToListAsync(Cancel);
    }

    protected async Task<List<EventLogEntry>> LogAsync(string tenant = Sample.Tenant, string link = Sample.Link) =>
        await Reader.ReadOpenAsync(tenant, link, Cancel).ToListAsync(Cancel);

    [Fact]
    public async Task Write_EveryMember_ComesBackExactly()
    {
        var full = Sample.Full(1);
        var bare = Sample.Bare(2);
        await WriteAsync(Sample.Commit(1, [full, bare]));
        (await CallsAsync()).Should().BeEquivalentTo([full, bare], options => options.WithStrictOrdering().ComparingRecordsByMembers());
    }

    [Fact]
    public async Task Write_InstantOfAnotherOffsetAndFinerThanMicroseconds_IsUtcAndRoundedDown()
    {
        var at = new DateTimeOffset(2026, 3, 29, 2, 59, 59, TimeSpan.FromHours(7)).AddTicks(9_999_999);
        await WriteAsync(Sample.Commit(1, [Sample.Bare(1) with { StartedAt = at }]));
        var stored = (await CallsAsync()).Single().StartedAt;
        stored.Offset.Should().Be(TimeSpan.Zero);
        stored.Should().Be(at.AddTicks(-9));
    }

    [Fact]
    public async Task Write_SameCommitTwice_ChangesNothing()
    {
        var commit = Sample.Commit(1, [Sample.Bare(1)]);
        await WriteAsync(commit);
        await WriteAsync(commit);
        await WriteAsync(commit, commit, Sample.Commit(2, [Sample.Bare(2)]));
        (await CallsAsync()).Should().HaveCount(2);
        (await LogAsync()).Select(entry => entry.FirstSeq).Should().Equal(10, 20);
    }

    [Fact]
    public async Task Write_OrdinalOfBeforeWithOtherContents_ChangesNothing()
    {
        await WriteAsync(Sample.Commit(1, [Sample.Bare(1)]), Sample.Commit(2));
        await WriteAsync(Sample.Commit(1, [Sample.Bare(1, revision: 9), Sample.Bare(2)], [Sample.Id(1)]));
        (await CallsAsync()).Should().ContainSingle().Which.Revision.Should().Be(1);
        (await Reader.GetPositionAsync(Sample.Tenant, Sample.Link, Cancel)).Ordinal.Should().Be(2);
    }

    [Fact]
    public async Task Write_SameFrameOrdinalsInLaterCommit_AreStored()
    {
        var frame = Sample.Commit(1, [Sample.Bare(1)]);
        await WriteAsync(frame);
        await WriteAsync(frame with { Ordinal = 2, FirstSeq = frame.LastSeq, Calls = [Sample.Bare(1, revision: 2)] });
        (await CallsAsync()).Should().ContainSingle().Which.Revision.Should().Be(2);
        (await LogAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Write_NextEpoch_CountsAnew()
    {
        await WriteAsync(Sample.Commit(50, [Sample.Bare(1)]));
        await WriteAsync(Sample.Commit(1, [Sample.Bare(2) with { FirstEpoch = 2 }], epoch: 2));
        (await CallsAsync()).Should().HaveCount(2);
        var at = Sample.Commit(1).At;
        (await Reader.GetPositionAsync(Sample.Tenant, Sample.Link, Cancel)).Should().Be(new LinkPosition(2, 1, 19, at));
    }

    [Theory]
    [InlineData(6, 7)]
    [InlineData(7, 7)]
    [InlineData(8, 8)]
    public async Task Write_AnotherRevision_OnlyHigherReplaces(int revision, int expected)
    {
        await WriteAsync(Sample.Commit(1, [Sample.Full(1, revision: 7)]));
        await WriteAsync(Sample.Commit(2, [Sample.Bare(1, revision)]));
        var stored = (await CallsAsync()).Single();
        stored.Revision.Should().Be(expected);
        stored.Participants.Should().HaveCount(expected == 7 ? 3 : 0);
        stored.External.Should().Match<Numbering.PhoneNumber?>(number => (number == null) == (expected == 8));
    }

    [Fact]
    public async Task Write_SeveralRevisionsInOneBatch_LeavesTheNewest()
    {
        await WriteAsync(
            Sample.Commit(1, [Sample.Bare(1, 1)]), Sample.Commit(2, [Sample.Full(1, 5)]), Sample.Commit(3, [Sample.Bare(1, 3)]));
        (await CallsAsync()).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(Sample.Full(1, 5), options => options.ComparingRecordsByMembers());
    }

    [Fact]
    public async Task Write_Withdrawn_RemovesCallAndParticipants()
    {
        await WriteAsync(Sample.Commit(1, [Sample.Full(1), Sample.Full(2)]));
        await WriteAsync(Sample.Commit(2, [Sample.Full(1, 9)], [Sample.Id(1), Sample.Id(77)]));
        (await CallsAsync()).Should().ContainSingle().Which.Id.Should().Be(Sample.Id(2));
        await using var context = Contexts.Create(Caller.System());
        (await context.Set<Participant>().CountAsync(Cancel)).Should().Be(3);
    }

    [Fact]
    public async Task Write_CallAfterItsWithdrawal_IsStoredWhateverItsRevision()
    {
        await WriteAsync(Sample.Commit(1, [Sample.Bare(1, 5)]));
        await WriteAsync(Sample.Commit(2, withdrawn: [Sample.Id(1)]), Sample.Commit(3, [Sample.Full(1, 2)]));
        (await CallsAsync()).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(Sample.Full(1, 2), options => options.ComparingRecordsByMembers());
    }

    [Fact]
    public async Task Write_SharedParticipantInstances_AreStoredWithEachCall()
    {
        var shared = Sample.Full(1).Participants;
        await WriteAsync(Sample.Commit(
            1, [Sample.Full(1), Sample.Full(2) with { Participants = [.. shared, .. shared] }, Sample.Full(3) with { Participants = shared }]));
        (await CallsAsync()).Select(call => call.Participants.Count).Should().Equal(3, 6, 3);
    }

    [Fact]
    public async Task Write_WithoutEvents_MovesThePositionOnly()
    {
        await WriteAsync(Sample.Commit(3, events: false));
        (await LogAsync()).Should().BeEmpty();
        (await Reader.GetPositionAsync(Sample.Tenant, Sample.Link, Cancel))
            .Should().Be(new LinkPosition(1, 3, 39, Sample.Commit(3).At));
    }

    [Fact]
    public async Task Write_Nothing_Succeeds()
    {
        await WriteAsync();
        (await Reader.GetPositionAsync(Sample.Tenant, Sample.Link, Cancel)).Should().Be(default(LinkPosition));
    }

    [Fact]
    public async Task Write_FailureInTheMiddle_LeavesNothing()
    {
        var poison = Sample.Bare(3) with { Because = null! };
        var write = async () => await WriteAsync(
            Sample.Commit(1, [Sample.Full(1)]), Sample.Commit(2, [Sample.Full(2), poison]), Sample.Commit(3, [Sample.Full(4)]));
        await write.Should().ThrowAsync<LedgerStoreException>().Where(error => !error.IsTransient);
        (await CallsAsync()).Should().BeEmpty();
        (await LogAsync()).Should().BeEmpty();
        (await Reader.GetPositionAsync(Sample.Tenant, Sample.Link, Cancel)).Should().Be(default(LinkPosition));

        await WriteAsync(Sample.Commit(1, [Sample.Full(1)]));
        (await CallsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task Write_CallOfAnotherTenantOrLink_IsRefusedBeforeAnythingIsWritten()
    {
        var tenant = async () => await WriteAsync(Sample.Commit(1, [Sample.Bare(1)]), Sample.Commit(2, [Sample.Bare(2, tenant: "b")]));
        var link = async () => await WriteAsync(Sample.Commit(1, [Sample.Bare(2, link: "branch")]));
        await tenant.Should().ThrowAsync<ArgumentException>();
        await link.Should().ThrowAsync<ArgumentException>();
        (await CallsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_Cancelled_WritesNothing()
    {
        var write = async () => await Writer.WriteAsync([Sample.Commit(1, [Sample.Bare(1)])], new CancellationToken(canceled: true));
        await write.Should().ThrowAsync<OperationCanceledException>();
        (await CallsAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_EightTasksAtOnce_AllAreStored()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(link => Task.Run(async () =>
        {
            for (var ordinal = 1; ordinal <= 12; ordinal++)
            {
                await WriteAgainAsync(Sample.Commit(
                    ordinal, [Sample.Full((link * 100) + ordinal, link: $"link-{link}")], link: $"link-{link}"));
            }
        })));
        (await CallsAsync()).Should().HaveCount(96);
        for (var link = 0; link < 8; link++)
        {
            (await Reader.GetPositionAsync(Sample.Tenant, $"link-{link}", Cancel)).Ordinal.Should().Be(12);
        }
    }

    [Fact]
    public async Task Tenants_WithEqualIdsAndLinks_NeverMeet()
    {
        await WriteAsync(Sample.Commit(1, [Sample.Bare(1, tenant: "a")], tenant: "a"));
        await WriteAsync(
            Sample.Commit(1, [Sample.Full(1, tenant: "b")], tenant: "b"), Sample.Commit(2, withdrawn: [Sample.Id(9)], tenant: "a"));
        (await CallsAsync("a")).Should().ContainSingle().Which.Tenant.Should().Be("a");
        (await CallsAsync("b")).Should().ContainSingle().Which.Tenant.Should().Be("b");
        (await CallsAsync()).Should().BeEmpty();
        (await LogAsync("a")).Should().HaveCount(2);
        (await LogAsync("b")).Should().BeEmpty("the call of b has ended");
        (await Reader.GetPositionAsync("b", Sample.Link, Cancel)).Ordinal.Should().Be(1);
        (await Reader.PruneAsync("b", Sample.Link, DateTimeOffset.MaxValue, Cancel)).Should().Be(1);
        (await LogAsync("a")).Should().HaveCount(2);

        await WriteAsync(Sample.Commit(2, withdrawn: [Sample.Id(1)], tenant: "b"));
        (await CallsAsync("a")).Should().ContainSingle();
        (await CallsAsync("b")).Should().BeEmpty();
    }

    [Fact]
    public async Task ReadOpen_SomeCallsEnded_BeginsAtTheOldestOpenCall()
    {
        await WriteAsync(
            Sample.Commit(1, [Sample.Full(1) with { FirstSeq = 10 }]),
            Sample.Commit(2, [Sample.Bare(2) with { FirstSeq = 25 }]),
            Sample.Commit(3, [Sample.Bare(3) with { FirstSeq = 30 }]));
        var log = await LogAsync();
        log.Select(entry => (entry.Epoch, entry.FirstSeq, entry.LastSeq)).Should().Equal((1, 20, 29), (1, 30, 39));
        log[0].Events.ToArray().Should().Equal(1, 2, 0, 255);
    }

    [Fact]
    public async Task GetOpenCalls_SomeCallsEnded_GivesTheOthersWhole()
    {
        var open = Sample.Full(3) with { State = CallState.Held, EndedAt = null, Outcome = null };
        await WriteAsync(
            Sample.Commit(1, [Sample.Full(1), open, Sample.Bare(2)]), Sample.Commit(1, [Sample.Bare(4, link: "other")], link: "other"));
        (await Reader.GetOpenCallsAsync(Sample.Tenant, Sample.Link, Cancel)).Should()
            .BeEquivalentTo([Sample.Bare(2), open], options => options.WithStrictOrdering().ComparingRecordsByMembers());
        (await Reader.GetOpenCallsAsync("nobody", Sample.Link, Cancel)).Should().BeEmpty();
    }

    [Fact]
    public async Task ReadOpen_SeveralEpochsAndPages_ComesInOrder()
    {
        await WriteAsync([.. Enumerable.Range(1, 300).Select(n => Sample.Commit(n, n == 1 ? [Sample.Bare(1) with { FirstSeq = 10 }] : []))]);
        await WriteAsync([.. Enumerable.Range(1, 300).Select(n => Sample.Commit(n, epoch: 2))]);
        (await LogAsync()).Select(entry => (entry.Epoch, entry.FirstSeq)).Should()
            .Equal(Enumerable.Range(0, 600).Select(n => ((long)(1 + (n / 300)), (long)(10 * (1 + (n % 300))))));
    }

    [Fact]
    public async Task ReadOpen_NoOpenCall_IsEmpty()
    {
        await WriteAsync(Sample.Commit(1, [Sample.Full(1)]));
        (await LogAsync()).Should().BeEmpty();
        (await LogAsync(link: "unknown")).Should().BeEmpty();
    }

    [Fact]
    public async Task Prune_OpenAndRecentCalls_KeepTheirEvents()
    {
        var end = Sample.Start.AddDays(10);
        await WriteAsync(
            Sample.Commit(1, [Sample.Full(1) with { FirstSeq = 10, EndedAt = Sample.Start }]),
            Sample.Commit(2, [Sample.Full(2) with { FirstSeq = 20, EndedAt = end }]),
            Sample.Commit(3, [Sample.Bare(3) with { FirstSeq = 30 }]),
            Sample.Commit(4, [Sample.Full(4) with { FirstSeq = 40, EndedAt = Sample.Start }]));

        (await Reader.PruneAsync(Sample.Tenant, Sample.Link, end, Cancel)).Should().Be(1, "call 2 was final at that instant, not before");
        (await Reader.PruneAsync(Sample.Tenant, Sample.Link, end.AddTicks(10), Cancel)).Should().Be(1, "call 3 is open");
        (await LogAsync()).Select(entry => entry.FirstSeq).Should().Equal(30, 40);

        await WriteAsync(Sample.Commit(5, [Sample.Full(3) with { FirstSeq = 30, EndedAt = Sample.Start }]));
        (await Reader.PruneAsync(Sample.Tenant, Sample.Link, Sample.Start, Cancel)).Should().Be(0, "the entries are not that old");
        (await Reader.PruneAsync(Sample.Tenant, "unknown", end.AddDays(1), Cancel)).Should().Be(0);
        (await Reader.PruneAsync(Sample.Tenant, Sample.Link, end.AddDays(1), Cancel)).Should().Be(3);
        (await Reader.GetPositionAsync(Sample.Tenant, Sample.Link, Cancel)).Ordinal.Should().Be(5);
    }

    [Fact]
    public async Task Reopen_AfterWriting_FindsEverything()
    {
        await WriteAsync(Sample.Commit(1, [Sample.Full(1), Sample.Bare(2)]));
        await ReopenAsync();
        (await CallsAsync()).Should().HaveCount(2);
        await WriteAsync(Sample.Commit(1, [Sample.Full(3)]), Sample.Commit(2, [Sample.Full(4)]));
        (await CallsAsync()).Select(call => call.Id).Should().Equal(Sample.Id(1), Sample.Id(2), Sample.Id(4));
    }
}
