namespace CallTracking.Samples.Console.Tests.Kit;

/// <summary>Waits for what a running command will say. The limit is a guard, never a delay.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    public static async Task SaysAsync(Func<string> output, string text, Task running)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!output().Contains(text, StringComparison.Ordinal))
        {
            running.IsCompleted.Should().BeFalse("it was to say \"{0}\" and ended with: {1}", text, output());
            TimeProvider.System.GetElapsedTime(begun).Should().BeLessThan(Limit, "it was to say \"{0}\" and said: {1}", text, output());
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    public static async Task TrueAsync(Func<bool> condition)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(begun).Should().BeLessThan(Limit);
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }
}
