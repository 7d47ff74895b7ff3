using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Demo;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Upkeep;

namespace CallTracking.Samples.Console.Demo;

/// <summary>A whole company in an empty store.</summary>
internal sealed class DemoDataCommand : Command
{
    private readonly Option<string?> _store = new("--store")
    {
        Description = "The new SQLite file, or the connection string of a PostgreSQL database without a company in it. Default: "
            + LedgerFile.Demo + " in the user's data folder.",
        HelpName = "STORE",
    };

    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Another seed is another company; the same seed and day are the same.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int> _days = new("--days")
    {
        Description = "Days of calls until yesterday, 1 to 365.",
        HelpName = "N",
        DefaultValueFactory = _ => 21,
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print what was made for a program." };

    private readonly Terminal _terminal;

    public DemoDataCommand(Terminal terminal)
        : base("data", "Fills an empty store with a fictional company: employees, customers, weeks of calls, callbacks, tasks, ratings.")
    {
        _terminal = terminal;
        _days.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 365)
            {
                result.AddError("--days takes 1 to 365.");
            }
        });
        Add(_store);
        Add(_seed);
        Add(_days);
        Add(_json);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var store = parsed.GetValue(_store) ?? LedgerFile.InDataFolder(LedgerFile.Demo, _terminal);
        var options = new DemoOptions { Seed = parsed.GetValue(_seed), Days = parsed.GetValue(_days) };
        DemoSummary made;
        try
        {
            made = await DemoCompany.CreateAsync(tracking => TrackingHost.UseStore(tracking, store), options, _terminal.Time, cancellationToken);
        }
        catch (DemoStoreException error)
        {
            throw new CommandException(ExitCode.Usage, $"{error.Message} Name another one with --store.");
        }

        _terminal.Out.WriteLine(parsed.GetValue(_json)
            ? JsonSerializer.Serialize(made, DemoDataJson.Default.DemoSummary)
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{made.Employees} employees, {made.Customers} customers, {made.Calls} calls, {made.OpenObligations} callbacks owed, {made.Tasks} tasks, {made.Ratings} ratings in {Printable.Line(StoreArgument.NameOf(store))}"));
        return ExitCode.Ok;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DemoSummary))]
internal sealed partial class DemoDataJson : JsonSerializerContext;
