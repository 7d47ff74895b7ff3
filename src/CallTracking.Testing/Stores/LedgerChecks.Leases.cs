using System.Runtime.CompilerServices;
using AwesomeAssertions;
using CallTracking.Access;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Testing.Stores;

/// <content>A commit whose lease is not the link's is rejected, whatever else is true.</content>
internal sealed partial class LedgerChecks
{
    private async Task LeaseAsync(long epoch, string? holder, string link = LedgerSample.Link)
    {
        await using var context = Contexts.Create(Caller.System());
        await context.Database.ExecuteSqlAsync(FormattableStringFactory.Create(
            "DELETE FROM ct_leases WHERE tenant = {0} AND link = {1}", LedgerSample.Tenant, link), Cancel);
        await context.Database.ExecuteSqlAsync(FormattableStringFactory.Create(
            "INSERT INTO ct_leases (tenant, link, epoch, holder) VALUES ({0}, {1}, {2}, {3})", LedgerSample.Tenant, link, epoch, holder), Cancel);
    }

    private async Task RejectedAsync(LedgerCommit commit, string message)
    {
        var write = async () => await WriteAsync(commit);
        var error = (await write.Should().ThrowAsync<LedgerStoreException>()).Which;
        error.IsLeaseLost.Should().BeTrue();
        error.IsTransient.Should().BeFalse();
        error.Message.Should().Be(
            $"Link 'head-office' is not this host's to write (lease {commit.Lease}): {message}. Nothing was written; the host goes on when it gets the link.");
    }

    [Check]
    public async Task Lease_OfTheLink_IsStoredWithThePosition()
    {
        await LeaseAsync(3, "a");
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1)]) with { Lease = 3 });
        (await CallsAsync()).Should().ContainSingle();
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Lease.Should().Be(3);
        await WriteAsync(LedgerSample.Commit(2) with { Lease = 3, MadeUnder = 1 });
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Lease.Should().Be(1);
        await WriteAsync(LedgerSample.Commit(3) with { Lease = 3 });
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Lease.Should().Be(3);
    }

    [Check]
    public async Task Lease_Overtaken_IsRejectedAndNothingIsWritten()
    {
        await LeaseAsync(3, "a");
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1)]) with { Lease = 3 });
        await LeaseAsync(4, "b");
        await RejectedAsync(LedgerSample.Commit(2, [LedgerSample.Full(2), LedgerSample.Full(1, 9)]) with { Lease = 3 }, "its lease is 4 by now, held by b");
        await RejectedAsync(LedgerSample.Commit(2, [LedgerSample.Full(2)]), "its lease is 4 by now, held by b");
        await RejectedAsync(LedgerSample.Commit(1, [LedgerSample.Full(1)]) with { Lease = 3 }, "its lease is 4 by now, held by b");
        await RejectedAsync(LedgerSample.Commit(2) with { Lease = 5 }, "its lease is 4 by now, held by b");
        (await CallsAsync()).Should().ContainSingle().Which.Revision.Should().Be(7);
        (await Reader.GetPositionAsync(LedgerSample.Tenant, LedgerSample.Link, Cancel)).Ordinal.Should().Be(1);
        await WriteAsync(LedgerSample.Commit(2, [LedgerSample.Full(2)]) with { Lease = 4 });
        (await CallsAsync()).Should().HaveCount(2);
    }

    [Check]
    public async Task Lease_GivenBackOrUnknown_IsNoLongerAnybodys()
    {
        await RejectedAsync(LedgerSample.Commit(1) with { Lease = 3 }, "the store knows of no lease on it, as after a restore");
        await LeaseAsync(3, null);
        await RejectedAsync(LedgerSample.Commit(1) with { Lease = 3 }, "its lease is 3 by now, held by nobody");
        await WriteAsync(LedgerSample.Commit(1, [LedgerSample.Full(1)]));
        (await CallsAsync()).Should().ContainSingle("a link that nobody holds is written without a lease");
    }

    [Check]
    public async Task Lease_LostOnOneLink_DoesNotKeepOtherLinksFromWriting()
    {
        await LeaseAsync(2, "b");
        var writes = Enumerable.Range(0, 6).Select(n => WriteAgainAsync(n == 3
            ? LedgerSample.Commit(1, [LedgerSample.Full(100)]) with { Lease = 1 }
            : LedgerSample.Commit(1, [LedgerSample.Full(n, link: $"link-{n}")], link: $"link-{n}"))).ToList();
        var all = () => Task.WhenAll(writes);
        (await all.Should().ThrowAsync<LedgerStoreException>()).Which.IsLeaseLost.Should().BeTrue();
        writes.Count(write => write.IsCompletedSuccessfully).Should().Be(5);
        (await CallsAsync()).Should().HaveCount(5);
    }
}
