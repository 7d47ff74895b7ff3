using Microsoft.Extensions.Options;

namespace CallTracking.ScreenPop;

/// <summary>Settings of pops and cards.</summary>
public sealed class ScreenPopOptions
{
    /// <summary>How long the look-up of who calls may take; the pop itself never waits for it. Default 2 s; 10 ms to 1 min.</summary>
    public TimeSpan CallerTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long each part of a card may take to read; a card comes without the parts that take longer. Default 3 s; 10 ms to
    /// 1 min.</summary>
    public TimeSpan SectionTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How many of the last calls a card shows. Default 5; 0 to 50.</summary>
    public int LastCalls { get; set; } = 5;

    /// <summary>How many open tasks and how many open obligations a card shows. Default 10; 0 to 50.</summary>
    public int OpenItems { get; set; } = 10;
}

/// <summary>Checks the settings when the host starts.</summary>
internal sealed class ScreenPopOptionsValidator : IValidateOptions<ScreenPopOptions>
{
    private const int Most = 50;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public ValidateOptionsResult Validate(string? name, ScreenPopOptions options)
    {
        List<string> failures = [];
        Check(nameof(options.CallerTimeout), options.CallerTimeout);
        Check(nameof(options.SectionTimeout), options.SectionTimeout);
        CheckCount(nameof(options.LastCalls), options.LastCalls);
        CheckCount(nameof(options.OpenItems), options.OpenItems);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string option, TimeSpan value)
        {
            if (value < Shortest || value > Longest)
            {
                failures.Add($"{nameof(ScreenPopOptions)}.{option} is {value}; give {Shortest} to {Longest}.");
            }
        }

        void CheckCount(string option, int value)
        {
            if (value is < 0 or > Most)
            {
                failures.Add($"{nameof(ScreenPopOptions)}.{option} is {value}; give 0 to {Most}.");
            }
        }
    }
}
