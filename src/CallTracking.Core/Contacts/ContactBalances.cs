using CallTracking.Access;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Contacts;

/// <summary>What contacts owe: by the host's books where there are any and they answer, else by the contact's own field.</summary>
/// <remarks>Safe for concurrent use. It never throws for the host's books: their failures are logged, and counted as not answered.</remarks>
public sealed class ContactBalances : IDisposable
{
    private readonly IContactBalanceProvider? _books;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly SemaphoreSlim _open;
    private readonly ILogger _logger;

    internal ContactBalances(
        IContactBalanceProvider? books, TimeProvider time, IOptions<ContactOptions> options, ILogger<ContactBalances> logger)
    {
        _books = books;
        _time = time;
        _timeout = options.Value.BalanceTimeout;
        _open = new SemaphoreSlim(options.Value.MaxOpenBalanceQuestions);
        _logger = logger;
    }

    /// <summary>What a contact owes.</summary>
    /// <param name="caller">On whose behalf; one from whom debts are hidden is told nothing.</param>
    /// <param name="contact">The contact, as <see cref="ContactBook"/> gave it to that caller.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ContactDebt> FindAsync(Caller caller, Contact contact, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(contact);
        if (caller.Access.Hides(FieldMask.Debt))
        {
            return ContactDebt.Unknown;
        }

        if (_books is null)
        {
            return Own(contact, ContactDebtSource.Contact);
        }

        // Books that hang are not asked by ever more cards: what they hold on to stays bounded.
        if (!_open.Wait(0, CancellationToken.None))
        {
            return Own(contact, ContactDebtSource.ContactInsteadOfHost);
        }

        using var patience = new CancellationTokenSource(_timeout, _time);
        var answer = AskAsync(contact, patience.Token);
        try
        {
            // The books may ignore the token; the card does not wait for them all the same.
            var balance = await answer.WaitAsync(patience.Token).WaitAsync(cancellationToken).ConfigureAwait(false);
            return balance is null
                ? Own(contact, ContactDebtSource.Contact)
                : new ContactDebt(ContactDebtSource.Host, balance.Debt, balance.Currency, balance.At);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.BooksFailed(_logger, exception is OperationCanceledException ? "no answer in time" : exception.GetType().Name);
            return Own(contact, ContactDebtSource.ContactInsteadOfHost);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Dispose();

    private async Task<ContactBalance?> AskAsync(Contact contact, CancellationToken cancellationToken)
    {
        try
        {
            // Away from the caller's thread: books that block do not block the card.
            return await Task.Run(
                () => _books!.FindAsync(contact.Tenant, contact.Id, contact.ExternalId, cancellationToken).AsTask(), CancellationToken.None)
                .ConfigureAwait(false);
        }
        finally
        {
            try
            {
                _open.Release();
            }
            catch (ObjectDisposedException)
            {
                // The host stopped before its books answered.
            }
        }
    }

    private static ContactDebt Own(Contact contact, ContactDebtSource source) => contact.Debt is { } debt
        ? new ContactDebt(source, debt, contact.DebtCurrency, contact.UpdatedAt)
        : ContactDebt.Unknown;
}
