using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Kits;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Webhooks;

/// <summary>A store with subscriptions, the projection that fills the outbox, and the dispatcher that empties it.</summary>
internal sealed class WebhookRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("webhooks-").FullName;
    private readonly ServiceProvider _host;

    private WebhookRig(Action<WebhookOptions>? configure)
    {
        var builder = new BareBuilder();
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddSingleton<IWebhookSecrets>(Secrets);
        builder.Services.Configure<WebhookOptions>(options =>
        {
            options.AllowLoopback = true;
            configure?.Invoke(options);
        });
        builder.UseEntityFramework(options => options.UseSqlite($"Data Source={Path.Combine(_folder, "hooks.db")};Pooling=False"));
        _host = builder.Services.BuildServiceProvider();
    }

    public static Caller Everybody { get; } = Caller.System();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(Sample.Start);

    public WebhookReceiver Receiver { get; } = new();

    public PrefixedSecrets Secrets { get; } = new();

    public WebhookOptions Options => _host.GetRequiredService<IOptions<WebhookOptions>>().Value;

    public WebhookBook Book => _host.GetRequiredService<WebhookBook>();

    public WebhookDispatcher Dispatcher => _host.GetRequiredService<WebhookDispatcher>();

    public ObligationBook Callbacks => _host.GetRequiredService<ObligationBook>();

    public ContactBook Contacts => _host.GetRequiredService<ContactBook>();

    public ICallTrackingDbContextFactory Contexts => _host.GetRequiredService<ICallTrackingDbContextFactory>();

    public static async Task<WebhookRig> CreateAsync(Action<WebhookOptions>? configure = null)
    {
        var rig = new WebhookRig(configure);
        await using var context = rig.Contexts.Create(Everybody);
        await context.Database.EnsureCreatedAsync(Cancel);
        return rig;
    }

    /// <summary>A call that rings.</summary>
    public static Call Ringing(int number, int revision = 1) => Sample.Bare(number, revision);

    /// <summary>A call that ended without an answer.</summary>
    public static Call Ended(int number, int revision = 7) => Sample.Full(number, revision) with { AnsweredAt = null, Outcome = CallOutcome.Missed };

    public WebhookDraft Draft(params string[] events) => new("crm", Receiver.Url, events.Length == 0 ? WebhookEvents.All : events);

    public Task<NewWebhookSecret> SubscribeAsync(params string[] events) => Book.CreateAsync(Everybody, Draft(events), Cancel);

    /// <summary>Takes calls in as the projection does.</summary>
    public Task TellAsync(params Call[] calls) => ProjectAsync(calls, []);

    public Task WithdrawAsync(params Guid[] calls) => ProjectAsync([], calls);

    public Task DispatchAsync() => Dispatcher.DispatchAsync(Cancel);

    /// <summary>A dispatcher as another host has it: on the same store, which calls before its first write.</summary>
    public WebhookDispatcher OtherHost(Func<Task> beforeFirstWrite) => new(
        new Interrupted(Contexts, beforeFirstWrite), _host.GetRequiredService<WebhookSender>(), new WebhookSignal(),
        _host.GetRequiredService<IOptions<WebhookOptions>>(), _host.GetRequiredService<IOptions<CallTrackingOptions>>(), Time,
        NullLogger<WebhookDispatcher>.Instance, Secrets);

    /// <summary>The outbox, by thing and order.</summary>
    public Task<List<WebhookDelivery>> OutboxAsync() => StoreWork.ReadAsync(
        Contexts, Everybody, context => context.Set<WebhookDelivery>().OrderBy(one => one.Subject).ThenBy(one => one.Rank).ToListAsync(Cancel));

    public async Task<IReadOnlyList<string>> ToldAsync() => (await OutboxAsync()).ConvertAll(one => one.Event);

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ProjectAsync(IReadOnlyList<Call> calls, IReadOnlyList<Guid> withdrawn)
    {
        var projection = _host.GetRequiredService<WebhookCalls>();
        await StoreWork.WriteAsync(Contexts, Everybody, async (context, token) =>
        {
            await projection.ApplyAsync(context, calls, withdrawn, token);
            return 0;
        }, Cancel);
        await projection.OnAppliedAsync(Cancel);
    }

    /// <summary>Keeps secrets by writing something in front.</summary>
    internal sealed class PrefixedSecrets : IWebhookSecrets
    {
        public bool IsLost { get; set; }

        public string Protect(string secret) => $"kept:{secret}";

        public string? Unprotect(string stored) => IsLost ? null : stored["kept:".Length..];
    }

    private sealed class Interrupted(ICallTrackingDbContextFactory inner, Func<Task> beforeFirstWrite) : ICallTrackingDbContextFactory
    {
        private int _writes;

        public CallTrackingDbContext Create(Caller caller) => inner.Create(caller);

        public LedgerStoreException? Explain(Exception exception) => inner.Explain(exception);

        public async ValueTask<IDisposable?> TakeTurnAsync(CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _writes) == 1)
            {
                await beforeFirstWrite();
            }

            return await inner.TakeTurnAsync(cancellationToken);
        }
    }
}
