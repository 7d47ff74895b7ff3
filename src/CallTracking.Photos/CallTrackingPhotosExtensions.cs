using CallTracking.Contacts;
using CallTracking.Pbx;
using CallTracking.Photos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CallTracking;

/// <summary>Lets contacts have photos.</summary>
public static class CallTrackingPhotosExtensions
{
    /// <summary>Encodes photos of contacts: JPEG, PNG, WebP, GIF and BMP of at most 40 megapixels become upright JPEGs without metadata, at most
    /// <see cref="ContactOptions.PhotoPixels"/> long. Calling it again changes nothing; an encoder of the host's own stays.</summary>
    /// <param name="builder">The builder.</param>
    /// <returns>The builder.</returns>
    public static ICallTrackingBuilder AddPhotos(this ICallTrackingBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton<IPhotoEncoder, SkiaPhotoEncoder>();
        return builder;
    }
}
