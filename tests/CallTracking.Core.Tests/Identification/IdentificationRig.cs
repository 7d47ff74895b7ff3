using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Kits;
using CallTracking.Numbering;
using CallTracking.Pipeline;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Identification;

/// <summary>A store with contacts and calls, and identification on top of it.</summary>
internal sealed class IdentificationRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("identify-").FullName;
    private readonly ServiceProvider _host;
    private int _commits;

    private IdentificationRig(Action<ICallTrackingBuilder>? configure)
    {
        var builder = new BareBuilder();
        builder.Services.AddSingleton<TimeProvider>(Time);
        configure?.Invoke(builder);
        builder.UseEntityFramework(options => options
            .UseSqlite($"Data Source={Path.Combine(_folder, "identify.db")};Pooling=False").AddInterceptors(Counter));
        _host = builder.Services.BuildServiceProvider();
    }

    public static Caller Everybody { get; } = Caller.System();

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(Sample.Start);

    public CommandCounter Counter { get; } = new();

    public ICallTrackingDbContextFactory Contexts => Get<ICallTrackingDbContextFactory>();

    public CallerIdentification Identification => Get<CallerIdentification>();

    public CallContacts Calls => Get<CallContacts>();

    public static async Task<IdentificationRig> CreateAsync(Action<ICallTrackingBuilder>? configure = null)
    {
        var rig = new IdentificationRig(configure);
        await using var context = rig.Contexts.Create(Everybody);
        await context.Database.EnsureCreatedAsync(Cancel);
        return rig;
    }

    public T Get<T>()
        where T : notnull => _host.GetRequiredService<T>();

    /// <summary>An employee who may all that operators may, on contacts in a scope.</summary>
    public static Caller Employee(AccessScope contacts, Guid? id = null, FieldMask masks = FieldMask.None, params Guid[] departments) =>
        Caller.ForEmployee(
            "default", id ?? Guid.CreateVersion7(),
            new AccessGrants(
                [
                    new(Permission.CallsRead, AccessScope.All), new(Permission.ContactsRead, contacts), new(Permission.ContactsEdit, contacts),
                ],
                masks, departments));

    public Task<Guid> AddContactAsync(string name, params string[] numbers) => AddContactAsync(name, _ => { }, numbers);

    public Task<Guid> AddContactAsync(string name, Action<Contact> change, params string[] numbers) =>
        StoreWork.WriteAsync(
            Contexts, Everybody,
            (context, _) =>
            {
                var contact = new Contact { Tenant = "default", Id = Guid.CreateVersion7(), Name = name, Revision = 1 };
                change(contact);
                context.Add(contact);
                context.AddRange(numbers.Select(number => Number(contact.Id, number)));
                return Task.FromResult(contact.Id);
            },
            Cancel);

    public static ContactNumber Number(Guid contact, string e164) => new()
    {
        Tenant = "default",
        Id = Guid.CreateVersion7(),
        ContactId = contact,
        Raw = e164,
        E164 = e164,
        NationalReversed = new string([.. e164[2..].Reverse()]),
    };

    public Task ChangeAsync(Func<CallTrackingDbContext, Task> change) =>
        StoreWork.WriteAsync(
            Contexts, Everybody,
            async (context, _) =>
            {
                await change(context);
                return 0;
            },
            Cancel);

    /// <summary>A call from outside, stored.</summary>
    public async Task<Call> CallAsync(int number, string? from, bool isOpen = false)
    {
        var external = from is null ? null : new NumberPlan(new SiteOptions()).Read(from);
        var call = Sample.Full(number) with
        {
            Direction = CallDirection.Inbound,
            External = external,
            State = isOpen ? CallState.Ringing : CallState.Ended,
        };
        await Get<ILedgerWriter>().WriteAsync([Sample.Commit(++_commits, [call])], Cancel);
        return call;
    }

    public Task ProjectAsync() => Get<ICallProjections>().CatchUpAsync(Cancel);

    public async Task<CallContact?> LinkAsync(Guid call)
    {
        await using var context = Contexts.Create(Everybody);
        return await context.Set<CallContact>().SingleOrDefaultAsync(link => link.CallId == call, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Counts what the store is asked.</summary>
    internal sealed class CommandCounter : Microsoft.EntityFrameworkCore.Diagnostics.DbCommandInterceptor
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public override ValueTask<Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult<global::System.Data.Common.DbDataReader>> ReaderExecutingAsync(
            global::System.Data.Common.DbCommand command, Microsoft.EntityFrameworkCore.Diagnostics.CommandEventData eventData,
            Microsoft.EntityFrameworkCore.Diagnostics.InterceptionResult<global::System.Data.Common.DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _count);
            return ValueTask.FromResult(result);
        }
    }
}
