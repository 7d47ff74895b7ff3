using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Issues links that work once and for a time. Who has the file of accounts has no link: it holds hashes of 256 random bits.</summary>
/// <remarks>Thread-safe; of two who come with one link at the same time, one is let in.</remarks>
internal sealed class OneTimeLinks(IDbContextFactory<AccountsContext> contexts, TimeProvider time)
{
    private const int TokenBytes = 32;
    private const int LongestToken = 64;
    private static readonly TimeSpan KeptAfterEnd = TimeSpan.FromDays(30);

    /// <summary>How long a link of a purpose is good.</summary>
    public static TimeSpan LifeOf(LinkPurpose purpose) => purpose switch
    {
        LinkPurpose.Invitation => TimeSpan.FromDays(7),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>Makes a link and forgets those of the same purpose and account before it.</summary>
    /// <returns>The token, which is told once and kept nowhere.</returns>
    public async Task<string> IssueAsync(LinkPurpose purpose, Guid? account, CancellationToken cancellationToken)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Links.Where(one => (one.Purpose == purpose && one.AccountId == account) || one.ExpiresAt < now - KeptAfterEnd)
            .ExecuteDeleteAsync(cancellationToken);
        context.Add(new OneTimeLink
        {
            Id = Guid.CreateVersion7(now),
            Hash = HashOf(token),
            Purpose = purpose,
            AccountId = account,
            ExpiresAt = now + LifeOf(purpose),
        });
        await context.SaveChangesAsync(cancellationToken);
        return token;
    }

    /// <summary>What a link is for; null when it is unknown, used, or expired.</summary>
    public async Task<OneTimeLink?> FindAsync(string? token, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(token) || token.Length > LongestToken)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var hash = HashOf(token);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Links.AsNoTracking()
            .SingleOrDefaultAsync(one => one.Hash == hash && one.UsedAt == null && one.ExpiresAt > now, cancellationToken);
    }

    /// <summary>Uses a link up.</summary>
    /// <returns>False when somebody was faster.</returns>
    public async Task<bool> UseAsync(OneTimeLink link, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Links.Where(one => one.Id == link.Id && one.UsedAt == null && one.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now), cancellationToken) == 1;
    }

    /// <summary>Makes a link good again because what it was used for failed.</summary>
    public async Task GiveBackAsync(OneTimeLink link, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Links.Where(one => one.Id == link.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, (DateTimeOffset?)null), cancellationToken);
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
