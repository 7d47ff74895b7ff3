using System.CommandLine;
using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.History;

/// <summary>Which calls.</summary>
internal sealed class HistoryFilterArguments
{
    private readonly Option<NamedPeriod?> _period = WordOption.One<NamedPeriod>(
        "--period", "Calls of this day, the day before, this week (from Monday) or this month.");

    private readonly Option<string?> _from = new("--from")
    {
        Description = "Calls that began then or later: a day (2026-11-23) or a time (2026-11-23T14:30).",
        HelpName = "TIME",
    };

    private readonly Option<string?> _to = new("--to")
    {
        Description = "Calls that began before: a time, or a day, which is meant with that day.",
        HelpName = "TIME",
    };

    private readonly Option<CallDirection[]> _direction = WordOption.Several<CallDirection>(
        "--direction", "Calls of this direction; several may be given.");

    private readonly Option<CallOutcome[]> _outcome = WordOption.Several<CallOutcome>(
        "--outcome", "Calls with this outcome; several may be given.");

    private readonly Option<string?> _party = new("--party")
    {
        Description = "Calls in which this extension, room, queue or +number took part.",
        HelpName = "PARTY",
    };

    private readonly Option<string?> _number = new("--number")
    {
        Description = "Calls with this number outside: with + and country code, as dialled, or its last three or more digits.",
        HelpName = "NUMBER",
    };

    private readonly Option<bool> _open = new("--open") { Description = "Only calls that have not ended." };

    private readonly Option<string?> _zone = new("--time-zone")
    {
        Description = "IANA zone in which times are read and shown. Default: this machine's.",
        HelpName = "ZONE",
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _period, _from, _to, _direction, _outcome, _party, _number, _open, _zone })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetResult(_period) is not null && (result.GetResult(_from) ?? result.GetResult(_to)) is not null)
            {
                result.AddError("Give --period, or --from and --to, not both.");
            }
        });
    }

    public TimeZoneInfo ReadZone(ParseResult parsed, TimeProvider time)
    {
        var name = parsed.GetValue(_zone);
        if (string.IsNullOrEmpty(name))
        {
            return time.LocalTimeZone;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw new CommandException(
            ExitCode.Usage, $"'{name}' is no time zone of this machine. Write an IANA zone such as Asia/Phnom_Penh or UTC.");
    }

    public CallHistoryFilter Read(ParseResult parsed, TimeProvider time, TimeZoneInfo zone)
    {
        var period = parsed.GetValue(_period) is { } name
            ? Period.Named(name, time.GetUtcNow(), zone)
            : Period.Between(parsed.GetValue(_from), parsed.GetValue(_to), zone);
        return new CallHistoryFilter
        {
            From = period.From,
            To = period.To,
            Directions = parsed.GetValue(_direction) ?? [],
            Outcomes = parsed.GetValue(_outcome) ?? [],
            Party = parsed.GetValue(_party),
            Number = parsed.GetValue(_number),
            OnlyOpen = parsed.GetValue(_open),
        };
    }
}
