using CallTracking.Access;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Contacts;

public sealed class ContactBalancesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Contact _contact = new() { Tenant = "default", Id = Guid.NewGuid(), Name = "Ada", Debt = 5, DebtCurrency = "USD" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private ContactBalances Create(IContactBalanceProvider? books, int most = 32) => new(
        books, _time, Options.Create(new ContactOptions { MaxOpenBalanceQuestions = most }), NullLogger<ContactBalances>.Instance);

    [Fact]
    public async Task Find_WithoutBooks_IsTheContactsOwn()
    {
        using var balances = Create(null);

        (await balances.FindAsync(Caller.System(), _contact, Cancel)).Should().BeEquivalentTo(new { Source = ContactDebtSource.Contact, Debt = 5m, Currency = "USD" });
    }

    [Fact]
    public async Task Find_WithBooksThatKnow_IsTheirs()
    {
        using var balances = Create(new Books(_ => Task.FromResult<ContactBalance?>(new ContactBalance(9, "EUR"))));

        (await balances.FindAsync(Caller.System(), _contact, Cancel)).Should().BeEquivalentTo(new { Source = ContactDebtSource.Host, Debt = 9m, Currency = "EUR" });
    }

    [Fact]
    public async Task Find_WithBooksThatFail_IsTheContactsOwn()
    {
        using var balances = Create(new Books(_ => throw new InvalidOperationException()));

        (await balances.FindAsync(Caller.System(), _contact, Cancel)).Source.Should().Be(ContactDebtSource.ContactInsteadOfHost);
    }

    [Fact]
    public async Task Find_WithBooksThatHangAndHearNothing_EndsInTimeAndAsksNoMoreOfThem()
    {
        var (asked, never) = (new TaskCompletionSource(), new TaskCompletionSource<ContactBalance?>());
        using var balances = Create(
            new Books(_ =>
            {
                asked.SetResult();
                return never.Task;
            }),
            most: 1);
        var found = balances.FindAsync(Caller.System(), _contact, Cancel).AsTask();
        await asked.Task;

        _time.Advance(TimeSpan.FromSeconds(1));

        (await found).Source.Should().Be(ContactDebtSource.ContactInsteadOfHost);
        (await balances.FindAsync(Caller.System(), _contact, Cancel)).Source.Should().Be(ContactDebtSource.ContactInsteadOfHost, "the only question is still open");
    }

    [Fact]
    public async Task Find_ForSomebodyFromWhomDebtsAreHidden_AsksNobody()
    {
        using var balances = Create(new Books(_ => throw new InvalidOperationException()));

        (await balances.FindAsync(Caller.ForEmployee("default", Guid.NewGuid(), AccessGrants.Nothing), _contact, Cancel)).Should().Be(ContactDebt.Unknown);
    }

    private sealed class Books(Func<CancellationToken, Task<ContactBalance?>> answer) : IContactBalanceProvider
    {
        public async ValueTask<ContactBalance?> FindAsync(string tenant, Guid contact, string? externalId, CancellationToken cancellationToken) =>
            await answer(cancellationToken);
    }
}
