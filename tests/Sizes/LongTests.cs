namespace CallTracking.Sizes;

/// <summary>Tests that take long wait to be asked for, so that the others answer within the time that somebody waits before his screen.</summary>
internal static class LongTests
{
    public const string Why = "Takes long: set CALLTRACKING_TESTS=all to run it.";

    public static bool AreWanted => Environment.GetEnvironmentVariable("CALLTRACKING_TESTS") == "all";
}
