using System.Globalization;
using CallTracking.Samples.Web.Identity;
using CallTracking.Storage.PostgreSql;

namespace CallTracking.Samples.Web.Hosting;

/// <summary>What the command line and the configuration say of this run.</summary>
internal sealed record WebSettings
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "CallTracking";

    /// <summary>A SQLite file, or what names a PostgreSQL database.</summary>
    public required string Store { get; init; }

    /// <summary>Where everything lies that is this host's own: accounts, keys.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The SQLite file of accounts and preferences.</summary>
    public required string AccountsFile { get; init; }

    public required bool IsDemo { get; init; }

    /// <summary>Simulated seconds per second of the demo.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>The demo users' password; null for another one at each start.</summary>
    public string? DemoPassword { get; init; }

    /// <summary>How often a minute one address may try a password or a link.</summary>
    public int SignInTriesPerMinute { get; init; } = SignInLimits.TriesPerMinute;

    public bool IsPostgreSql => PostgreSqlConnectionString.IsLikely(Store);

    /// <summary>Puts together what was typed and what is configured; what was typed goes first.</summary>
    /// <exception cref="StartException">Something of it is wrong, or the folders cannot be made.</exception>
    public static WebSettings Of(WebArguments arguments, IConfiguration configuration)
    {
        var section = configuration.GetSection(Section);
        var store = arguments.Store ?? section["Store"];
        var isFile = store is { Length: > 0 } && !PostgreSqlConnectionString.IsLikely(store);
        var folder = arguments.Data ?? section["Data"]
            ?? (isFile ? Path.GetDirectoryName(Path.GetFullPath(store!))! : Environment.GetEnvironmentVariable(WebCommand.FolderVariable) is { Length: > 0 } own
                ? own : Path.Combine(
                    Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "calltracking"));
        folder = Path.GetFullPath(folder);
        store = store is { Length: > 0 } ? store : Path.Combine(folder, arguments.IsDemo ? "web-demo.db" : "calls.db");
        if (arguments.DemoPassword is { Length: < AccountSetup.ShortestPassword or > AccountSetup.LongestPassword })
        {
            throw new StartException(ExitCode.Usage, $"--demo-password takes {AccountSetup.ShortestPassword} to {AccountSetup.LongestPassword} characters.");
        }

        if (!arguments.IsDemo && arguments.DemoPassword is not null)
        {
            throw new StartException(ExitCode.Usage, "--demo-password goes with --demo.");
        }

        var settings = new WebSettings
        {
            Store = store,
            DataFolder = folder,
            AccountsFile = Path.Combine(folder, PostgreSqlConnectionString.IsLikely(store)
                ? "web.db" : Path.ChangeExtension(Path.GetFileName(store), ".web.db")),
            IsDemo = arguments.IsDemo,
            Speed = arguments.Speed,
            DemoPassword = arguments.DemoPassword,
            SignInTriesPerMinute = Tries(section["SignInTriesPerMinute"]),
        };
        MakeFolder(folder, "--data");
        if (!settings.IsPostgreSql)
        {
            MakeFolder(Path.GetDirectoryName(Path.GetFullPath(store))!, "--store");
        }

        return settings;
    }

    private static int Tries(string? text) => text is null ? SignInLimits.TriesPerMinute
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var tries) && tries is >= 1 and <= 100_000 ? tries
        : throw new StartException(ExitCode.Usage, $"{Section}:SignInTriesPerMinute is '{text}': give 1 to 100000.");

    // Keys and accounts are nobody else's to read; a folder that is there already stays as it is.
    private static void MakeFolder(string folder, string option)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                return;
            }

            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new StartException(
                ExitCode.Store, $"The folder {folder} cannot be made ({exception.Message}). Name another one with {option}.", exception);
        }
    }
}
