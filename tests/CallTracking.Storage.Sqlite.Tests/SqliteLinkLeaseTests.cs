using CallTracking.Kits;

namespace CallTracking.Storage.Sqlite;

public sealed class SqliteLinkLeaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("lease-").FullName;

    private string File => Path.Combine(_folder, "calls.db");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Acquire_AtEachStart_GrowsPerLink()
    {
        foreach (var expected in new[] { 1L, 2L })
        {
            await using var store = Store.Open(File);
            (await store.Leases!.AcquireAsync("default", "office", Cancel)).Should().BeEquivalentTo(new { Epoch = expected, IsHeld = true });
            (await store.Leases.RenewAsync("default", "office", expected, Cancel)).Should().BeTrue();
        }

        await using var last = Store.Open(File);
        (await last.Leases!.AcquireAsync("default", "branch", Cancel)).Epoch.Should().Be(1);
        (await last.Leases.AcquireAsync("other", "office", Cancel)).Epoch.Should().Be(1);
    }

    [Fact]
    public async Task Acquire_AnotherHostHasTheFile_IsTransient()
    {
        await using var first = Store.Open(File);
        await first.Reader.PrepareAsync(Cancel);
        await using var second = Store.Open(File);
        var acquire = () => second.Leases!.AcquireAsync("default", "office", Cancel);
        (await acquire.Should().ThrowAsync<LedgerStoreException>()).Which.IsTransient.Should().BeTrue();
    }

    [Fact]
    public async Task Release_Lease_LeavesTheEpochAndLetsOthersWrite()
    {
        await using var store = Store.Open(File);
        var epoch = (await store.Leases!.AcquireAsync(Sample.Tenant, Sample.Link, Cancel)).Epoch;
        await store.Writer.WriteAsync([Sample.Commit(1) with { Lease = epoch }], Cancel);
        await store.Leases.ReleaseAsync(Sample.Tenant, Sample.Link, epoch - 1, Cancel);
        await store.Writer.WriteAsync([Sample.Commit(2) with { Lease = epoch }], Cancel);
        await store.Leases.ReleaseAsync(Sample.Tenant, Sample.Link, epoch, Cancel);
        var write = async () => await store.Writer.WriteAsync([Sample.Commit(3) with { Lease = epoch }], Cancel);
        (await write.Should().ThrowAsync<LedgerStoreException>()).Which.IsLeaseLost.Should().BeTrue();
        await store.Writer.WriteAsync([Sample.Commit(3)], Cancel);
        (await store.Leases.AcquireAsync(Sample.Tenant, Sample.Link, Cancel)).Epoch.Should().Be(epoch + 1);
    }
}
