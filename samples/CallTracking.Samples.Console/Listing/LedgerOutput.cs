using CallTracking.Calls;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Listing;

/// <summary>Prints the ledger for programs.</summary>
internal static class LedgerOutput
{
    public static void WriteJson(LedgerDocument ledger, Terminal terminal)
    {
        using var output = terminal.OpenOut();
        ledger.Write(output, indented: true);
        output.Write("\n"u8);
    }
}
