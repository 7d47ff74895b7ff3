using System.Buffers;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Links;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Scenarios.Kit;

/// <summary>A whole engine on a SQLite file, at whose only link recordings are played: bytes through the adapter's decoder, the real pipeline and
/// the real store, on a clock that stands where the recording is.</summary>
internal sealed class Office : IAsyncDisposable
{
    public const string Link = "office";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(5);

    private readonly string _folder = Directory.CreateTempSubdirectory("office-").FullName;
    private readonly PlayedPbx _pbx;
    private readonly IPbxDecoder _decoder;
    private readonly List<PbxEvent> _events = [];
    private ServiceProvider _services = null!;
    private long _marks;
    private DateTimeOffset _lastTick;

    private Office(string recording, DateTimeOffset now, IPbxCallControl? control)
    {
        _pbx = new PlayedPbx { Control = control };
        _decoder = Recording.DecoderOf(recording);
        Time = new VirtualTime(now);
    }

    /// <summary>The clock of everything.</summary>
    public VirtualTime Time { get; }

    public IServiceProvider Services => _services;

    /// <summary>The employees by name.</summary>
    public Dictionary<string, Guid> Staff { get; } = new(StringComparer.Ordinal);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens an office half a minute before a recording begins.</summary>
    /// <param name="recording">The recording whose PBX the office has.</param>
    /// <param name="staff">Names of employees, each with the extensions that they have.</param>
    /// <param name="configure">Registers and sets more.</param>
    /// <param name="control">What the PBX can be asked to do; null: nothing.</param>
    public static async Task<Office> OpenAsync(
        string recording, IEnumerable<(string Name, string[] Extensions)> staff, Action<IServiceCollection>? configure = null,
        IPbxCallControl? control = null)
    {
        var office = new Office(recording, Recording.Load(recording).Start.AddSeconds(-30), control);
        await office.StartAsync(Recording.SiteOf(recording), staff, configure);
        return office;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>An employee as a caller.</summary>
    public Caller As(string employee, AccessGrants? grants = null) =>
        Caller.ForEmployee(Caller.DefaultTenant, Staff[employee], grants ?? AccessGrants.Everything);

    /// <summary>Writes rows as the system.</summary>
    public Task AddAsync(params object[] rows) => StoreWork.WriteAsync(Get<ICallTrackingDbContextFactory>(), Caller.System(), (context, _) =>
    {
        context.AddRange(rows);
        return Task.FromResult(true);
    }, Cancel);

    /// <summary>Adds a contact with numbers.</summary>
    public async Task<Contact> AddContactAsync(string name, params string[] numbers)
    {
        var now = Time.GetUtcNow();
        var contact = new Contact { Tenant = Caller.DefaultTenant, Id = Guid.CreateVersion7(now), Name = name, CreatedAt = now, UpdatedAt = now };
        await AddAsync([contact, .. numbers.Select((number, i) => new ContactNumber
        {
            Tenant = Caller.DefaultTenant,
            Id = Guid.CreateVersion7(now),
            ContactId = contact.Id,
            Raw = number,
            E164 = number,
            NationalReversed = new string([.. number[2..].Reverse()]),
            IsPrimary = i == 0,
            AddedAt = now,
        })]);
        return contact;
    }

    /// <summary>Plays a recording to its end, message by message: what each one says has been tracked, stored and published before the
    /// next one is said.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="after">Called after each message that said something.</param>
    public async Task PlayAsync(Recording recording, Func<Task>? after = null)
    {
        foreach (var connection in recording.Connections)
        {
            var pending = Array.Empty<byte>();
            Time.AdvanceTo(connection.Messages[0].At);
            _decoder.Open(connection.Messages[0].At);
            foreach (var (at, bytes) in connection.Messages)
            {
                await AdvanceAsync(at, after);
                pending = Decode([.. pending, .. bytes], at);
                await SayAsync(at, after);
            }

            if (connection.DiedAt is { } died)
            {
                await AdvanceAsync(died, after);
            }

            _decoder.Close(connection.DiedAt, _events);
            await SayAsync(Time.GetUtcNow(), after);
        }

        await CatchUpAsync();
    }

    /// <summary>Plays a recording by its folder.</summary>
    public Task PlayAsync(string recording, Func<Task>? after = null) => PlayAsync(Recording.Load(recording), after);

    /// <summary>Waits until all that follows from committed calls is done.</summary>
    public Task CatchUpAsync() => Get<ICallProjections>().CatchUpAsync(Cancel);

    /// <summary>The calls of the ledger, in order of start.</summary>
    public async Task<IReadOnlyList<Call>> CallsAsync()
    {
        var page = await Get<CallHistory>().ListAsync(Caller.System(), new CallHistoryFilter(), null, CallHistory.MaxLimit, Cancel);
        return [.. page.Calls.Reverse()];
    }

    /// <summary>Waits for something that happens beside the calls: a look-up, a message to a screen.</summary>
    public static async Task UntilAsync(Func<bool> isSo)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(Patience);
        while (!isSo())
        {
            await Task.Delay(1, patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StopAsync(CancellationToken.None);
        }

        await _services.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync(
        CallTracking.Numbering.SiteOptions site, IEnumerable<(string Name, string[] Extensions)> staff, Action<IServiceCollection>? configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        services.AddCallTracking(options =>
        {
            options.Site = site;
            options.SpoolDirectory = Path.Combine(_folder, "spool");
        }).UseSqlite($"Data Source={Path.Combine(_folder, "calls.db")};Pooling=False").AddLink(Link, _ => _pbx);
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
        await Get<ILedgerReader>().PrepareAsync(Cancel);
        foreach (var (name, extensions) in staff)
        {
            await HireAsync(name, extensions);
        }

        foreach (var service in _services.GetServices<IHostedService>())
        {
            await service.StartAsync(Cancel);
        }
    }

    private Task HireAsync(string name, string[] extensions)
    {
        var now = Time.GetUtcNow();
        var id = Staff[name] = Guid.CreateVersion7(now);
        return AddAsync(
        [
            new Employee { Tenant = Caller.DefaultTenant, Id = id, DisplayName = name },
            .. extensions.Select(extension => new ExtensionAssignment
            {
                Tenant = Caller.DefaultTenant,
                Id = Guid.CreateVersion7(now),
                EmployeeId = id,
                Extension = extension,
                From = now.AddDays(-1),
            }),
        ]);
    }

    private byte[] Decode(byte[] bytes, DateTimeOffset at)
    {
        var whole = new ReadOnlySequence<byte>(bytes);
        return whole.Slice(_decoder.Decode(whole, at, _events)).ToArray();
    }

    private async Task AdvanceAsync(DateTimeOffset to, Func<Task>? after)
    {
        while (to - Time.GetUtcNow() >= TickEvery)
        {
            Time.Advance(TickEvery);
            _decoder.Advance(Time.GetUtcNow(), _events);
            await SayAsync(Time.GetUtcNow(), after);
        }

        Time.AdvanceTo(to);
    }

    private async Task SayAsync(DateTimeOffset at, Func<Task>? after)
    {
        if (_events.Count == 0)
        {
            return;
        }

        _events.ForEach(_pbx.Say);
        _events.Clear();

        // The first mark was tracked: what was said before it is not in the inbox any more. The second one was: all of that was published.
        await MarkAsync(at);
        await MarkAsync(at);
        if (after is not null)
        {
            await after();
        }
    }

    private Task MarkAsync(DateTimeOffset at)
    {
        _lastTick = (at > _lastTick ? at : _lastTick).AddTicks(TimeSpan.TicksPerMicrosecond * (1 + (++_marks % 2)));
        var mark = new Tick(_decoder.Frames, _lastTick);
        _pbx.Say(mark);
        var links = Get<ILinkMonitor>();
        return UntilAsync(() => links.Find(Link)?.LastEventAt == mark.At);
    }
}
