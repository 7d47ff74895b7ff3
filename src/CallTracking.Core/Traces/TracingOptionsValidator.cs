using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Options;

namespace CallTracking.Traces;

internal sealed class TracingOptionsValidator : IValidateOptions<TracingOptions>
{
    private const long LeastFile = 64 * 1024;
    private const long LeastTotal = 1024 * 1024;

    public ValidateOptionsResult Validate(string? name, TracingOptions options)
    {
        var failures = new List<string>();
        Check(failures, options.Directory.Length > 0, "Directory is missing: say where the traces go.");
        Check(failures, options.MaxFileBytes >= LeastFile, $"MaxFileBytes must be at least {LeastFile}.");
        Check(failures, options.MaxTotalBytes >= LeastTotal, $"MaxTotalBytes must be at least {LeastTotal}.");
        Check(failures, options.MaxFileAge >= TimeSpan.FromSeconds(1), "MaxFileAge must be at least a second.");
        Check(failures, options.KeepFor >= options.MaxFileAge, "KeepFor must be at least MaxFileAge.");
        Check(failures, options.BufferBytes >= LeastFile, $"BufferBytes must be at least {LeastFile}.");
        Check(failures, options.RetryAfter > TimeSpan.Zero, "RetryAfter must be more than nothing.");
        Check(failures, options.MinNumberDigits is >= 4 and <= 15, "MinNumberDigits must be 4 to 15.");
        Check(
            failures, options.PseudonymKey is null || options.PseudonymKeyFile is null,
            "PseudonymKey and PseudonymKeyFile are both set: remove one.");
        Check(
            failures, options.PseudonymKey is not { Length: < NumberPseudonyms.LeastKeyBytes },
            $"PseudonymKey must have at least {NumberPseudonyms.LeastKeyBytes} bytes.");
        if (options.KeepNumbers is { } pattern && PatternProblem(pattern) is { } problem)
        {
            failures.Add($"KeepNumbers is no regular expression: {problem}");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static void Check(List<string> failures, bool isRight, string failure)
    {
        if (!isRight)
        {
            failures.Add(failure);
        }
    }

    private static string? PatternProblem(string pattern)
    {
        try
        {
            using var numbers = new NumberPseudonyms(new byte[NumberPseudonyms.LeastKeyBytes], keep: pattern);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }
    }
}
