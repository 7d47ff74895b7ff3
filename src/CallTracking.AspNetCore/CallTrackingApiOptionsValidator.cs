using Microsoft.Extensions.Options;

namespace CallTracking.AspNetCore;

internal sealed class CallTrackingApiOptionsValidator : IValidateOptions<CallTrackingApiOptions>
{
    public ValidateOptionsResult Validate(string? name, CallTrackingApiOptions options)
    {
        var errors = new List<string>();
        void Check(bool holds, string option, string cure)
        {
            if (!holds)
            {
                errors.Add($"{nameof(CallTrackingApiOptions)}.{option}: {cure}");
            }
        }

        Check(options.UserClaims.Any(claim => !string.IsNullOrWhiteSpace(claim)), nameof(options.UserClaims), "name at least one claim type.");
        Check(options.TenantClaim is null || options.TenantClaim.Trim().Length > 0, nameof(options.TenantClaim), "name a claim type, or leave it null.");
        Check(options.MaxBodyBytes is >= 1024 and <= 16 << 20, nameof(options.MaxBodyBytes), "give 1,024 to 16,777,216 bytes.");
        Check(options.MaxImportBytes is >= 1024 and <= 1L << 30, nameof(options.MaxImportBytes), "give 1,024 to 1,073,741,824 bytes.");
        Check(options.LiveBuffer is >= 16 and <= 4096, nameof(options.LiveBuffer), "give 16 to 4,096 messages.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
