using AwesomeAssertions;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Testing.Stores;

/// <summary>What every ledger store must do.</summary>
internal sealed partial class LedgerChecks(Func<string, ValueTask<OpenStore>> open, CancellationToken cancel) : StoreChecks(open, cancel)
{
    private ValueTask WriteAsync(params LedgerCommit[] commits) => Writer.WriteAsync(commits, Cancel);

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

    private async Task<List<Call>> CallsAsync(string tenant = LedgerSample.Tenant)
    {
        await using var context = Contexts.Create(Caller.System(tenant));
        return await context.Calls.OrderBy(call => call.StartedAt).ToListAsync(Cancel);
    }

    private async Task<List<EventLogEntry>> LogAsync(string tenant = LedgerSample.Tenant, string link = LedgerSample.Link) =>
        await Reader.ReadOpenAsync(tenant, link, Cancel).ToListAsync(Cancel);

    [Check]
    public async Task Write_EveryMember_ComesBackExactly()
    {
        var full = LedgerSample.Full(1);
        var bare = LedgerSample.Bare(2);
        await WriteAsync(LedgerSample.Commit(1, [full, bare]));
        (await CallsAsync()).Should().BeEquivalentTo([full, bare], options => options.WithStrictOrdering().ComparingRecordsByMembers());
    }

    [Check]
    public async Task Write_InstantOfAnotherOffsetAndFinerThanMicroseconds_IsUtcAndRoundedDown()
    {
        var at = new DateTimeOffset(2026, 3, 29, 2, 59, 59, TimeSpan.FromHours(7)).AddTicks(9_999_999);
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(1) with { StartedAt = at }]));
        var stored = (await CallsAsync()).Single().StartedAt;
        stored.Offset.Should().Be(TimeSpan.Zero);
        stored.Should().Be(at.AddTicks(-9));
    }

    [Check]
    public async Task Write_SameCommitTwice_ChangesNothing()
    {
        var commit = LedgerSample.Commit(1, [LedgerSample.Bare(1)]);
        await WriteAsync(commit);
        await WriteAsync(commit);
        await WriteAsync(commit, commit, LedgerSample.Commit(2, [LedgerSample.Bare(2)]));
        (await CallsAsync()).Should().HaveCount(2);
        (await LogAsync()).Select(entry => entry.FirstSeq).Should().Equal(10, 20);
    }

    [Check]
    public async Task Write_OrdinalOfBeforeWithOtherContents_ChangesNothing()
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(1)]), LedgerSample.Commit(2));
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(1, revision: 9), LedgerSample.Bare(2)], [LedgerSample.Id(1)]));
        (await CallsAsync()).Should().ContainSingle().Which.Revision.Should().Be(1);
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Ordinal.Should().Be(2);
    }

    [Check]
    public async Task Write_SameFrameOrdinalsInLaterCommit_AreStored()
    {
        var frame = LedgerSample.Commit(1, [LedgerSample.Bare(1)]);
        await WriteAsync(frame);
        await WriteAsync(frame with { Ordinal = 2, FirstSeq = frame.LastSeq, Calls = [LedgerSample.Bare(1, revision: 2)] });
        (await CallsAsync()).Should().ContainSingle().Which.Revision.Should().Be(2);
        (await LogAsync()).Should().HaveCount(2);
    }

    [Check]
    public async Task Write_NextEpoch_CountsAnew()
    {
        await WriteAsync(LedgerSample.Commit(50, [LedgerSample.Bare(1)]));
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(2) with { FirstEpoch = 2 }], epoch: 2));
        (await CallsAsync()).Should().HaveCount(2);
        var at = LedgerSample.Commit(1).At;
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Should().Be(new LinkPosition(2, 1, 19, at));
    }

    [Check(6, 7)]
    [Check(7, 7)]
    [Check(8, 8)]
    public async Task Write_AnotherRevision_OnlyHigherReplaces(int revision, int expected)
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1, revision: 7)]));
        await WriteAsync(LedgerSample.Commit(2, [LedgerSample.Bare(1, revision)]));
        var stored = (await CallsAsync()).Single();
        stored.Revision.Should().Be(expected);
        stored.Participants.Should().HaveCount(expected == 7 ? 3 : 0);
        stored.External.Should().Match<Numbering.PhoneNumber?>(number => (number == null) == (expected == 8));
    }

    [Check]
    public async Task Write_SeveralRevisionsInOneBatch_LeavesTheNewest()
    {
        await WriteAsync(
            LedgerSample.Commit(1, [LedgerSample.Bare(1, 1)]), LedgerSample.Commit(2, [LedgerSample.Full(1, 5)]), LedgerSample.Commit(3, [LedgerSample.Bare(1, 3)]));
        (await CallsAsync()).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(LedgerSample.Full(1, 5), options => options.ComparingRecordsByMembers());
    }

    [Check]
    public async Task Write_Withdrawn_RemovesCallAndParticipants()
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1), LedgerSample.Full(2)]));
        await WriteAsync(LedgerSample.Commit(2, [LedgerSample.Full(1, 9)], [LedgerSample.Id(1), LedgerSample.Id(77)]));
        (await CallsAsync()).Should().ContainSingle().Which.Id.Should().Be(LedgerSample.Id(2));
        await using var context = Contexts.Create(Caller.System());
        (await context.Set<Participant>().CountAsync(Cancel)).Should().Be(3);
    }

    [Check]
    public async Task Write_CallAfterItsWithdrawal_IsStoredWhateverItsRevision()
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(1, 5)]));
        await WriteAsync(LedgerSample.Commit(2, withdrawn: [LedgerSample.Id(1)]), LedgerSample.Commit(3, [LedgerSample.Full(1, 2)]));
        (await CallsAsync()).Should().ContainSingle().Which.Should()
            .BeEquivalentTo(LedgerSample.Full(1, 2), options => options.ComparingRecordsByMembers());
    }

    [Check]
    public async Task Write_SharedParticipantInstances_AreStoredWithEachCall()
    {
        var shared = LedgerSample.Full(1).Participants;
        await WriteAsync(LedgerSample.Commit(
            1, [LedgerSample.Full(1), LedgerSample.Full(2) with { Participants = [.. shared, .. shared] }, LedgerSample.Full(3) with { Participants = shared }]));
        (await CallsAsync()).Select(call => call.Participants.Count).Should().Equal(3, 6, 3);
    }

    [Check]
    public async Task Write_WithoutEvents_MovesThePositionOnly()
    {
        await WriteAsync(LedgerSample.Commit(3, events: false));
        (await LogAsync()).Should().BeEmpty();
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel))
            .Should().Be(new LinkPosition(1, 3, 39, LedgerSample.Commit(3).At));
    }

    [Check]
    public async Task Write_Nothing_Succeeds()
    {
        await WriteAsync();
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Should().Be(default(LinkPosition));
    }

    [Check]
    public async Task Write_FailureInTheMiddle_LeavesNothing()
    {
        var poison = LedgerSample.Bare(3) with { Because = null! };
        var write = async () => await WriteAsync(
            LedgerSample.Commit(1, [LedgerSample.Full(1)]), LedgerSample.Commit(2, [LedgerSample.Full(2), poison]), LedgerSample.Commit(3, [LedgerSample.Full(4)]));
        await write.Should().ThrowAsync<LedgerStoreException>().Where(error => !error.IsTransient);
        (await CallsAsync()).Should().BeEmpty();
        (await LogAsync()).Should().BeEmpty();
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Should().Be(default(LinkPosition));

        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1)]));
        (await CallsAsync()).Should().ContainSingle();
    }

    [Check]
    public async Task Write_CallOfAnotherTenantOrLink_IsRefusedBeforeAnythingIsWritten()
    {
        var tenant = async () => await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(1)]), LedgerSample.Commit(2, [LedgerSample.Bare(2, tenant: "b")]));
        var link = async () => await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(2, link: "branch")]));
        await tenant.Should().ThrowAsync<ArgumentException>();
        await link.Should().ThrowAsync<ArgumentException>();
        (await CallsAsync()).Should().BeEmpty();
    }

    [Check]
    public async Task Write_Cancelled_WritesNothing()
    {
        var write = async () => await Writer.WriteAsync([LedgerSample.Commit(1, [LedgerSample.Bare(1)])], new CancellationToken(canceled: true));
        await write.Should().ThrowAsync<OperationCanceledException>();
        (await CallsAsync()).Should().BeEmpty();
    }

    [Check]
    public async Task Write_EightTasksAtOnce_AllAreStored()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(link => Task.Run(async () =>
        {
            for (var ordinal = 1; ordinal <= 12; ordinal++)
            {
                await WriteAgainAsync(LedgerSample.Commit(
                    ordinal, [LedgerSample.Full((link * 100) + ordinal, link: $"link-{link}")], link: $"link-{link}"));
            }
        })));
        (await CallsAsync()).Should().HaveCount(96);
        for (var link = 0; link < 8; link++)
        {
            (await Reader.GetPositionAsync(LedgerSample.Tenant, $"link-{link}", Cancel)).Ordinal.Should().Be(12);
        }
    }

    [Check]
    public async Task Tenants_WithEqualIdsAndLinks_NeverMeet()
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Bare(1, tenant: "a")], tenant: "a"));
        await WriteAsync(
            LedgerSample.Commit(1, [LedgerSample.Full(1, tenant: "b")], tenant: "b"), LedgerSample.Commit(2, withdrawn: [LedgerSample.Id(9)], tenant: "a"));
        (await CallsAsync("a")).Should().ContainSingle().Which.Tenant.Should().Be("a");
        (await CallsAsync("b")).Should().ContainSingle().Which.Tenant.Should().Be("b");
        (await CallsAsync()).Should().BeEmpty();
        (await LogAsync("a")).Should().HaveCount(2);
        (await LogAsync("b")).Should().BeEmpty("the call of b has ended");
        (await Reader.GetPositionAsync("b", LedgerSample.Link, Cancel)).Ordinal.Should().Be(1);
        (await Reader.PruneAsync("b", LedgerSample.Link, DateTimeOffset.MaxValue, Cancel)).Should().Be(1);
        (await LogAsync("a")).Should().HaveCount(2);

        await WriteAsync(LedgerSample.Commit(2, withdrawn: [LedgerSample.Id(1)], tenant: "b"));
        (await CallsAsync("a")).Should().ContainSingle();
        (await CallsAsync("b")).Should().BeEmpty();
    }

    [Check]
    public async Task ReadOpen_SomeCallsEnded_BeginsAtTheOldestOpenCall()
    {
        await WriteAsync(
            LedgerSample.Commit(1, [LedgerSample.Full(1) with { FirstSeq = 10 }]),
            LedgerSample.Commit(2, [LedgerSample.Bare(2) with { FirstSeq = 25 }]),
            LedgerSample.Commit(3, [LedgerSample.Bare(3) with { FirstSeq = 30 }]));
        var log = await LogAsync();
        log.Select(entry => (entry.Epoch, entry.FirstSeq, entry.LastSeq)).Should().Equal((1, 20, 29), (1, 30, 39));
        log[0].Events.ToArray().Should().Equal(1, 2, 0, 255);
    }

    [Check]
    public async Task GetOpenCalls_SomeCallsEnded_GivesTheOthersWhole()
    {
        var open = LedgerSample.Full(3) with { State = CallState.Held, EndedAt = null, Outcome = null };
        await WriteAsync(
            LedgerSample.Commit(1, [LedgerSample.Full(1), open, LedgerSample.Bare(2)]), LedgerSample.Commit(1, [LedgerSample.Bare(4, link: "other")], link: "other"));
        (await Reader.GetOpenCallsAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Should()
            .BeEquivalentTo([LedgerSample.Bare(2), open], options => options.WithStrictOrdering().ComparingRecordsByMembers());
        (await Reader.GetOpenCallsAsync("nobody", LedgerSample.Link, Cancel)).Should().BeEmpty();
    }

    [Check]
    public async Task ReadOpen_SeveralEpochsAndPages_ComesInOrder()
    {
        await WriteAsync([.. Enumerable.Range(1, 300).Select(n => LedgerSample.Commit(n, n == 1 ? [LedgerSample.Bare(1) with { FirstSeq = 10 }] : []))]);
        await WriteAsync([.. Enumerable.Range(1, 300).Select(n => LedgerSample.Commit(n, epoch: 2))]);
        (await LogAsync()).Select(entry => (entry.Epoch, entry.FirstSeq)).Should()
            .Equal(Enumerable.Range(0, 600).Select(n => ((long)(1 + (n / 300)), (long)(10 * (1 + (n % 300))))));
    }

    [Check]
    public async Task ReadOpen_NoOpenCall_IsEmpty()
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1)]));
        (await LogAsync()).Should().BeEmpty();
        (await LogAsync(link: "unknown")).Should().BeEmpty();
    }

    [Check]
    public async Task Prune_OpenAndRecentCalls_KeepTheirEvents()
    {
        var end = LedgerSample.Start.AddDays(10);
        await WriteAsync(
            LedgerSample.Commit(1, [LedgerSample.Full(1) with { FirstSeq = 10, EndedAt = LedgerSample.Start }]),
            LedgerSample.Commit(2, [LedgerSample.Full(2) with { FirstSeq = 20, EndedAt = end }]),
            LedgerSample.Commit(3, [LedgerSample.Bare(3) with { FirstSeq = 30 }]),
            LedgerSample.Commit(4, [LedgerSample.Full(4) with { FirstSeq = 40, EndedAt = LedgerSample.Start }]));

        (await Reader.PruneAsync(LedgerSample.Tenant, LedgerSample.Link, end, Cancel)).Should().Be(1, "call 2 was final at that instant, not before");
        (await Reader.PruneAsync(LedgerSample.Tenant, LedgerSample.Link, end.AddTicks(10), Cancel)).Should().Be(1, "call 3 is open");
        (await LogAsync()).Select(entry => entry.FirstSeq).Should().Equal(30, 40);

        await WriteAsync(LedgerSample.Commit(5, [LedgerSample.Full(3) with { FirstSeq = 30, EndedAt = LedgerSample.Start }]));
        (await Reader.PruneAsync(LedgerSample.Tenant, LedgerSample.Link, LedgerSample.Start, Cancel)).Should().Be(0, "the entries are not that old");
        (await Reader.PruneAsync(LedgerSample.Tenant, "unknown", end.AddDays(1), Cancel)).Should().Be(0);
        (await Reader.PruneAsync(LedgerSample.Tenant, LedgerSample.Link, end.AddDays(1), Cancel)).Should().Be(3);
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Ordinal.Should().Be(5);
    }

    [Check]
    public async Task Reopen_AfterWriting_FindsEverything()
    {
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1), LedgerSample.Bare(2)]));
        await ReopenAsync();
        (await CallsAsync()).Should().HaveCount(2);
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(3)]), LedgerSample.Commit(2, [LedgerSample.Full(4)]));
        (await CallsAsync()).Select(call => call.Id).Should().Equal(LedgerSample.Id(1), LedgerSample.Id(2), LedgerSample.Id(4));
    }
}
