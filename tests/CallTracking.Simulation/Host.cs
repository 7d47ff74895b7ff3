using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Storage;
using CallTracking.Testing.Asterisk;
using CallTracking.Testing.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Simulation;

/// <summary>One process of a host: the real engine and the real adapter, on a simulated clock, wire and store. Killed, it stands still for
/// ever: its timers do not fire, its reads do not return, its store does not answer.</summary>
internal sealed class Host
{
    public const string Link = "pbx";

    private readonly ServiceProvider _services;
    private readonly HostClock _clock;
    private readonly HostWire _wire;
    private readonly HostDisk _disk;
    private readonly string _spool;
    private bool _isStopping;

    public Host(TimeProvider time, FakeAsterisk asterisk, FaultyLedger ledger, string spool)
    {
        _clock = new HostClock(time);
        _wire = new HostWire(asterisk);
        _disk = new HostDisk(ledger);
        _spool = spool;
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddSingleton<ILedgerWriter>(_disk);
        services.AddSingleton<ILedgerReader>(ledger);
        services.AddCallTracking(options =>
        {
            options.SpoolDirectory = spool;
            options.Site = Site;
        }).AddAsterisk(Link, options =>
        {
            options.Host = "simulated";
            options.User = asterisk.Options.User;
            options.Secret = asterisk.Options.Secret;
            options.OpenStream = _wire.OpenAsync;
        });
        _services = services.BuildServiceProvider();
    }

    /// <summary>What the host says of its link; null before it was started and while it stops.</summary>
    public LinkStatus? Status => _isStopping ? null : _services.GetRequiredService<ILinkMonitor>().Find(Link);

    public Task Starting { get; private set; } = Task.CompletedTask;

    public Task Stopping { get; private set; } = Task.CompletedTask;

    public static SiteOptions Site => new()
    {
        Country = "US",
        Extensions = "^1\\d\\d$",
        Rooms = "^6\\d\\d$",
        OutboundPrefix = "9",
        Trunks = ["trunk"],
    };

    public void Start() => Starting = StartAsync();

    /// <summary>Stops in good order.</summary>
    public void Stop()
    {
        _isStopping = true;
        Stopping = StopAsync();
    }

    /// <summary>Ends as after kill -9.</summary>
    /// <returns>A folder with the spool as it lay then, for the next process.</returns>
    public string Kill(string copy)
    {
        _clock.IsDead = true;
        _wire.IsDead = true;
        _disk.Die();
        Directory.CreateDirectory(copy);
        if (Directory.Exists(_spool))
        {
            foreach (var file in Directory.EnumerateFiles(_spool))
            {
                using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var to = File.Create(Path.Combine(copy, Path.GetFileName(file)));
                from.CopyTo(to);
            }
        }

        return copy;
    }

    private async Task StartAsync()
    {
        foreach (var part in _services.GetServices<IHostedService>())
        {
            await part.StartAsync(CancellationToken.None);
        }
    }

    private async Task StopAsync()
    {
        foreach (var part in _services.GetServices<IHostedService>().Reverse())
        {
            await part.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
    }

    /// <summary>A clock that no longer wakes anybody when the process is dead.</summary>
    private sealed class HostClock(TimeProvider time) : TimeProvider
    {
        public bool IsDead { get; set; }

        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow();

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(
            inner =>
            {
                if (!IsDead)
                {
                    callback(inner);
                }
            },
            state, dueTime, period);
    }

    private sealed class HostWire(FakeAsterisk asterisk)
    {
        public bool IsDead { get; set; }

        public async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken) =>
            new HostStream(await asterisk.ConnectAsync(cancellationToken), this);
    }

    private sealed class HostStream(Stream inner, HostWire wire) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int length;
            try
            {
                length = await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (IOException) when (wire.IsDead)
            {
                length = 0;
            }

            if (wire.IsDead)
            {
                await new TaskCompletionSource().Task;
            }

            return length;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            wire.IsDead ? new ValueTask(new TaskCompletionSource().Task) : inner.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing && !wire.IsDead)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }

#pragma warning disable CA1001 // A process that was killed disposes of nothing.
    private sealed class HostDisk(FaultyLedger ledger) : ILedgerWriter
#pragma warning restore CA1001
    {
        private readonly CancellationTokenSource _dead = new();

        public void Die() => _dead.Cancel();

        public async ValueTask WriteAsync(IReadOnlyList<LedgerCommit> commits, CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(_dead.Token, cancellationToken);
            try
            {
                await ledger.WriteAsync(commits, either.Token);
            }
            finally
            {
                if (_dead.IsCancellationRequested)
                {
                    await new TaskCompletionSource().Task;
                }
            }
        }
    }
}
