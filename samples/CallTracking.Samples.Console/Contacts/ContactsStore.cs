using System.CommandLine;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Upkeep;
using CallTracking.Storage;
using CallTracking.Storage.PostgreSql;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Contacts;

/// <summary>Opens the store for a command about contacts, and says in its words what went wrong. The command acts as the system of the tenant:
/// whoever may open the store may see all of it.</summary>
internal sealed class ContactsStore(Terminal terminal)
{
    private readonly Option<string?> _store = StoreArgument.CreateOption();
    private readonly Option<string?> _site = SiteOption.Create();
    private readonly Option<string> _tenant = new("--tenant")
    {
        Description = "The tenant.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Caller.DefaultTenant,
    };

    /// <summary>A command with the options of all of them.</summary>
    public Command Command(string name, string description, Symbol[] symbols, Func<ContactsWork, ParseResult, CancellationToken, Task<int>> run)
    {
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument)
            {
                command.Add(argument);
            }
            else
            {
                command.Add((Option)symbol);
            }
        }

        command.Add(_store);
        command.Add(_tenant);
        command.Add(_site);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = StoreArgument.Read(parsed, _store, terminal);
            try
            {
                var services = new ServiceCollection();
                services.AddSingleton(terminal.Time);
                TrackingHost.UseStore(
                    services.AddCallTracking(options => options.Site = SiteOption.Load(parsed.GetValue(_site))),
                    PostgreSqlConnectionString.IsLikely(store) ? store : LedgerFile.ForWriting(store)).AddPhotos();
                await using var host = services.BuildServiceProvider();
                await PrepareAsync(host, store, cancellationToken);
                return await run(new ContactsWork(host, Caller.System(parsed.GetValue(_tenant)!), terminal), parsed, cancellationToken);
            }
            catch (Exception exception) when (exception is ContactRejectedException or ContactFileException or RevisionConflictException)
            {
                throw new CommandException(exception is ContactFileException ? ExitCode.Input : ExitCode.Failed, exception.Message, exception);
            }
        });
        return command;
    }

    // A file that is not there yet, or that no host has upgraded, is made ready; a database's tables are its administrator's.
    private static async Task PrepareAsync(ServiceProvider host, string store, CancellationToken cancellationToken)
    {
        if (PostgreSqlConnectionString.IsLikely(store))
        {
            return;
        }

        var schema = host.GetRequiredService<ILedgerSchema>();
        if (!File.Exists(store) || (await schema.InspectAsync(cancellationToken)).Pending.Count > 0)
        {
            await schema.UpgradeAsync(cancellationToken);
        }
    }
}

/// <summary>What a command works with.</summary>
internal sealed record ContactsWork(IServiceProvider Services, Caller Caller, Terminal Terminal)
{
    public ContactBook Book => Services.GetRequiredService<ContactBook>();

    public ContactImports Imports => Services.GetRequiredService<ContactImports>();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public static CommandException NoSuchContact(Guid id) => new(ExitCode.Failed, $"There is no contact {id}: 'calltracking contacts list' shows the ids.");

    public async Task<ContactDetails> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await Book.GetAsync(Caller, id, cancellationToken) ?? throw NoSuchContact(id);

    public async Task<Guid?> StatusAsync(string? word, CancellationToken cancellationToken)
    {
        if (word is null)
        {
            return null;
        }

        var statuses = await Book.ListStatusesAsync(Caller, cancellationToken);
        return (statuses.FirstOrDefault(s => s.Code == word) ?? statuses.FirstOrDefault(s => string.Equals(s.Name, word, StringComparison.OrdinalIgnoreCase)))?.Id
            ?? throw new CommandException(ExitCode.Usage, statuses.Count == 0
                ? "The catalogue has no statuses yet: 'calltracking contacts status defaults' adds the customary ones."
                : $"There is no status '{word}'; there are: {string.Join(", ", statuses.Select(s => s.Code))}.");
    }
}
