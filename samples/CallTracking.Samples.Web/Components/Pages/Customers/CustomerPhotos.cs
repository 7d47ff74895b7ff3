using CallTracking.Access;
using CallTracking.AspNetCore;
using CallTracking.Contacts;
using Microsoft.Net.Http.Headers;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>Photos of customers for the pages: each request is one of the employee as he is now, also when the browser has the picture.</summary>
internal static class CustomerPhotos
{
    /// <summary>Serves <c>/customers/{id}/photo/{photoId}</c>.</summary>
    public static void MapCustomerPhotos(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/customers/{id:guid}/photo/{photoId:guid}", ShowAsync).RequireAuthorization(CallTrackingPolicies.For(Permission.ContactsRead));

    private static async Task<IResult> ShowAsync(
        Guid id, Guid photoId, HttpContext http, ICallTrackingUser users, ContactBook book, CancellationToken cancellationToken)
    {
        var caller = await users.FindAsync(http.User, cancellationToken);
        var photo = caller is null ? null : await book.GetPhotoAsync(caller, id, cancellationToken);
        if (photo?.Id != photoId)
        {
            return Results.NotFound();
        }

        // His browser may keep it, and asks first: a right that was withdrawn counts at once.
        http.Response.Headers.CacheControl = "private, no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        return Results.Bytes(photo.Content, photo.MediaType, lastModified: photo.AddedAt, entityTag: new EntityTagHeaderValue($"\"{photoId:N}\""));
    }
}
