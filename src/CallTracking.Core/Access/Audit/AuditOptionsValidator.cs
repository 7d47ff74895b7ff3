using Microsoft.Extensions.Options;

namespace CallTracking.Access;

/// <summary>Says at start what is wrong with the options of the audit trail.</summary>
internal sealed class AuditOptionsValidator : IValidateOptions<AuditOptions>
{
    private const int LeastKeyBytes = 32;

    public ValidateOptionsResult Validate(string? name, AuditOptions options)
    {
        if (options.CheckpointEvery < TimeSpan.FromSeconds(1) || options.CheckpointEvery > TimeSpan.FromDays(1))
        {
            return ValidateOptionsResult.Fail(
                $"AuditOptions.CheckpointEvery is {options.CheckpointEvery}: give 1 second to 1 day.");
        }

        return options.Key is { Length: < LeastKeyBytes } key
            ? ValidateOptionsResult.Fail($"AuditOptions.Key has {key.Length} bytes: give at least {LeastKeyBytes}.")
            : ValidateOptionsResult.Success;
    }
}
