using System.Diagnostics;
using CallTracking.Kits;
using CallTracking.Links;
using Npgsql;

namespace CallTracking.Storage.PostgreSql;

/// <summary>Leases of two hosts on one database. Time is the database's, so some of it really passes.</summary>
[Trait("Size", "server")]
public sealed class PostgreSqlLinkLeaseTests : IAsyncLifetime
{
    private string _connection = "";
    private OpenStore? _first;
    private OpenStore? _second;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ILinkLease First => _first!.Leases!;

    private ILinkLease Second => _second!.Leases!;

    public async ValueTask InitializeAsync()
    {
        _connection = await Store.CreateAsync($"lease{Guid.NewGuid():N}");
        (_first, _second) = (Store.Open(_connection), Store.Open(_connection));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in new[] { _first, _second }.OfType<OpenStore>())
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Acquire_HeldByAnother_NamesItAndMovesWithItsRenewals()
    {
        (await First.AcquireAsync("default", "office", Cancel)).Should().Be(new LeaseAttempt(1, null, null));
        var before = await Second.AcquireAsync("default", "office", Cancel);
        before.IsHeld.Should().BeFalse();
        before.Holder.Should().StartWith($"{Environment.MachineName}/{Environment.ProcessId}/");
        (await First.RenewAsync("default", "office", 1, Cancel)).Should().BeTrue();
        var after = await Second.AcquireAsync("default", "office", Cancel);
        after.Until.Should().BeAfter(before.Until!.Value);
        (await Second.RenewAsync("default", "office", 1, Cancel)).Should().BeFalse("the epoch alone does not make it his");
        (await Second.AcquireAsync("default", "branch", Cancel)).Epoch.Should().Be(1);
        (await Second.AcquireAsync("other", "office", Cancel)).Epoch.Should().Be(1);
    }

    [Fact]
    public async Task Release_Lease_IsFreeAtOnceWithTheNextEpoch()
    {
        await First.AcquireAsync("default", "office", Cancel);
        await Second.ReleaseAsync("default", "office", 1, Cancel);
        (await Second.AcquireAsync("default", "office", Cancel)).IsHeld.Should().BeFalse("only its holder gives it back");
        await First.ReleaseAsync("default", "office", 1, Cancel);
        (await Second.AcquireAsync("default", "office", Cancel)).Epoch.Should().Be(2);
        (await First.RenewAsync("default", "office", 1, Cancel)).Should().BeFalse();
    }

    [Fact]
    public async Task Acquire_NotRenewedInTime_IsTakenOverAndTheOldHolderCannotWrite()
    {
        await First.AcquireAsync(Sample.Tenant, Sample.Link, Cancel);
        await _first!.Writer.WriteAsync([Sample.Commit(1, [Sample.Full(1)]) with { Lease = 1 }], Cancel);
        await ExpireAsync();
        (await First.RenewAsync(Sample.Tenant, Sample.Link, 1, Cancel)).Should().BeTrue("nobody else took it");
        await ExpireAsync();
        (await Second.AcquireAsync(Sample.Tenant, Sample.Link, Cancel)).Epoch.Should().Be(2);
        (await First.RenewAsync(Sample.Tenant, Sample.Link, 1, Cancel)).Should().BeFalse();
        var write = async () => await _first.Writer.WriteAsync([Sample.Commit(2, [Sample.Full(2)]) with { Lease = 1 }], Cancel);
        (await write.Should().ThrowAsync<LedgerStoreException>()).Which.IsLeaseLost.Should().BeTrue();
        await _second!.Writer.WriteAsync([Sample.Commit(2, [Sample.Full(3)]) with { Lease = 2 }], Cancel);
        (await Store.ScalarAsync(_connection, "SELECT count(*) FROM ct_calls")).Should().Be(2L);
    }

    [Fact]
    public async Task Acquire_HolderStoppedInTheMiddleOfATransaction_EndsItsSession()
    {
        await First.AcquireAsync("default", "office", Cancel);
        var holder = (string)(await Store.ScalarAsync(_connection, "SELECT holder FROM ct_leases"))!;

        // What a process leaves that was stopped while it sent: its session holds the row and does nothing.
        var connection = new NpgsqlConnectionStringBuilder(_connection) { ApplicationName = holder, Pooling = false };
        await using var stopped = new NpgsqlConnection(connection.ConnectionString);
        await stopped.OpenAsync(Cancel);
        await using var transaction = await stopped.BeginTransactionAsync(Cancel);
        await using (var share = new NpgsqlCommand("SELECT epoch FROM ct_leases FOR SHARE", stopped, transaction))
        {
            await share.ExecuteScalarAsync(Cancel);
        }

        // The same host at work in another database of the server.
        await using var elsewhere = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Store.Server) { ApplicationName = holder, Pooling = false }.ConnectionString);
        await elsewhere.OpenAsync(Cancel);

        await ExpireAsync(onlyTell: true);
        var waited = Stopwatch.StartNew();
        LeaseAttempt attempt;
        do
        {
            attempt = await Second.AcquireAsync("default", "office", Cancel);
        }
        while (!attempt.IsHeld && waited.Elapsed < TimeSpan.FromSeconds(20));
        attempt.Epoch.Should().Be(2);
        waited.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(8));
        await using var alive = new NpgsqlCommand("SELECT 1", elsewhere);
        (await alive.ExecuteScalarAsync(Cancel)).Should().Be(1);
    }

    [Fact]
    public async Task Acquire_TwentyHostsAtOnce_OneGetsIt()
    {
        await _first!.Reader.PrepareAsync(Cancel);
        var stores = Enumerable.Range(0, 10).Select(_ => Store.Open(_connection)).ToList();
        var attempts = await Task.WhenAll(stores.Concat(stores).Select(store => store.Leases!.AcquireAsync("default", "office", Cancel)));
        attempts.Where(attempt => attempt.IsHeld).Should().ContainSingle().Which.Epoch.Should().Be(1);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>Lets the time of all leases pass.</summary>
    private async Task ExpireAsync(bool onlyTell = false)
    {
        // A row that is locked cannot be changed; its time then has to pass.
        if (onlyTell)
        {
            await Task.Delay(PostgreSqlLinkLease.Ttl + TimeSpan.FromMilliseconds(200), Cancel);
            return;
        }

        await Store.ExecuteAsync(_connection, "UPDATE ct_leases SET until = clock_timestamp() - interval '1 second'");
    }
}
