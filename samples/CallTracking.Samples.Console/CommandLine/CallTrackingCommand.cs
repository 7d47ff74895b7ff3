using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using CallTracking.Samples.Console.Admin;
using CallTracking.Samples.Console.Capture;
using CallTracking.Samples.Console.Contacts;
using CallTracking.Samples.Console.Demo;
using CallTracking.Samples.Console.History;
using CallTracking.Samples.Console.Import;
using CallTracking.Samples.Console.Ratings;
using CallTracking.Samples.Console.Replay;
using CallTracking.Samples.Console.Upkeep;
using CallTracking.Samples.Console.Watch;
using CallTracking.Samples.Console.Work;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>The command <c>calltracking</c> and how it is run.</summary>
internal static class CallTrackingCommand
{
    // Stopping means: log off from the PBX and make durable what was heard.
    private static readonly TimeSpan PatienceAtStop = TimeSpan.FromSeconds(30);

    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    public static Command Create(Terminal terminal)
    {
        var root = new Command(
            "calltracking",
            """
            Turns what a PBX says into a ledger of calls: who called whom, who answered, who waited.
            Begin with 'demo', a simulated office: no PBX needed. 'watch' follows a real PBX.
            'history' shows what was stored. 'capture' records a PBX, 'replay' makes calls of the record.
            'import' takes the PBX's own call detail records in.
            'contacts' keeps the customers.
            'callbacks' shows whom we owe a call, 'tasks' who is to do what, 'messages' what people are told.
            'ratings' keeps the marks that customers gave for calls.
            'staff' and 'roles' say who may do what, 'audit' who did what, 'privacy' lets personal data go.
            'backup', 'restore', 'check' and 'store' look after the store.
            Results go to standard output, all else to standard error; --json is for programs.
            'calltracking COMMAND --help' explains a command with all its options.
            """)
        {
            new DemoCommand(terminal),
            new WatchCommand(terminal),
            new HistoryCommand(terminal),
            new CaptureCommand(terminal),
            new ReplayCommand(terminal),
            new ImportCommand(terminal),
            new ContactsCommand(terminal),
            new BackupCommand(terminal),
            new RestoreCommand(terminal),
            new CheckCommand(terminal),
            new StoreCommand(terminal),
            new CallbacksCommand(terminal),
            new TasksCommand(terminal),
            new MessagesCommand(terminal),
            new RatingsCommand(terminal),
            new StaffCommand(terminal),
            new RolesCommand(terminal),
            new AuditCommand(terminal),
            new PrivacyCommand(terminal),
            HelpPage.CreateOption(terminal),
            CreateVersionOption(),
        };
        root.SetAction(parsed => ((SynchronousCommandLineAction)root.Options.First(o => o.Name == "--help").Action!).Invoke(parsed));
        return root;
    }

    /// <summary>Runs a command line to its end.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            var parsed = Create(terminal).Parse(args, Parsing);
            return parsed.Action is ParseErrorAction ? await RefuseAsync(parsed, terminal) : await parsed.InvokeAsync(
                new InvocationConfiguration
                {
                    Output = terminal.Out,
                    Error = terminal.Error,
                    EnableDefaultExceptionHandler = false,
                    ProcessTerminationTimeout = PatienceAtStop,
                },
                cancellationToken);
        }
#pragma warning disable CA1031 // The edge of the program: whatever it is becomes one line and an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var (exitCode, line) = Failure.Explain(exception);
            await terminal.Error.WriteLineAsync($"calltracking: {line}");
            return exitCode;
        }
    }

    private static async Task<int> RefuseAsync(ParseResult parsed, Terminal terminal)
    {
        var command = parsed.CommandResult.Command;
        var name = string.Join(' ', command.Parents.Select(parent => parent.Name).Reverse().Append(command.Name));
        await terminal.Error.WriteLineAsync($"{name}: {Printable.Line(parsed.Errors[0].Message)} See '{name} --help'.");
        return ExitCode.Usage;
    }

    private static Option<bool> CreateVersionOption() => new("--version")
    {
        Description = "Shows the version.",
        Action = new VersionLine(),
    };

    private sealed class VersionLine : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            var version = typeof(CallTrackingCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
            parseResult.InvocationConfiguration.Output.WriteLine($"calltracking {version?.InformationalVersion.Split('+')[0]}");
            return ExitCode.Ok;
        }
    }
}
