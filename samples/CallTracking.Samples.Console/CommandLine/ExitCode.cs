namespace CallTracking.Samples.Console.CommandLine;

/// <summary>What a command tells the script that started it.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Input = 3;
    public const int Pbx = 4;
    public const int Store = 5;

    /// <summary>For the end of every help page.</summary>
    public const string Explained = """
        Exit codes:
          0  ok
          1  failed
          2  wrong usage
          3  an input file or trace cannot be used
          4  the PBX cannot be reached or refused
          5  the store cannot be used
        """;
}
