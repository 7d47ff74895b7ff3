using AwesomeAssertions;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <content>Gaps, families, finished records and quarantine.</content>
internal sealed partial class LedgerChecks
{
    private static readonly TimeSpan Near = TimeSpan.FromSeconds(2);

    private Task<IReadOnlyList<CoverageGap>> GapsAsync(int? from = null, int? to = null, string tenant = LedgerSample.Tenant, string link = LedgerSample.Link) =>
        Reader.GetGapsAsync(
            tenant, link, from is { } first ? LedgerSample.Start.AddSeconds(first) : null, to is { } last ? LedgerSample.Start.AddSeconds(last) : null, Cancel);

    private Task<IReadOnlyList<StoredCall>> FindAsync(params (string Family, int Second)[] families) =>
        Reader.FindCallsAsync(
            LedgerSample.Tenant, LedgerSample.Link, [.. families.Select(f => new FamilyTime(f.Family, LedgerSample.Start.AddSeconds(f.Second)))], Near, Cancel);

    private static LedgerCommit With(
        long ordinal, IReadOnlyList<Call>? calls = null, IReadOnlyList<CoverageGap>? gaps = null, IReadOnlyList<StoredRecord>? records = null,
        IReadOnlyList<QuarantinedRow>? quarantined = null, IReadOnlyList<Guid>? withdrawn = null) =>
        LedgerSample.Commit(ordinal, calls, withdrawn) with { Gaps = gaps ?? [], Records = records ?? [], Quarantined = quarantined ?? [] };

    [Check]
    public async Task Gaps_EveryMember_ComesBackExactly()
    {
        var open = LedgerSample.Gap(2) with { To = null, Restored = [], Cause = GapCause.LeaseLost };
        await WriteAsync(With(1, gaps: [open, LedgerSample.Gap(1)]));
        (await GapsAsync()).Should().BeEquivalentTo(
            [LedgerSample.Gap(1), open], options => options.WithStrictOrdering().ComparingRecordsByMembers());
    }

    [Check(6, 7)]
    [Check(7, 7)]
    [Check(8, 8)]
    public async Task Gaps_AnotherRevision_OnlyHigherReplaces(int revision, int expected)
    {
        await WriteAsync(With(1, gaps: [LedgerSample.Gap(1, 7) with { To = null, Restored = [] }]));
        await WriteAsync(With(2, gaps: [LedgerSample.Gap(1, revision)]));
        var stored = (await GapsAsync()).Should().ContainSingle().Subject;
        stored.Revision.Should().Be(expected);
        stored.To.HasValue.Should().Be(expected == 8);
        stored.Restored.Should().HaveCount(expected == 8 ? 2 : 0);
    }

    [Check]
    public async Task Gaps_SeveralRevisionsInOneBatch_LeavesTheNewest()
    {
        await WriteAsync(With(1, gaps: [LedgerSample.Gap(1, 1)]), With(2, gaps: [LedgerSample.Gap(1, 5), LedgerSample.Gap(1, 4)]), With(3, gaps: [LedgerSample.Gap(1, 3)]));
        (await GapsAsync()).Should().ContainSingle().Which.Revision.Should().Be(5);
    }

    [Check]
    public async Task Gaps_OfAPeriod_AreThoseThatTouchIt()
    {
        // 1 to 11, 20 to 30, and from 40 on.
        await WriteAsync(With(1, gaps: [LedgerSample.Gap(1), LedgerSample.Gap(20), LedgerSample.Gap(40) with { To = null }]));
        (await GapsAsync(0, 1)).Should().BeEmpty("a period ends before its last instant");
        (await GapsAsync(0, 2)).Select(gap => gap.Id).Should().Equal(LedgerSample.Gap(1).Id);
        (await GapsAsync(5, 21)).Select(gap => gap.Id).Should().Equal(LedgerSample.Gap(1).Id, LedgerSample.Gap(20).Id);
        (await GapsAsync(12, 20)).Should().BeEmpty();
        (await GapsAsync(from: 31)).Select(gap => gap.Id).Should().Equal(LedgerSample.Gap(40).Id);
        (await GapsAsync(from: 1_000)).Select(gap => gap.Id).Should().Equal([LedgerSample.Gap(40).Id], "it lasts still");
        (await GapsAsync(to: 20)).Select(gap => gap.Id).Should().Equal(LedgerSample.Gap(1).Id);
        (await GapsAsync(link: "branch")).Should().BeEmpty();
        (await GapsAsync(tenant: "b")).Should().BeEmpty();
    }

    [Check]
    public async Task Gaps_InTheHistory_AreTheCallersAndLatestFirst()
    {
        await WriteAsync(
            With(1, gaps: [LedgerSample.Gap(1), LedgerSample.Gap(20)]),
            LedgerSample.Commit(1, link: "branch") with { Gaps = [LedgerSample.Gap(10, link: "branch")] },
            LedgerSample.Commit(1, tenant: "b") with { Gaps = [LedgerSample.Gap(1, tenant: "b")] });
        var history = new CallHistory(Contexts, TimeProvider.System);
        (await history.ListGapsAsync(Caller.System(), new(), 10, Cancel)).Select(gap => gap.Id).Should()
            .Equal(LedgerSample.Gap(20).Id, LedgerSample.Gap(10).Id, LedgerSample.Gap(1).Id);
        (await history.ListGapsAsync(Caller.System(), new() { Link = LedgerSample.Link }, 1, Cancel)).Select(gap => gap.Id).Should()
            .Equal(LedgerSample.Gap(20).Id);
        (await history.ListGapsAsync(Caller.System(), new() { From = LedgerSample.Start.AddSeconds(12), To = LedgerSample.Start.AddSeconds(20) }, 10, Cancel))
            .Select(gap => gap.Id).Should().Equal(LedgerSample.Gap(10).Id);
        (await history.ListGapsAsync(Caller.ForEmployee("b", Guid.CreateVersion7(), AccessGrants.Everything), new(), 10, Cancel)).Should().ContainSingle().Which.Tenant.Should().Be("b");
        (await history.ListGapsAsync(Caller.System("c"), new(), 10, Cancel)).Should().BeEmpty();
    }

    [Check]
    public async Task FindCalls_ByFamilyAndTime_FindsThoseNear()
    {
        await WriteAsync(With(
            1, [LedgerSample.Full(10), LedgerSample.Full(20) with { Families = [LedgerSample.Family(10)] }, LedgerSample.Bare(11)],
            records: [LedgerSample.Record(2, call: 10), LedgerSample.Record(1, call: 10), LedgerSample.Record(3)]));
        (await FindAsync()).Should().BeEmpty();
        (await FindAsync((LedgerSample.Family(10), 12))).Select(found => found.Call.Id).Should().Equal([LedgerSample.Id(10)], "the other began later");
        (await FindAsync((LedgerSample.Family(10), 13))).Should().BeEmpty("it is three seconds off");
        (await FindAsync((LedgerSample.Family(10), 18))).Select(found => found.Call.Id).Should().Equal(LedgerSample.Id(20));
        (await FindAsync((LedgerSample.Family(10), 15), ("unknown", 10))).Should().BeEmpty();

        var both = await FindAsync((LedgerSample.Family(10), 20), (LedgerSample.Family(10), 10), (LedgerSample.Full(10).Families[1], 10));
        both.Select(found => found.Call.Id).Should().Equal(LedgerSample.Id(10), LedgerSample.Id(20));
        both[0].Call.Should().BeEquivalentTo(LedgerSample.Full(10), options => options.ComparingRecordsByMembers());
        both[0].Records.Select(record => record.Key).Should().Equal("cdr:1", "cdr:2");
        both[1].Records.Should().BeEmpty();
    }

    [Check]
    public async Task FindCalls_AfterRevisionWithdrawalAndReturn_FindsWhatTheCallSaysNow()
    {
        await WriteAsync(With(1, [LedgerSample.Full(1), LedgerSample.Full(2), LedgerSample.Full(3)]));
        await WriteAsync(With(
            2,
            [
                LedgerSample.Full(1, 8) with { Families = [LedgerSample.Family(1), "later"] }, LedgerSample.Full(2, 8) with { StartedAt = LedgerSample.Start.AddSeconds(50) },
                LedgerSample.Full(3, 6) with { Families = ["older"] },
            ]));
        (await FindAsync((LedgerSample.Family(1), 1))).Should().ContainSingle();
        (await FindAsync(("later", 1))).Should().ContainSingle().Which.Call.Families.Should().Equal(LedgerSample.Family(1), "later");
        (await FindAsync((LedgerSample.Full(1).Families[1], 1))).Should().BeEmpty("the newer instance does not say it");
        (await FindAsync((LedgerSample.Family(2), 2))).Should().BeEmpty("it began later");
        (await FindAsync((LedgerSample.Family(2), 50))).Should().ContainSingle();
        (await FindAsync(("older", 3))).Should().BeEmpty("an older instance changes nothing");

        await WriteAsync(With(3, withdrawn: [LedgerSample.Id(1), LedgerSample.Id(3)]));
        (await FindAsync((LedgerSample.Family(1), 1), ("later", 1), (LedgerSample.Family(3), 3))).Should().BeEmpty();
        await WriteAsync(With(4, [LedgerSample.Full(1, 2)]));
        (await FindAsync((LedgerSample.Family(1), 1), ("later", 1))).Should().ContainSingle().Which.Call.Revision.Should().Be(2);
    }

    [Check]
    public async Task FindCalls_ManyAtOnceAndOtherTenantsAndLinks_FindsOnlyThoseAskedFor()
    {
        await WriteAsync(
            With(1, [.. Enumerable.Range(1, 1_100).Select(n => LedgerSample.Full(n))]),
            LedgerSample.Commit(1, [LedgerSample.Full(5_000, link: "branch")], link: "branch"),
            LedgerSample.Commit(1, [LedgerSample.Full(1, tenant: "b")], tenant: "b"));
        var found = await FindAsync([.. Enumerable.Range(1, 1_200).Select(n => (LedgerSample.Family(n), n)), (LedgerSample.Family(5_000), 5_000)]);
        found.Select(one => one.Call.Id).Should().Equal(Enumerable.Range(1, 1_100).Select(LedgerSample.Id));
        found.Should().OnlyContain(one => one.Call.Tenant == LedgerSample.Tenant);
    }

    [Check]
    public async Task GetCalls_ByIds_ComeWithTheirRecords()
    {
        await WriteAsync(With(1, [LedgerSample.Full(2), LedgerSample.Bare(1)], records: [LedgerSample.Record(1, call: 2)]));
        var found = await Reader.GetCallsAsync(LedgerSample.Tenant, [LedgerSample.Id(2), LedgerSample.Id(77), LedgerSample.Id(1), LedgerSample.Id(2)], Cancel);
        found.Select(one => one.Call.Id).Should().Equal(LedgerSample.Id(1), LedgerSample.Id(2));
        found[1].Call.Participants.Should().HaveCount(3);
        found[1].Records.Should().ContainSingle().Which.Should().BeEquivalentTo(
            LedgerSample.Record(1, call: 2), options => options.Excluding(record => record.Record));
        found[1].Records[0].Record.ToArray().Should().Equal(7, 1, 0, 255);
        (await Reader.GetCallsAsync("b", [LedgerSample.Id(2)], Cancel)).Should().BeEmpty();
    }

    [Check]
    public async Task Records_TheSameKeyAgain_ChangesItsCallOnly()
    {
        await WriteAsync(With(1, [LedgerSample.Full(1), LedgerSample.Full(2)], records: [LedgerSample.Record(1), LedgerSample.Record(2, call: 1)]));
        await WriteAsync(With(2, records:
        [
            LedgerSample.Record(1, call: 2) with { StartedAt = LedgerSample.Start.AddDays(1), Record = new byte[] { 1 }, Family = null },
            LedgerSample.Record(2, call: 2), LedgerSample.Record(2, call: 1), LedgerSample.Record(3, family: "none") with { Family = null },
        ]));
        var stored = (await Reader.GetRecordsAsync(LedgerSample.Tenant, LedgerSample.Link, ["cdr:3", "cdr:1", "cdr:2", "cdr:9"], Cancel))
            .ToDictionary(record => record.Key);
        stored.Should().HaveCount(3);
        stored["cdr:1"].CallId.Should().Be(LedgerSample.Id(2));
        stored["cdr:1"].StartedAt.Should().Be(LedgerSample.Record(1).StartedAt);
        stored["cdr:1"].Family.Should().Be(LedgerSample.Record(1).Family);
        stored["cdr:1"].Record.ToArray().Should().Equal(7, 1, 0, 255);
        stored["cdr:2"].CallId.Should().Be(LedgerSample.Id(1));
        stored["cdr:3"].Should().Match<StoredRecord>(record => record.Family == null && record.CallId == null);
        (await Reader.GetRecordsAsync(LedgerSample.Tenant, "branch", ["cdr:1"], Cancel)).Should().BeEmpty();
        (await Reader.GetRecordsAsync("b", LedgerSample.Link, ["cdr:1"], Cancel)).Should().BeEmpty();

        await WriteAsync(With(3, records: [LedgerSample.Record(1)]));
        (await Reader.GetRecordsAsync(LedgerSample.Tenant, LedgerSample.Link, ["cdr:1"], Cancel)).Single().CallId.Should().BeNull();
    }

    [Check]
    public async Task RecordPositions_OfASource_AreThoseOfTheLastCommit()
    {
        var source = new string('s', 400);
        var position = "\u1780 " + new string('p', 1998);
        await WriteAsync(
            With(1) with { RecordPositions = [new("cdr", "1"), new("cdr", "2"), new(source, position)] },
            With(2) with { RecordPositions = [new("cdr", "3")] });
        (await Reader.GetRecordPositionAsync(LedgerSample.Tenant, LedgerSample.Link, "cdr", Cancel)).Should().Be("3");
        (await Reader.GetRecordPositionAsync(LedgerSample.Tenant, LedgerSample.Link, source, Cancel)).Should().Be(position);
        await WriteAsync(With(2) with { RecordPositions = [new("cdr", "stored already")] });
        await WriteAsync(With(3) with { RecordPositions = [new("cdr", "0")] });
        (await Reader.GetRecordPositionAsync(LedgerSample.Tenant, LedgerSample.Link, "cdr", Cancel)).Should().Be("0", "a source may begin anew");
        (await Reader.GetRecordPositionAsync(LedgerSample.Tenant, "branch", "cdr", Cancel)).Should().BeNull();
        (await Reader.GetRecordPositionAsync("b", LedgerSample.Link, "cdr", Cancel)).Should().BeNull();
    }

    [Check]
    public async Task FindRecords_ByFamilyAndTime_FindsThoseNearInOrder()
    {
        await WriteAsync(With(1, records:
        [
            LedgerSample.Record(3, family: "a"), LedgerSample.Record(1, call: 5, family: "a"), LedgerSample.Record(30, family: "a"), LedgerSample.Record(2, family: "b"),
            LedgerSample.Record(4) with { Family = null },
        ]));
        var found = await Reader.FindRecordsAsync(LedgerSample.Tenant, LedgerSample.Link, [new("a", LedgerSample.Start.AddSeconds(2))], Near, Cancel);
        found.Select(record => record.Key).Should().Equal("cdr:1", "cdr:3");
        (await Reader.FindRecordsAsync(LedgerSample.Tenant, "branch", [new("a", LedgerSample.Start.AddSeconds(2))], Near, Cancel)).Should().BeEmpty();
        (await Reader.FindRecordsAsync(
            LedgerSample.Tenant, LedgerSample.Link, [new("a", DateTimeOffset.MaxValue), new("b", DateTimeOffset.MinValue)], TimeSpan.MaxValue, Cancel))
            .Should().HaveCount(4);
    }

    [Check]
    public async Task Quarantined_Events_ComeBackInOrder()
    {
        await WriteAsync(With(1, quarantined: [LedgerSample.Quarantined(7), LedgerSample.Quarantined(7), LedgerSample.Quarantined(3)]));
        await WriteAsync(With(1, quarantined: [LedgerSample.Quarantined(1)]), With(2, quarantined: [LedgerSample.Quarantined(7)]));
        await WriteAsync([.. Enumerable.Range(3, 300).Select(n => With(n, quarantined: [LedgerSample.Quarantined(n, epoch: 2)]))]);
        var rows = await Reader.ReadQuarantinedAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel).ToListAsync(Cancel);
        rows.Select(row => (row.Epoch, row.Seq)).Should().Equal([(1, 3), (1, 7), (1, 7), (1, 7), .. Enumerable.Range(3, 300).Select(n => (2L, (long)n))]);
        rows[0].Should().BeEquivalentTo(LedgerSample.Quarantined(3), options => options.Excluding(row => row.Event));
        rows[0].Event.ToArray().Should().Equal(9, 3, 0);
        (await Reader.ReadQuarantinedAsync("b", LedgerSample.Link, Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Check]
    public async Task Parts_OfACommitStoredAlready_ChangeNothing()
    {
        await WriteAsync(With(1), With(2));
        await WriteAsync(With(2, gaps: [LedgerSample.Gap(1)], records: [LedgerSample.Record(1)], quarantined: [LedgerSample.Quarantined(1)]));
        (await GapsAsync()).Should().BeEmpty();
        (await Reader.GetRecordsAsync(LedgerSample.Tenant, LedgerSample.Link, ["cdr:1"], Cancel)).Should().BeEmpty();
        (await Reader.ReadQuarantinedAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel).ToListAsync(Cancel)).Should().BeEmpty();
    }

    [Check]
    public async Task Write_GapOfAnotherTenantOrLink_IsRefused()
    {
        var tenant = async () => await WriteAsync(With(1, gaps: [LedgerSample.Gap(1, tenant: "b")]));
        var link = async () => await WriteAsync(With(1, gaps: [LedgerSample.Gap(1, link: "branch")]));
        await tenant.Should().ThrowAsync<ArgumentException>();
        await link.Should().ThrowAsync<ArgumentException>();
    }
}
