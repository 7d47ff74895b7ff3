using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Kits;

/// <summary>A store with the customer base on it, for the checks that every store has to pass.</summary>
public abstract class ContactKit : IAsyncLifetime
{
    private ServiceProvider? _host;

    protected static Caller System { get; } = Caller.System();

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Folder { get; } = Directory.CreateTempSubdirectory("contacts-").FullName;

    protected IServiceProvider Host => _host!;

    protected ContactBook Book => Host.GetRequiredService<ContactBook>();

    protected ICallTrackingDbContextFactory Contexts => Host.GetRequiredService<ICallTrackingDbContextFactory>();

    /// <summary>Opens a host on a store that has its tables.</summary>
    protected abstract Task<ServiceProvider> OpenAsync(string folder, Action<ICallTrackingBuilder> configure);

    /// <summary>What the host has beside its store.</summary>
    protected virtual void Configure(ICallTrackingBuilder builder)
    {
    }

    public async ValueTask InitializeAsync() => _host = await OpenAsync(Folder, Configure);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        Directory.Delete(Folder, recursive: true);
    }

    protected static Caller Employee(Guid id, AccessScope scope, FieldMask masks = FieldMask.None, params Guid[] departments) =>
        Caller.ForEmployee(
            "default", id, new AccessGrants(Enum.GetValues<Permission>().Select(p => KeyValuePair.Create(p, scope)), masks, departments));

    protected static ContactDraft Draft(string name, params string[] numbers)
    {
        var draft = new ContactDraft { Name = name };
        foreach (var number in numbers)
        {
            draft.Numbers.Add(new NewContactNumber(number));
        }

        return draft;
    }

    protected Task<ContactDetails> AddAsync(string name, params string[] numbers) => Book.CreateAsync(System, Draft(name, numbers), Cancel);

    protected async Task<Guid> HireAsync(string name, Guid? department = null)
    {
        var id = Guid.CreateVersion7();
        await StoreWork.WriteAsync(
            Contexts, System,
            (context, _) =>
            {
                context.Add(new Employee { Tenant = "default", Id = id, DisplayName = name, DepartmentId = department });
                return Task.FromResult(true);
            },
            Cancel);
        return id;
    }

    protected Task<List<T>> RowsAsync<T>()
        where T : class => StoreWork.ReadAsync(Contexts, System, context => context.Set<T>().ToListAsync(Cancel));
}
