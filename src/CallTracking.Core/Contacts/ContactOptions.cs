using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CallTracking.Contacts;

/// <summary>Settings of the customer base.</summary>
public sealed class ContactOptions
{
    /// <summary>How long <see cref="IContactBalanceProvider"/> may take before the contact's own debt stands in. Default 500 ms; a screen waits
    /// for it.</summary>
    public TimeSpan BalanceTimeout { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many questions to <see cref="IContactBalanceProvider"/> may be open at once; more are not asked. Default 32.</summary>
    [Range(1, 10_000)]
    public int MaxOpenBalanceQuestions { get; set; } = 32;

    /// <summary>The largest picture that is taken, in bytes as sent. Default 10 MiB.</summary>
    [Range(1024, 100 * 1024 * 1024)]
    public int MaxPhotoBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Longest side of a picture as it is kept, in pixels. Default 512.</summary>
    [Range(16, 4096)]
    public int PhotoPixels { get; set; } = 512;
}

/// <summary>Says what is wrong with the settings of the customer base before the host starts.</summary>
[OptionsValidator]
internal sealed partial class ContactOptionsValidator : IValidateOptions<ContactOptions>;
