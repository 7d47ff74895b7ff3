using CallTracking.Calls;
using CallTracking.Core.Tests.Pipeline;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Storage;
using static CallTracking.Core.Tests.Links.FakeAdapter;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Links;

/// <summary>A link runs while its lease is held, and not a moment longer.</summary>
public sealed class LinkLeaseTests : IDisposable
{
    private readonly FakeLeases _leases = new();
    private readonly PipelineRig _rig;
    private LinkRunner? _runner;

    public LinkLeaseTests()
    {
        _rig = new PipelineRig(leases: _leases);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _rig.Dispose();

    [Fact]
    public async Task Run_LinkIsFree_WritesUnderItsLeaseAndGivesItBack()
    {
        Run(new FakeAdapter(Stays(Up(1), Begin(2, "a"))));
        await UntilAsync(() => _rig.Status.OpenCalls == 1);
        await StopAsync();

        _rig.Ledger.Commits.Should().NotBeEmpty().And.OnlyContain(commit => commit.Lease == 1);
        _leases.Holder.Should().BeNull();
    }

    [Fact]
    public async Task Run_AnotherHostHasTheLink_StandsByUntilItEnds()
    {
        _leases.Give("other", Start);
        var adapter = Run(new FakeAdapter(Stays(Up(1))));
        (await _rig.UntilAsync(status => status.State == LinkState.Standby)).LeaseHolder.Should().Be("other");
        await PassAsync(() => _leases.Attempts >= 4);
        adapter.Runs.Should().Be(0);

        _leases.Free();
        await PassAsync(() => _rig.Status.State == LinkState.Up);
        _rig.Status.LeaseHolder.Should().BeNull();
        await StopAsync();
        _rig.Ledger.Commits.Should().OnlyContain(commit => commit.Lease == 2);
    }

    [Fact]
    public async Task Run_LeaseLost_StopsAtOnceWritesNothingMoreAndStandsBy()
    {
        var adapter = Run(new FakeAdapter(Stays(Up(1), Begin(2, "a"))));
        await UntilAsync(() => _rig.Status.OpenCalls == 1);
        var written = _rig.Ledger.Commits.Count;

        _leases.Give("other", Start.AddMinutes(1));
        await PassAsync(() => _rig.Status.State == LinkState.Standby);

        adapter.Ends.Should().Equal("cancelled");
        _rig.Ledger.Writes.Should().HaveCount(written, "the end of the connection is the next holder's to tell");
        _rig.OpenCalls.Should().BeEmpty("another host follows them");
        _rig.Status.Should().BeEquivalentTo(new { LeaseHolder = "other", OpenCalls = 0 });
        await StopAsync();
        _leases.Holder.Should().Be("other", "it is not this host's to give back");
    }

    [Fact]
    public async Task Run_StoreRejectsACommit_StandsByWithoutWaitingForTheNextRenewal()
    {
        var adapter = Run(new FakeAdapter(
            async (sink, token) =>
            {
                await Ending(Up(1), Begin(2, "a"))(sink, token);
                await UntilAsync(() => _rig.Ledger.Calls.Count == 1);
                _leases.Give("other", Start.AddMinutes(1));
                _rig.Ledger.BeforeWrite = _ => throw LedgerStoreException.LeaseLost("office", 1, 2, "other");
                await Stays(Answer(3, "a"))(sink, token);
            },
            Stays(Up(1))));
        await _rig.UntilAsync(status => status.State == LinkState.Standby);

        adapter.Ends.Should().Equal("cancelled");
        _rig.Ledger.BeforeWrite = _ => Task.CompletedTask;
        _leases.Free();
        await PassAsync(() => _rig.Status.State == LinkState.Up);
        _rig.OpenCalls.Should().ContainSingle("it is open in the store");
        await StopAsync();
    }

    [Fact]
    public async Task Run_TakenOverFromAHostAtWork_SaysSoInTheGap()
    {
        await _rig.Ledger.WriteAsync(
            [new LedgerCommit("default", "office", 1, 1, 1, 1, Start, default, [], []) { Lease = 1 }], Token);
        _leases.Give("other", Start.AddSeconds(6));
        Run(new FakeAdapter(Stays(Up(1))));
        await _rig.UntilAsync(status => status.State == LinkState.Standby);
        _leases.Give("other", Start.AddSeconds(8));
        var attempts = _leases.Attempts;
        await PassAsync(() => _leases.Attempts > attempts + 1);
        _leases.Expire();
        await PassAsync(() => _rig.Status.State == LinkState.Up);
        await StopAsync();

        var gaps = await _rig.Ledger.GetGapsAsync("default", "office", null, null, Token);
        gaps[0].Should().BeEquivalentTo(new { From = Start, Cause = GapCause.LeaseLost });
    }

    [Fact]
    public async Task Run_HeldByAHostThatIsDead_SaysThatItDied()
    {
        await _rig.Ledger.WriteAsync(
            [new LedgerCommit("default", "office", 1, 1, 1, 1, Start, default, [], []) { Lease = 1 }], Token);
        _leases.Give("dead", Start.AddSeconds(6));
        Run(new FakeAdapter(Stays(Up(1))));
        await _rig.UntilAsync(status => status.State == LinkState.Standby);
        _leases.Expire();
        await PassAsync(() => _rig.Status.State == LinkState.Up);
        await StopAsync();

        (await _rig.Ledger.GetGapsAsync("default", "office", null, null, Token))[0].Cause.Should().Be(GapCause.HostDied);
    }

    [Fact]
    public async Task Run_StoreCannotBeAskedForALease_WaitsAndSaysSo()
    {
        _leases.Failure = new LedgerStoreException("The store is gone.", isTransient: true);
        var adapter = Run(new FakeAdapter(Stays(Up(1))));
        await _rig.UntilAsync(status => status.StoreError == "The store is gone.");
        adapter.Runs.Should().Be(0);

        _leases.Failure = null;
        await PassAsync(() => _rig.Status.State == LinkState.Up);
        _rig.Status.StoreError.Should().BeNull();
        await StopAsync();
    }

    [Fact]
    public async Task Run_LeaseCannotBeRenewed_GoesOnUntilTheStoreSaysOtherwise()
    {
        Run(new FakeAdapter(Stays(Up(1))));
        await _rig.UntilAsync(status => status.State == LinkState.Up);

        _leases.Failure = new LedgerStoreException("The store is gone.", isTransient: true);
        var renewals = _leases.Renewals;
        await PassAsync(() => _leases.Renewals > renewals + 3);
        _rig.Status.State.Should().Be(LinkState.Up);

        _leases.Failure = null;
        _leases.Give("other", Start.AddHours(1));
        await PassAsync(() => _rig.Status.State == LinkState.Standby);
        await StopAsync();
    }

    private FakeAdapter Run(FakeAdapter adapter)
    {
        _runner = new LinkRunner(_rig.Link, adapter, _rig.Stages, random: () => 1.0);
        _runner.Start();
        return adapter;
    }

    private async Task StopAsync()
    {
        var stopping = _runner!.StopAsync(Token);
        await PassAsync(() => stopping.IsCompleted);
        await _runner.DisposeAsync();
        _rig.Status.State.Should().Be(LinkState.Stopped);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    // Lets virtual time pass until something is so.
    private async Task PassAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            _rig.Time.Advance(TimeSpan.FromSeconds(0.25));
            await Task.Yield();
        }
    }

    /// <summary>Leases on one link, in memory.</summary>
    private sealed class FakeLeases : ILinkLease
    {
        private readonly Lock _lock = new();
        private DateTimeOffset? _until;
        private long _epoch;

        public string? Holder { get; private set; }

        public volatile LedgerStoreException? Failure;

        public int Attempts;

        public int Renewals;

        public TimeSpan RenewEvery => TimeSpan.FromSeconds(2);

        public TimeSpan RetryEvery => TimeSpan.FromSeconds(1);

        /// <summary>Another host has the link.</summary>
        public void Give(string holder, DateTimeOffset until)
        {
            lock (_lock)
            {
                _epoch += Holder == holder ? 0 : 1;
                (Holder, _until) = (holder, until);
            }
        }

        /// <summary>The other host gives it back.</summary>
        public void Free()
        {
            lock (_lock)
            {
                (Holder, _until) = (null, null);
            }
        }

        /// <summary>The other host's time is over.</summary>
        public void Expire() => Free();

        public Task<LeaseAttempt> AcquireAsync(string tenant, string link, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Attempts);
            lock (_lock)
            {
                if (Failure is { } failure)
                {
                    return Task.FromException<LeaseAttempt>(failure);
                }

                if (Holder is not null)
                {
                    return Task.FromResult(new LeaseAttempt(0, Holder, _until));
                }

                Holder = "me";
                return Task.FromResult(new LeaseAttempt(++_epoch, null, null));
            }
        }

        public Task<bool> RenewAsync(string tenant, string link, long epoch, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Renewals);
            lock (_lock)
            {
                return Failure is { } failure ? Task.FromException<bool>(failure) : Task.FromResult(epoch == _epoch && Holder == "me");
            }
        }

        public Task ReleaseAsync(string tenant, string link, long epoch, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (epoch == _epoch && Holder == "me")
                {
                    Holder = null;
                }
            }

            return Task.CompletedTask;
        }
    }
}
