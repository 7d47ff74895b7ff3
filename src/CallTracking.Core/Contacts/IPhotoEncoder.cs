namespace CallTracking.Contacts;

/// <summary>
/// Makes of whatever somebody sent a picture that is safe to keep and to show: decoded, turned upright, scaled down and encoded anew, without
/// the original's metadata. A package registers one; without it contacts have no photos.
/// </summary>
/// <remarks>Must be safe for concurrent use, and must look at the dimensions before it decodes: input is hostile.</remarks>
public interface IPhotoEncoder
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="source">The picture as it came, at most <see cref="ContactOptions.MaxPhotoBytes"/>.</param>
    /// <param name="maxPixels">Longest side of the result.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The picture to keep; null when the source is none that can be read.</returns>
    ValueTask<EncodedPhoto?> EncodeAsync(ReadOnlyMemory<byte> source, int maxPixels, CancellationToken cancellationToken);
}

/// <summary>A picture that an <see cref="IPhotoEncoder"/> made.</summary>
/// <param name="MediaType">For instance <c>image/jpeg</c>.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Content">The encoded picture.</param>
public sealed record EncodedPhoto(string MediaType, int Width, int Height, byte[] Content);
