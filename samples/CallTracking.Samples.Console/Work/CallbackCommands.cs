using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using CallTracking.Callbacks;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Listing;

namespace CallTracking.Samples.Console.Work;

/// <summary>The callbacks that are owed.</summary>
internal sealed class CallbacksCommand : Command
{
    public CallbacksCommand(Terminal terminal)
        : base("callbacks", "Whom we owe a call: who was not served, until evidence closes it.")
    {
        Add(new CallbackListCommand(terminal));
        Add(new CallbackShowCommand(terminal));
        Add(new CallbackAssignCommand(terminal));
        Add(new CallbackEndCommand(terminal, "close", "Closes obligations by hand: the matter was settled in another way.", ObligationBulkAction.Close));
        Add(new CallbackEndCommand(terminal, "waive", "Waives obligations: nobody calls back, for the reason given.", ObligationBulkAction.Waive));
        Add(new CallbackReopenCommand(terminal));
        Add(new CallbackReportCommand(terminal));
    }
}

/// <summary>How obligations are printed.</summary>
internal static class CallbackOutput
{
    public static JsonObject Json(Obligation one) => new()
    {
        ["id"] = one.Id,
        ["state"] = Wording.JsonWord(one.State),
        ["contactId"] = one.ContactId,
        ["number"] = one.Number,
        ["openedAt"] = one.OpenedAt,
        ["lastCallAt"] = one.LastCallAt,
        ["lastCallId"] = one.LastCallId,
        ["dueAt"] = one.DueAt,
        ["calls"] = one.Calls,
        ["attempts"] = one.Attempts,
        ["ownerId"] = one.OwnerId,
        ["departmentId"] = one.DepartmentId,
        ["ownerRule"] = one.OwnerRule,
        ["queue"] = one.Queue,
        ["dialedNumber"] = one.DialedNumber,
        ["closedAt"] = one.ClosedAt,
        ["evidenceCallId"] = one.EvidenceCallId,
        ["reason"] = one.Reason,
        ["escalations"] = one.StepsDone,
        ["revision"] = one.Revision,
    };
}

/// <summary>The worklist.</summary>
internal sealed class CallbackListCommand : WorkCommand
{
    private readonly Option<Guid?> _owner = Id("--owner", "Only those of this employee.");
    private readonly Option<Guid?> _department = Id("--department", "Only those of this department.");
    private readonly Option<bool> _unowned = new("--unowned") { Description = "Only those that no employee owns." };
    private readonly Option<bool> _overdue = new("--overdue") { Description = "Only those whose due time is over." };
    private readonly Option<bool> _all = new("--all") { Description = "Closed ones too, the latest first." };
    private readonly Option<ObligationState[]> _state = WordOption.Several<ObligationState>("--state", "Only those in these states, closed ones too.");
    private readonly Option<int> _limit = Limit();
    private readonly Option<string?> _after = After();

    public CallbackListCommand(Terminal terminal)
        : base("list", "Lists what is open, the earliest due first.", terminal)
    {
        foreach (var option in new Option[] { _owner, _department, _unowned, _overdue, _all, _state, _limit, _after })
        {
            Add(option);
        }
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var states = run.Value(_state) ?? [];
        var all = run.Value(_all) || states.Length > 0;
        var filter = new ObligationFilter
        {
            IsOpen = all ? null : true,
            States = states,
            OwnerId = run.Value(_owner),
            DepartmentId = run.Value(_department),
            OnlyUnowned = run.Value(_unowned),
            OnlyOverdue = run.Value(_overdue),
            Order = all ? ObligationOrder.NewestFirst : ObligationOrder.DueFirst,
        };
        var page = await run.Get<ObligationBook>().ListAsync(run.Caller, filter, Cursor(run.Value(_after)), run.Value(_limit), cancellationToken);
        if (run.AsJson)
        {
            run.Json(new JsonObject
            {
                ["obligations"] = new JsonArray([.. page.Obligations.Select(CallbackOutput.Json)]),
                ["next"] = page.Next?.ToString(),
            });
            return;
        }

        var now = Terminal.Time.GetUtcNow();
        run.Table(
            ["Due", "State", "Number", "Since", "Calls", "Tried", "Owner", "Id"],
            [.. page.Obligations.Select(one => new[]
            {
                run.Time(one.DueAt) + (one.IsOpen && one.DueAt < now ? " !" : ""), Wording.Of(one.State), one.Number, run.Time(one.OpenedAt),
                one.Calls.ToString(CultureInfo.InvariantCulture), one.Attempts.ToString(CultureInfo.InvariantCulture),
                one.OwnerId?.ToString() ?? one.DepartmentId?.ToString() ?? "-", one.Id.ToString(),
            })]);
        await run.NoteAsync(Wording.Count(page.Obligations.Count, "obligation", "obligations") + (page.Next is { } next ? $"; go on with --after {next}" : "."));
    }
}

/// <summary>One obligation with its history.</summary>
internal sealed class CallbackShowCommand : WorkCommand
{
    private readonly Argument<Guid> _id = Subject("obligation");

    public CallbackShowCommand(Terminal terminal)
        : base("show", "Shows one obligation, what happened to it and because of which calls.", terminal) => Add(_id);

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var id = run.Value(_id);
        var history = await run.Get<ObligationBook>().HistoryAsync(run.Caller, id, cancellationToken) ?? throw NotThere("obligation", id);
        if (run.AsJson)
        {
            var json = CallbackOutput.Json(history.Obligation);
            json["events"] = new JsonArray([.. history.Events.Select(static one => new JsonObject
            {
                ["at"] = one.At, ["kind"] = Wording.JsonWord(one.Kind), ["rule"] = one.Rule, ["callId"] = one.CallId, ["employeeId"] = one.EmployeeId,
                ["ownerId"] = one.OwnerId, ["departmentId"] = one.DepartmentId, ["note"] = one.Note,
            })]);
            json["behind"] = new JsonArray([.. history.Calls.Select(static one => new JsonObject
            {
                ["callId"] = one.CallId, ["kind"] = Wording.JsonWord(one.Kind), ["at"] = one.At, ["number"] = one.NumberKey,
            })]);
            run.Json(json);
            return;
        }

        var obligation = history.Obligation;
        Terminal.Out.WriteLine(
            $"{Printable.Line(obligation.Number)}: {Wording.Of(obligation.State)}, waits since {run.Time(obligation.OpenedAt)}, due {run.Time(obligation.DueAt)}, "
            + $"{Wording.Calls(obligation.Calls)}, tried {obligation.Attempts} times");
        run.Table(
            ["Time", "What", "Because", "Call"],
            [.. history.Events.Select(one => new[] { run.Time(one.At), Wording.Of(one.Kind), one.Note ?? one.Rule ?? "-", one.CallId?.ToString() ?? "-" })]);
    }
}

/// <summary>Gives an obligation to somebody.</summary>
internal sealed class CallbackAssignCommand : WorkCommand
{
    private readonly Argument<Guid> _id = Subject("obligation");
    private readonly Option<Guid?> _owner = Id("--owner", "The employee who is to call.");
    private readonly Option<Guid?> _department = Id("--department", "The department whose duty it is.");

    public CallbackAssignCommand(Terminal terminal)
        : base("assign", "Gives an obligation to an employee, or to whoever of a department takes it.", terminal)
    {
        Add(_id);
        Add(_owner);
        Add(_department);
        Validators.Add(result =>
        {
            if (result.GetValue(_owner) is null && result.GetValue(_department) is null)
            {
                result.AddError("Say who is to call: --owner, --department or both.");
            }
        });
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var id = run.Value(_id);
        var changed = await run.Get<ObligationBook>().AssignAsync(run.Caller, id, run.Value(_owner), run.Value(_department), null, cancellationToken)
            ?? throw NotThere("obligation", id);
        if (run.AsJson)
        {
            run.Json(CallbackOutput.Json(changed));
        }
    }
}

/// <summary>Closes or waives obligations.</summary>
internal sealed class CallbackEndCommand : WorkCommand
{
    private readonly Argument<Guid[]> _ids = new("id") { Description = "The obligations.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string?> _reason = Text("--reason", "Why; needed to waive.");
    private readonly ObligationBulkAction _action;

    public CallbackEndCommand(Terminal terminal, string name, string description, ObligationBulkAction action)
        : base(name, description, terminal)
    {
        _action = action;
        Add(_ids);
        Add(_reason);
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var (ids, reason, book) = (run.Value(_ids), run.Value(_reason), run.Get<ObligationBook>());
        var result = new ObligationBulkResult(0, 0);
        if (ids is [var id])
        {
            // One alone needs no right to manage those of others, and says what is wrong with it.
            _ = (_action == ObligationBulkAction.Waive
                ? await book.WaiveAsync(run.Caller, id, reason ?? "", null, cancellationToken)
                : await book.CloseAsync(run.Caller, id, reason, null, cancellationToken)) ?? throw NotThere("obligation", id);
            result = new ObligationBulkResult(1, 0);
        }
        else
        {
            result = await book.BulkAsync(run.Caller, new ObligationBulk(_action) { Ids = ids, Reason = reason }, cancellationToken);
        }

        if (run.AsJson)
        {
            run.Json(new JsonObject { ["changed"] = result.Changed, ["passedOver"] = result.PassedOver });
            return;
        }

        await run.NoteAsync($"{Wording.Count(result.Changed, "obligation", "obligations")} changed, {result.PassedOver} passed over.");
    }
}

/// <summary>Opens an obligation again.</summary>
internal sealed class CallbackReopenCommand : WorkCommand
{
    private readonly Argument<Guid> _id = Subject("obligation");

    public CallbackReopenCommand(Terminal terminal)
        : base("reopen", "Opens again what a person closed or waived.", terminal) => Add(_id);

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var id = run.Value(_id);
        var changed = await run.Get<ObligationBook>().ReopenAsync(run.Caller, id, null, cancellationToken) ?? throw NotThere("obligation", id);
        if (run.AsJson)
        {
            run.Json(CallbackOutput.Json(changed));
        }
    }
}

/// <summary>How the duty was done.</summary>
internal sealed class CallbackReportCommand : WorkCommand
{
    private readonly Option<string?> _from = new("--from") { Description = "The first day. Default: the first of this month.", HelpName = "DAY" };
    private readonly Option<string?> _to = new("--to") { Description = "The last day. Default: today.", HelpName = "DAY" };
    private readonly Option<ObligationReportGroup?> _by = WordOption.One<ObligationReportGroup>("--by", "A row for each of these, beside the total.");

    public CallbackReportCommand(Terminal terminal)
        : base("report", "How the obligations of a period were served: in time, late, still open, and how long it took.", terminal)
    {
        Add(_from);
        Add(_to);
        Add(_by);
    }

    protected override async Task RunAsync(WorkRun run, CancellationToken cancellationToken)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Terminal.Time.GetUtcNow(), run.Zone).DateTime);
        var query = new ObligationReportQuery(Day("--from", run.Value(_from)) ?? new DateOnly(today.Year, today.Month, 1), Day("--to", run.Value(_to)) ?? today)
        {
            TimeZone = run.Zone.Id,
            By = run.Value(_by) ?? ObligationReportGroup.None,
        };
        var report = await run.Get<ObligationBook>().ReportAsync(run.Caller, query, cancellationToken);
        if (run.AsJson)
        {
            run.Json(new JsonObject
            {
                ["from"] = report.From,
                ["to"] = report.To,
                ["total"] = Json(report.Total),
                ["rows"] = new JsonArray([.. report.Rows.Select(Json)]),
                ["shortAbandons"] = report.ShortAbandons,
                ["withheld"] = report.Withheld,
            });
            return;
        }

        run.Table(
            ["", "Opened", "In time", "Late", "By hand", "Waived", "Open", "Overdue", "Median", "90 %"],
            [.. report.Rows.Append(report.Total).Select(row => new[]
            {
                row == report.Total ? "total" : row.Key ?? "-", Figure(row.Opened), Figure(row.ClosedInTime), Figure(row.ClosedLate), Figure(row.ClosedByHand),
                Figure(row.Waived), Figure(row.OpenInTime), Figure(row.OpenOverdue), Length(row.MedianToReach), Length(row.P90ToReach),
            })]);
        if (report is { ShortAbandons: { } hungUp, Withheld: { } withheld })
        {
            await run.NoteAsync($"{Wording.Count(hungUp, "caller", "callers")} hung up at once and {withheld} withheld the number: nobody owes them a call.");
        }
    }

    private static string Figure(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Length(TimeSpan? length) => length is { } some ? Wording.Clock(some) : "-";

    private static JsonObject Json(ObligationReportRow row) => new()
    {
        ["key"] = row.Key,
        ["opened"] = row.Opened,
        ["closedInTime"] = row.ClosedInTime,
        ["closedLate"] = row.ClosedLate,
        ["closedByHand"] = row.ClosedByHand,
        ["waived"] = row.Waived,
        ["openInTime"] = row.OpenInTime,
        ["openOverdue"] = row.OpenOverdue,
        ["medianToReachSeconds"] = row.MedianToReach?.TotalSeconds,
        ["p90ToReachSeconds"] = row.P90ToReach?.TotalSeconds,
    };

    private static DateOnly? Day(string option, string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new CommandException(ExitCode.Usage, $"'{Printable.Line(text)}' is no day for {option}. Write it as 2026-11-23.");
}
