using CallTracking.Storage;

namespace CallTracking.Contacts;

/// <summary>A contact's picture, as this program encoded it: never the bytes that somebody sent.</summary>
public sealed class ContactPhoto : ITenantOwned
{
    /// <inheritdoc/>
    public required string Tenant { get; init; }

    /// <summary>Its id; a new picture has a new one, so that a picture may be cached by its id for ever.</summary>
    public required Guid Id { get; init; }

    /// <summary>The contact.</summary>
    public required Guid ContactId { get; init; }

    /// <summary>For instance <c>image/jpeg</c>.</summary>
    public required string MediaType { get; init; }

    /// <summary>Pixels.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels.</summary>
    public required int Height { get; init; }

    /// <summary>The encoded picture.</summary>
    public required byte[] Content { get; init; }

    /// <summary>When it was set.</summary>
    public required DateTimeOffset AddedAt { get; init; }
}
