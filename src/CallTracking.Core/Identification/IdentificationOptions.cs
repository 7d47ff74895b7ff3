using Microsoft.Extensions.Options;

namespace CallTracking.Identification;

/// <summary>How callers are identified. Checked when the host starts.</summary>
public sealed class IdentificationOptions
{
    /// <summary>What happens when an employee says that a known contact calls from a number that is not on his card.
    /// Default <see cref="NewNumberPolicy.Ask"/>.</summary>
    public NewNumberPolicy NewNumbers { get; set; } = NewNumberPolicy.Ask;

    /// <summary>How sure a single candidate must be for a call to be bound to it without anybody asking, 0.5 to 1. Default 0.9: an exact number,
    /// or a look-up of the host that is as sure.</summary>
    public double BindFrom { get; set; } = 0.9;

    /// <summary>How long an answer may be given again without asking the store, 0 to 10 minutes. Changes made in this process are seen at once;
    /// this is how late those of other processes may be. Default 15 seconds.</summary>
    public TimeSpan CacheTime { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Most answers that are kept, 0 to 1,000,000; 0 keeps none. An answer takes about 500 bytes. Default 10,000.</summary>
    public int CacheSize { get; set; } = 10_000;

    /// <summary>How many earlier calls of a number that belonged to nobody are bound to the contact that is made from it, or gets it, the latest
    /// first; 0 to 10,000. Default 1,000.</summary>
    public int EarlierCalls { get; set; } = 1_000;
}

/// <summary>Whether a new number of a known contact is added to his card.</summary>
public enum NewNumberPolicy
{
    /// <summary>The employee is asked: the answer to his choice says that the number can be added.</summary>
    Ask = 0,

    /// <summary>It is added when the employee has said who it was; where it is somebody else's already, he is asked.</summary>
    Automatic = 1,

    /// <summary>It is not offered; only the choice is remembered.</summary>
    Never = 2,
}

/// <summary>Checks the options when the host starts.</summary>
internal sealed class IdentificationOptionsValidator : IValidateOptions<IdentificationOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentificationOptions options)
    {
        string?[] failures =
        [
            Enum.IsDefined(options.NewNumbers) ? null : $"{nameof(options.NewNumbers)} is {options.NewNumbers}; give Ask, Automatic or Never.",
            OutOfRange(nameof(options.BindFrom), options.BindFrom, 0.5, 1),
            OutOfRange(nameof(options.CacheTime), options.CacheTime, TimeSpan.Zero, TimeSpan.FromMinutes(10)),
            OutOfRange(nameof(options.CacheSize), options.CacheSize, 0, 1_000_000),
            OutOfRange(nameof(options.EarlierCalls), options.EarlierCalls, 0, 10_000),
        ];
        var found = failures.OfType<string>().ToList();
        return found.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(found);
    }

    private static string? OutOfRange<T>(string option, T value, T least, T most)
        where T : IComparable<T> => value.CompareTo(least) >= 0 && value.CompareTo(most) <= 0
        ? null
        : FormattableString.Invariant($"Identification: {option} is {value}; give {least} to {most}.");
}
