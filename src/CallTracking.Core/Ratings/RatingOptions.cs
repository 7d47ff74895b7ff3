using Microsoft.Extensions.Options;

namespace CallTracking.Ratings;

/// <summary>The scale of marks.</summary>
public sealed class RatingOptions
{
    /// <summary>The worst mark. Default 1; -100 to 99.</summary>
    public int Lowest { get; set; } = 1;

    /// <summary>The best mark, above the worst. Default 5; at most 100. Marks given before a change keep the scale of their time.</summary>
    public int Highest { get; set; } = 5;
}

/// <summary>Checks the scale when the host starts.</summary>
internal sealed class RatingOptionsValidator : IValidateOptions<RatingOptions>
{
    public ValidateOptionsResult Validate(string? name, RatingOptions options) =>
        options.Lowest is < -100 or > 99
            ? ValidateOptionsResult.Fail($"{nameof(RatingOptions)}.{nameof(options.Lowest)} is {options.Lowest}; give -100 to 99.")
            : options.Highest <= options.Lowest || options.Highest > 100
                ? ValidateOptionsResult.Fail(
                    $"{nameof(RatingOptions)}.{nameof(options.Highest)} is {options.Highest}; give {options.Lowest + 1} to 100, above the worst mark.")
                : ValidateOptionsResult.Success;
}
