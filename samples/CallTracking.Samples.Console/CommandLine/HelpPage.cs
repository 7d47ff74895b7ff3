using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CallTracking.Samples.Console.CommandLine;

/// <summary>The library's help page with the exit codes below it.</summary>
internal sealed class HelpPage(HelpAction page) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        page.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(ExitCode.Explained);
        return ExitCode.Ok;
    }

    /// <summary>The option that shows it, for a command and all below it.</summary>
    public static Option CreateOption(Terminal terminal)
    {
        var option = new HelpOption("--help", "-h", "-?") { Description = "Shows this page." };
        var page = (HelpAction)option.Action!;
        page.MaxWidth = terminal.TextWidth;
        option.Action = new HelpPage(page);
        return option;
    }
}
