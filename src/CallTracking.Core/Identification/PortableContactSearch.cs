using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Identification;

/// <summary>Reads all names of the tenant: right on every provider, slow on a large base.</summary>
internal sealed class PortableContactSearch : IContactSearch
{
    public IQueryable<Contact> ByName(CallTrackingDbContext context, string fragment, int most)
    {
        // Both sides folded by the database, so that they are folded alike; LIKE alone minds the case on some providers.
        var pattern = $"%{LikePattern.Escape(fragment)}%";
#pragma warning disable CA1304, CA1311, CA1862 // What EF Core translates to the database's own LOWER.
        return context.Set<Contact>().Where(contact => EF.Functions.Like(contact.Name.ToLower(), pattern.ToLower(), LikePattern.EscapeText)).Take(most);
#pragma warning restore CA1304, CA1311, CA1862
    }

    public Task<string?> WhyWithoutIndexAsync(CallTrackingDbContext context, CancellationToken cancellationToken) => Task.FromResult<string?>(
        "This store has no index of name fragments; use UseSqlite or UsePostgreSql, or register an IContactSearch of your own.");
}

/// <summary>Texts in a LIKE pattern.</summary>
internal static class LikePattern
{
    public const string EscapeText = "\\";

    /// <summary>A text that stands for itself.</summary>
    public static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
