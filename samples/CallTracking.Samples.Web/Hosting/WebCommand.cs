using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>The command line of the host.</summary>
internal sealed class WebCommand : Command
{
    /// <summary>Where the host listens if nobody says otherwise: on this machine only.</summary>
    public const string DefaultUrl = "http://127.0.0.1:5100";

    /// <summary>The environment variable that names another data folder.</summary>
    public const string FolderVariable = "CALLTRACKING_DATA";

    private WebCommand()
        : base("calltracking-web", "Serves CallTracking to browsers: who calls now, who called, whom to call back, the customers and the staff.")
    {
        Add(Demo);
        Add(Speed);
        Add(DemoPassword);
        Add(Store);
        Add(Data);
        Add(Urls);
        Add(Config);
        Add(Settings);
        Add(Help);
        Add(Version);
    }

    public Option<bool> Demo { get; } = new("--demo")
    {
        Description = "Shows a living company: fills the store with a fictional one if it is empty, simulates a PBX, "
            + "and prints a link that signs in and a user for each role.",
    };

    public Option<double> Speed { get; } = new("--speed")
    {
        Description = "With --demo: simulated seconds a second, 0.1 to 60. Default: 1, real time.",
        HelpName = "X",
        DefaultValueFactory = static _ => 1,
        CustomParser = static argument =>
        {
            var text = argument.Tokens.Count == 1 ? argument.Tokens[0].Value : string.Empty;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed is >= 0.1 and <= 60)
            {
                return speed;
            }

            argument.AddError($"'{text}' is no speed: write --speed X, 0.1 to 60.");
            return 1;
        },
    };

    public Option<string?> DemoPassword { get; } = new("--demo-password")
    {
        Description = "With --demo: the password of the demo users, 12 characters or more. Default: another one at each start.",
        HelpName = "PASSWORD",
    };

    public Option<string?> Store { get; } = new("--store")
    {
        Description = "The SQLite file that keeps the calls, or the connection string of a PostgreSQL database. "
            + "Default: calls.db in the data folder, with --demo web-demo.db.",
        HelpName = "STORE",
    };

    public Option<string?> Data { get; } = new("--data")
    {
        Description = $"The folder of accounts and keys. Default: that of the SQLite file, {FolderVariable}, or calltracking in the user's data folder.",
        HelpName = "FOLDER",
    };

    public Option<string?> Urls { get; } = new("--urls")
    {
        Description = $"Where to listen, several separated by ';'. Default: {DefaultUrl}, which only this machine reaches.",
        HelpName = "URLS",
    };

    public Option<string?> Config { get; } = new("--config")
    {
        Description = "A JSON file with settings. Environment variables go before it: CallTracking__Links__office__Secret=…",
        HelpName = "FILE",
    };

    public Option<string[]> Settings { get; } = new("--set")
    {
        Description = "One setting, as --set CallTracking:Links:office:Host=pbx; may be given again. "
            + "Other users of this machine may see it: a password belongs into a file or the environment.",
        HelpName = "KEY=VALUE",
        DefaultValueFactory = static _ => [],
    };

    public HelpOption Help { get; } = new("--help", "-h", "-?") { Description = "Shows this page." };

    public Option<bool> Version { get; } = new("--version") { Description = "Shows the version." };

    /// <summary>Reads a command line.</summary>
    /// <exception cref="StartException">It is wrong.</exception>
    public static WebArguments Read(string[] args)
    {
        var command = new WebCommand();
        var parsed = command.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var arguments = new WebArguments
        {
            Parsed = parsed,
            WantsHelp = parsed.GetResult(command.Help) is { Implicit: false },
            WantsVersion = parsed.GetResult(command.Version) is { Implicit: false },
        };
        if (arguments.WantsHelp || arguments.WantsVersion)
        {
            return arguments;
        }

        if (parsed.Errors.Count > 0)
        {
            throw new StartException(ExitCode.Usage, $"{parsed.Errors[0].Message} See 'calltracking-web --help'.");
        }

        return arguments with
        {
            IsDemo = parsed.GetValue(command.Demo),
            Speed = parsed.GetValue(command.Speed),
            DemoPassword = parsed.GetValue(command.DemoPassword),
            Store = parsed.GetValue(command.Store),
            Data = parsed.GetValue(command.Data),
            Urls = parsed.GetValue(command.Urls),
            Config = parsed.GetValue(command.Config),
            Settings = [.. (parsed.GetValue(command.Settings) ?? []).Select(SettingOf)],
        };
    }

    private static KeyValuePair<string, string?> SettingOf(string text) => text.IndexOf('=', StringComparison.Ordinal) is var at and > 0
        ? KeyValuePair.Create(text[..at], (string?)text[(at + 1)..])
        : throw new StartException(ExitCode.Usage, $"--set {text}: write --set KEY=VALUE, for instance --set CallTracking:Site:Country=KH.");
}

/// <summary>What was typed.</summary>
internal sealed record WebArguments
{
    public required ParseResult Parsed { get; init; }

    public required bool WantsHelp { get; init; }

    public required bool WantsVersion { get; init; }

    public bool IsDemo { get; init; }

    public double Speed { get; init; } = 1;

    public string? DemoPassword { get; init; }

    public string? Store { get; init; }

    public string? Data { get; init; }

    public string? Urls { get; init; }

    public string? Config { get; init; }

    public IReadOnlyList<KeyValuePair<string, string?>> Settings { get; init; } = [];
}
