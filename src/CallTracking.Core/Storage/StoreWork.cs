using CallTracking.Access;
using CallTracking.Identification;
using CallTracking.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Storage;

/// <summary>How capabilities read and write the store: a context of their own for each piece of work, errors in our words, writes in one
/// transaction and again when somebody else came in between.</summary>
public static class StoreWork
{
    // Somebody who is overtaken ten times in a row has a store that is too busy for people.
    private const int Attempts = 10;

    /// <summary>Reads.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="contexts">The store.</param>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="read">Reads with a context of its own, which does not track.</param>
    /// <exception cref="LedgerStoreException">The store cannot be read.</exception>
    public static async Task<T> ReadAsync<T>(
        ICallTrackingDbContextFactory contexts, Caller caller, Func<CallTrackingDbContext, Task<T>> read)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(read);
        try
        {
            var context = contexts.Create(caller);
            await using (context.ConfigureAwait(false))
            {
                return await read(context).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException && contexts.Explain(exception) is { } ours)
        {
            throw ours;
        }
    }

    /// <summary>Writes in one transaction: all of it or nothing. What the delegate adds to the context is saved when it returns.</summary>
    /// <typeparam name="T">What is returned.</typeparam>
    /// <param name="contexts">The store.</param>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="write">The work. It is repeated with a fresh context when a row was changed by somebody else in between (a concurrency
    /// token, or a unique key), so it may do nothing outside the context. Rows that it changes are read with <c>AsTracking()</c>; changes
    /// are found when it returns.</param>
    /// <param name="cancellationToken">Gives up; nothing is written then.</param>
    /// <exception cref="LedgerStoreException">The store cannot be written, or was overtaken again and again (transient).</exception>
    public static async Task<T> WriteAsync<T>(
        ICallTrackingDbContextFactory contexts, Caller caller, Func<CallTrackingDbContext, CancellationToken, Task<T>> write,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(contexts);
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(write);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var turn = await contexts.TakeTurnAsync(cancellationToken).ConfigureAwait(false);
                var context = contexts.Create(caller);
                await using (context.ConfigureAwait(false))
                {
                    var strategy = context.Database.CreateExecutionStrategy();
                    return await strategy.ExecuteAsync(token => OnceAsync(contexts, context, write, token), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (attempt < Attempts && IsOvertaken(contexts, exception))
            {
                // A fresh context sees what the other one wrote.
            }
            catch (DbUpdateConcurrencyException exception)
            {
                throw new LedgerStoreException(
                    "The same row is being changed by too many at once: try again.", isTransient: true, exception);
            }
            catch (Exception exception) when (exception is not OperationCanceledException && contexts.Explain(exception) is { } ours)
            {
                throw ours;
            }
        }
    }

    private static bool IsOvertaken(ICallTrackingDbContextFactory contexts, Exception exception) =>
        exception is DbUpdateConcurrencyException || contexts.IsConflict(exception);

    private static async Task<T> OnceAsync<T>(
        ICallTrackingDbContextFactory contexts, CallTrackingDbContext context, Func<CallTrackingDbContext, CancellationToken, Task<T>> write,
        CancellationToken cancellationToken)
    {
        context.ChangeTracker.Clear();
        context.Audited.Clear();
        (context.Telling, context.HasTold) = (WebhookChanges.Of(contexts), false);
        var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            var result = await write(context, cancellationToken).ConfigureAwait(false);
            context.ChangeTracker.DetectChanges();
            var contactsChange = ContactChanges.Are(context);
            await context.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken).ConfigureAwait(false);
            if (context.Audited.Count > 0)
            {
                context.ChangeTracker.Clear();
                await AuditTrail.SealAsync(context, cancellationToken).ConfigureAwait(false);
            }

            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (contactsChange)
            {
                ContactChanges.Of(contexts).Publish(context.Caller.Tenant);
            }

            if (context.HasTold)
            {
                context.Telling.Wake();
            }

            return result;
        }
    }
}
