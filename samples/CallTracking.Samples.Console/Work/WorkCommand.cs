using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Upkeep;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Work;

/// <summary>A command on callbacks, tasks or messages: opens the store, says on whose behalf, and turns what is refused into a line.</summary>
internal abstract class WorkCommand : Command
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Option<string?> _store = StoreArgument.CreateOption();

    private readonly Option<Guid?> _as = new("--as")
    {
        Description = "Act as this employee, with the rights that he has. Default: as the system, which may do everything.",
        HelpName = "EMPLOYEE",
    };

    private readonly Option<string?> _zone = new("--time-zone")
    {
        Description = "IANA zone in which times are read and shown. Default: this machine's.",
        HelpName = "ZONE",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Print for programs: JSON, times in UTC." };

    protected WorkCommand(string name, string description, Terminal terminal)
        : base(name, description)
    {
        Terminal = terminal;
        Add(_store);
        Add(_as);
        Add(_zone);
        Add(_json);
        SetAction(RunAsync);
    }

    protected Terminal Terminal { get; }

    /// <summary>An option that takes an id.</summary>
    protected static Option<Guid?> Id(string name, string description) => new(name) { Description = description, HelpName = "ID" };

    /// <summary>An option that takes a text.</summary>
    protected static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };

    /// <summary>An option that limits a list.</summary>
    protected static Option<int> Limit() => new("--limit")
    {
        Description = "How many at most, 1 to 500.",
        HelpName = "N",
        DefaultValueFactory = static _ => 50,
        CustomParser = static argument =>
        {
            if (argument.Tokens is [var token] && int.TryParse(token.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is > 0 and <= 500)
            {
                return limit;
            }

            argument.AddError("--limit takes a number from 1 to 500.");
            return 50;
        },
    };

    protected static Option<string?> After() => new("--after")
    {
        Description = "Goes on after a page: what the page before gave as 'next'.",
        HelpName = "CURSOR",
    };

    protected static Argument<Guid> Subject(string what) => new("id") { Description = $"The {what}." };

    protected static PageCursor? Cursor(string? text) => text is null ? null
        : PageCursor.TryParse(text, out var cursor) ? cursor
        : throw new CommandException(ExitCode.Usage, $"'{Printable.Line(text)}' is no cursor: give what the page before gave as 'next'.");

    protected static CommandException NotThere(string what, Guid id) => new(ExitCode.Failed, $"There is no {what} {id}, or none that may be seen so.");

    protected abstract Task RunAsync(WorkRun run, CancellationToken cancellationToken);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection();
        services.AddSingleton(Terminal.Time);
        TrackingHost.UseStore(services.AddCallTracking(), StoreArgument.Read(parsed, _store, Terminal));
        await using var host = services.BuildServiceProvider();
        try
        {
            var caller = Caller.System();
            if (parsed.GetValue(_as) is { } employee)
            {
                caller = await host.GetRequiredService<CallerDirectory>().FindAsync(Caller.DefaultTenant, employee, cancellationToken)
                    ?? throw new CommandException(ExitCode.Usage, $"No employee {employee} works here.");
            }

            await RunAsync(new WorkRun(parsed, host, caller, ZoneOf(parsed), parsed.GetValue(_json), Terminal), cancellationToken);
            return ExitCode.Ok;
        }
        catch (Exception exception) when (exception is ObligationRejectedException or TaskRejectedException or AccessDeniedException or RevisionConflictException)
        {
            throw new CommandException(ExitCode.Failed, exception.Message, exception);
        }
    }

    private TimeZoneInfo ZoneOf(ParseResult parsed) => parsed.GetValue(_zone) is not { } name ? Terminal.Time.LocalTimeZone
        : TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone
        : throw new CommandException(ExitCode.Usage, $"'{name}' is no time zone of this machine. Write an IANA zone such as Asia/Phnom_Penh or UTC.");

    /// <summary>One run of a command.</summary>
    protected sealed record WorkRun(ParseResult Parsed, IServiceProvider Host, Caller Caller, TimeZoneInfo Zone, bool AsJson, Terminal Terminal)
    {
        public T Get<T>()
            where T : notnull => Host.GetRequiredService<T>();

        public T? Value<T>(Option<T> option) => Parsed.GetValue(option);

        public T Value<T>(Argument<T> argument) => Parsed.GetRequiredValue(argument);

        public string Time(DateTimeOffset? at) => at is { } instant
            ? TimeZoneInfo.ConvertTime(instant, Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "-";

        /// <summary>Prints an object for programs.</summary>
        public void Json(JsonNode node) => Terminal.Out.WriteLine(node.ToJsonString(Indented));

        /// <summary>Prints rows under headings, each column as wide as what it holds.</summary>
        public void Table(string[] headings, IReadOnlyList<string[]> rows)
        {
            var widths = headings.Select((heading, i) => rows.Select(row => row[i].Length).Append(heading.Length).Max()).ToArray();
            foreach (var row in rows.Prepend(headings))
            {
                Terminal.Out.WriteLine(string.Join("  ", row.Select((cell, i) => Printable.Line(cell).PadRight(widths[i]))).TrimEnd());
            }
        }

        public Task NoteAsync(string line) => Terminal.Error.WriteLineAsync(line);
    }
}
