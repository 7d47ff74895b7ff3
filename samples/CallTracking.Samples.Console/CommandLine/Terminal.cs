using System.Text;
using Spectre.Console;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>Everything of the outer world that a command touches, so that tests can bring their own.</summary>
internal sealed class Terminal
{
    // Tables that nobody sees at once are as wide as their content, so that a line of them is a call.
    private const int PlainWidth = 500;

    private IAnsiConsole? _screen;

    /// <summary>Where results go, and nothing else.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where everything else goes.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Opens <see cref="Out"/> for bytes in UTF-8.</summary>
    public required Func<Stream> OpenOut { get; init; }

    /// <summary>Whether <see cref="Out"/> is a screen that takes control codes and wants them.</summary>
    public bool IsScreen { get; init; }

    /// <summary>Columns for running text.</summary>
    public int TextWidth { get; init; } = 100;

    /// <summary>Looks up an environment variable; null or empty when it is not set.</summary>
    public Func<string, string?> Environment { get; init; } = _ => null;

    /// <summary>Asks for a secret without showing it; null when there is nobody to ask.</summary>
    public Func<string, CancellationToken, Task<string>>? AskSecret { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Draws tables and boards; made when the first one is drawn.</summary>
    public IAnsiConsole Screen => _screen ??= CreateScreen();

    /// <summary>The process's own.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows())
        {
            // Names in any script, and JSON in UTF-8, whatever the code page of the window.
            System.Console.OutputEncoding = Encoding.UTF8;
        }

        var isScreen = !System.Console.IsOutputRedirected && TakesControlCodes(System.Environment.GetEnvironmentVariable);
        return new Terminal
        {
            Out = System.Console.Out,
            Error = System.Console.Error,
            OpenOut = System.Console.OpenStandardOutput,
            IsScreen = isScreen,
            TextWidth = isScreen ? Math.Clamp(System.Console.WindowWidth, 40, 120) : 100,
            Environment = System.Environment.GetEnvironmentVariable,
            AskSecret = System.Console.IsInputRedirected ? null : SecretPrompt.AskAsync,
        };
    }

    /// <summary>What the environment says of control codes (https://no-color.org).</summary>
    public static bool TakesControlCodes(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR")) && environment("TERM") != "dumb";

    private IAnsiConsole CreateScreen()
    {
        var settings = new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Out), Interactive = InteractionSupport.No };
        if (IsScreen)
        {
            return AnsiConsole.Create(settings);
        }

        settings.Ansi = AnsiSupport.No;
        settings.ColorSystem = ColorSystemSupport.NoColors;
        settings.Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false };
        var plain = AnsiConsole.Create(settings);
        plain.Profile.Width = PlainWidth;
        return plain;
    }
}
