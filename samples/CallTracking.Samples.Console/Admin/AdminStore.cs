using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Access;
using CallTracking.Privacy;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Upkeep;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Storage.PostgreSql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Console.Admin;

/// <summary>Opens the store for a command of its administrator, who acts as the system of the tenant: whoever may open the store may do all of
/// it.</summary>
internal sealed class AdminStore(Terminal terminal)
{
    private readonly Option<string?> _store = StoreArgument.CreateOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print it for a program." };
    private readonly Option<string> _tenant = new("--tenant")
    {
        Description = "The tenant.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Caller.DefaultTenant,
    };

    public Command Command(string name, string description, Symbol[] symbols, Func<AdminWork, ParseResult, CancellationToken, Task<int>> run)
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
        command.Add(_json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var store = StoreArgument.Read(parsed, _store, terminal);
            try
            {
                var services = new ServiceCollection();
                services.AddSingleton(terminal.Time);
                if (PostgreSqlConnectionString.IsLikely(store))
                {
                    // A database has no folder of its own: its keys and checkpoints of this machine lie with the user's data.
                    services.Configure<AuditOptions>(options => options.Directory ??= LedgerFile.InDataFolder("audit", terminal));
                    services.Configure<PrivacyOptions>(options => options.PseudonymKeyFile ??= LedgerFile.InDataFolder("privacy.key", terminal));
                }

                TrackingHost.UseStore(services.AddCallTracking(), PostgreSqlConnectionString.IsLikely(store) ? store : LedgerFile.ForWriting(store));
                await using var host = services.BuildServiceProvider();
                await PrepareAsync(host, store, cancellationToken);
                var work = new AdminWork(host, Caller.System(parsed.GetValue(_tenant)!), terminal, parsed.GetValue(_json));
                return await run(work, parsed, cancellationToken);
            }
            catch (Exception exception) when (exception is StaffRuleException or RevisionConflictException or InvalidOperationException)
            {
                throw new CommandException(ExitCode.Failed, exception.Message, exception);
            }
            catch (ArgumentException exception)
            {
                var end = exception.Message.IndexOf(" (Parameter", StringComparison.Ordinal);
                throw new CommandException(ExitCode.Usage, end < 0 ? exception.Message : exception.Message[..end], exception);
            }
        });
        return command;
    }

    private static async Task PrepareAsync(ServiceProvider host, string store, CancellationToken cancellationToken)
    {
        var schema = host.GetRequiredService<ILedgerSchema>();
        if (!PostgreSqlConnectionString.IsLikely(store) && (!File.Exists(store) || (await schema.InspectAsync(cancellationToken)).Pending.Count > 0))
        {
            await schema.UpgradeAsync(cancellationToken);
        }
    }
}

/// <summary>What a command works with.</summary>
internal sealed record AdminWork(IServiceProvider Services, Caller Caller, Terminal Terminal, bool AsJson)
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public StaffBook Staff => Services.GetRequiredService<StaffBook>();

    public RoleBook Roles => Services.GetRequiredService<RoleBook>();

    public AuditTrail Audit => Services.GetRequiredService<AuditTrail>();

    public PrivacyBook Privacy => Services.GetRequiredService<PrivacyBook>();

    public PrivacyOptions Options => Services.GetRequiredService<IOptions<PrivacyOptions>>().Value;

    /// <summary>Prints a result: as JSON, or each line of it.</summary>
    public void Print<T>(T content, IEnumerable<string> lines)
    {
        if (AsJson)
        {
            Terminal.Out.WriteLine(JsonSerializer.Serialize(content, Json));
            return;
        }

        foreach (var line in lines)
        {
            Terminal.Out.WriteLine(Printable.Line(line));
        }
    }

    /// <summary>An employee by id, sign-in or name.</summary>
    public async Task<Employee> EmployeeAsync(string text, CancellationToken cancellationToken)
    {
        var all = await Staff.ListAsync(Caller, withFormer: true, cancellationToken);
        var found = all.Where(one => one.Id.ToString("D") == text || one.ExternalUserId == text).ToList();
        found = found.Count > 0 ? found : [.. all.Where(one => string.Equals(one.DisplayName, text, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandException(ExitCode.Failed, $"There is no employee '{text}': 'calltracking staff list' shows them."),
            _ => throw new CommandException(ExitCode.Usage, $"Several employees are called '{text}': give the id, which 'calltracking staff list' shows."),
        };
    }

    public async Task<Guid?> DepartmentAsync(string? text, CancellationToken cancellationToken)
    {
        if (text is null)
        {
            return null;
        }

        var all = await Staff.ListDepartmentsAsync(Caller, cancellationToken);
        return (all.FirstOrDefault(one => one.Id.ToString("D") == text) ?? all.FirstOrDefault(one => string.Equals(one.Name, text, StringComparison.OrdinalIgnoreCase)))?.Id
            ?? throw new CommandException(ExitCode.Failed, $"There is no department '{text}': 'calltracking staff departments' shows them.");
    }

    public async Task<Role> RoleAsync(string text, CancellationToken cancellationToken)
    {
        var all = await Roles.ListAsync(Caller, cancellationToken);
        return all.FirstOrDefault(one => one.Id.ToString("D") == text || string.Equals(one.Name, text, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandException(ExitCode.Failed, $"There is no role '{text}'; there are: {string.Join(", ", all.Select(one => one.Name))}.");
    }
}
