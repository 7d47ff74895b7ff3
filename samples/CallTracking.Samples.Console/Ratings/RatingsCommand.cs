using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Access;
using CallTracking.Ratings;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Upkeep;

namespace CallTracking.Samples.Console.Ratings;

/// <summary>The marks that customers gave. The command acts as the system of the tenant: whoever may open the store may see all of it.</summary>
internal sealed class RatingsCommand : Command
{
    private const int DefaultLimit = 50;

    private readonly Terminal _terminal;
    private readonly Option<string?> _store = StoreArgument.CreateOption();
    private readonly Option<bool> _json = new("--json") { Description = "Print it for a program." };

    public RatingsCommand(Terminal terminal)
        : base("ratings", "Shows and keeps the marks that customers gave for calls.")
    {
        _terminal = terminal;
        Add(List());
        Add(Set());
        Add(Remove());
    }

    private Command List()
    {
        var call = new Option<Guid?>("--call") { Description = "Of this call.", HelpName = "ID" };
        var employee = new Option<Guid?>("--employee") { Description = "Of this employee.", HelpName = "ID" };
        var contact = new Option<Guid?>("--contact") { Description = "Of calls with this contact.", HelpName = "ID" };
        var source = WordOption.One<RatingSource>("--source", "Given this way.");
        var most = new Option<int?>("--at-most") { Description = "This mark or a lower one.", HelpName = "MARK" };
        var limit = new Option<int>("--limit") { Description = "How many at most, the latest ones.", HelpName = "N", DefaultValueFactory = _ => DefaultLimit };
        var command = new Command("list", "Lists marks, the latest first.") { call, employee, contact, source, most, limit, _store, _json };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, async ratings =>
        {
            var filter = new CallRatingFilter
            {
                Call = parsed.GetValue(call),
                Employee = parsed.GetValue(employee),
                Contact = parsed.GetValue(contact),
                Source = parsed.GetValue(source),
                AtMost = parsed.GetValue(most),
            };
            var wanted = parsed.GetValue(limit);
            if (wanted is < 1 or > CallRatings.MaxLimit)
            {
                throw new CommandException(ExitCode.Usage, $"--limit takes 1 to {CallRatings.MaxLimit}.");
            }

            Print((await ratings.ListAsync(Caller.System(), filter, null, wanted, cancellationToken)).Ratings, parsed.GetValue(_json));
            return ExitCode.Ok;
        }));
        return command;
    }

    private Command Set()
    {
        var call = new Argument<Guid>("CALL") { Description = "The call's id." };
        var score = new Argument<int>("MARK") { Description = "The mark." };
        var source = WordOption.One<RatingSource>("--source", "How it was given. Default: manual.");
        var comment = new Option<string?>("--comment") { Description = "In the customer's words.", HelpName = "TEXT" };
        var employee = new Option<Guid?>("--employee") { Description = "Who is rated. Default: the last employee who talked.", HelpName = "ID" };
        var command = new Command("set", "Keeps a mark. A further one of the same call and source takes its place.")
        {
            call, score, source, comment, employee, _store, _json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, async ratings =>
        {
            var entry = new CallRatingEntry(parsed.GetValue(call), parsed.GetValue(source) ?? RatingSource.Manual, parsed.GetValue(score))
            {
                Comment = parsed.GetValue(comment),
                Employee = parsed.GetValue(employee),
            };
            var rating = await ratings.RateAsync(Caller.System(), entry, cancellationToken)
                ?? throw new CommandException(ExitCode.Failed, $"There is no call {entry.CallId}: 'calltracking history --json' shows the ids.");
            Print([rating], parsed.GetValue(_json));
            return ExitCode.Ok;
        }));
        return command;
    }

    private Command Remove()
    {
        var call = new Argument<Guid>("CALL") { Description = "The call's id." };
        var source = WordOption.One<RatingSource>("--source", "Which of its marks. Default: manual.");
        var command = new Command("remove", "Takes a mark away that was entered by mistake; the audit trail keeps that it was there.") { call, source, _store };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, async ratings =>
        {
            var (id, kind) = (parsed.GetValue(call), parsed.GetValue(source) ?? RatingSource.Manual);
            return await ratings.RemoveAsync(Caller.System(), id, kind, null, cancellationToken) ? ExitCode.Ok
                : throw new CommandException(ExitCode.Failed, $"Call {id} has no mark of that source: 'calltracking ratings list --call {id}' shows what it has.");
        }));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, Func<CallRatings, Task<int>> run)
    {
        using var ledger = StoredLedger.Open(StoreArgument.Read(parsed, _store, _terminal));
        try
        {
            return await run(ledger.Ratings);
        }
        catch (ArgumentException exception)
        {
            throw new CommandException(ExitCode.Usage, exception.Message.Split(" (Parameter", 2)[0], exception);
        }
    }

    private void Print(IReadOnlyList<CallRating> ratings, bool asJson)
    {
        if (asJson)
        {
            _terminal.Out.WriteLine(JsonSerializer.Serialize(
                new RatingList([.. ratings.Select(one => new RatingLine(
                    one.CallId, JsonNamingPolicy.CamelCase.ConvertName(one.Source.ToString()), one.Score, one.Lowest, one.Highest, one.Comment, one.At,
                    one.EmployeeId, one.Revision))]),
                RatingsJsonContext.Default.RatingList));
            return;
        }

        foreach (var one in ratings)
        {
            var comment = one.Comment is { } text ? $"  {Printable.Line(text)}" : "";
            _terminal.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{one.At:yyyy-MM-dd HH:mm}Z  {one.CallId}  {one.Source,-6}  {one.Score} of {one.Lowest} to {one.Highest}{comment}"));
        }
    }
}

/// <summary>Marks, for programs.</summary>
internal sealed record RatingList(IReadOnlyList<RatingLine> Ratings);

/// <summary>A mark, for programs.</summary>
internal sealed record RatingLine(
    Guid CallId, string Source, int Score, int Lowest, int Highest, string? Comment, DateTimeOffset At, Guid? Employee, long Revision);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(RatingList))]
internal sealed partial class RatingsJsonContext : JsonSerializerContext;
