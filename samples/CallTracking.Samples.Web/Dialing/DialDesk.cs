using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Dialing;
using CallTracking.Samples.Web.Session;
using CallTracking.Storage;

namespace CallTracking.Samples.Web.Dialing;

/// <summary>
/// The calls that one user placed from his screen. It outlives the page on which he pressed, so that a call goes on being shown wherever he
/// goes, and two places that show the same number show the same call.
/// </summary>
/// <remarks>One for each circuit. <see cref="Changed"/> may come from any thread.</remarks>
internal sealed class DialDesk(UserSession session, IServiceProvider services, TimeProvider time) : IDisposable
{
    // What is over stays to be read until the next one; more than a few at once nobody looks at.
    private const int Most = 4;

    private readonly CancellationTokenSource _closing = new();
    private readonly Lock _lock = new();
    private List<PlacedDial> _dials = [];

    /// <summary>Something became different.</summary>
    public event Action? Changed;

    /// <summary>The calls that go on, and the last one that is over; the latest first.</summary>
    public IReadOnlyList<PlacedDial> Dials => _dials;

    /// <summary>Whether the caller may have his own phone ring.</summary>
    public static bool MayDial(Caller caller) => caller.Employee is not null && caller.Access.Allows(Permission.Dial);

    /// <summary>Whether a number is one that can be called, and not one that was masked or withheld.</summary>
    public static bool IsDialable(string? number) =>
        number is { Length: > 0 and <= 40 } && number.All(static one => char.IsAsciiDigit(one) || one is '+' or '*' or '#');

    /// <summary>The latest call of a number or an obligation.</summary>
    public PlacedDial? Find(string? number, Guid? obligation) => _dials.Find(one => one.IsOf(number, obligation));

    /// <summary>Calls a number, or the customer of an obligation, from the user's own phone. Why it is not placed stands in what it returns.</summary>
    /// <param name="number">The number; not needed with an obligation.</param>
    /// <param name="contactId">Whose it is, where that is known.</param>
    /// <param name="obligationId">The obligation that the call serves.</param>
    public async Task<PlacedDial> CallAsync(string? number, Guid? contactId = null, Guid? obligationId = null)
    {
        var dial = new PlacedDial { Number = number, ContactId = contactId, ObligationId = obligationId, PlacedAt = time.GetUtcNow() };
        lock (_lock)
        {
            if (_dials.Find(one => !one.IsOver && one.IsOf(number, obligationId)) is { } same)
            {
                return same;
            }

            _dials = [dial, .. _dials.Where(static one => !one.IsOver).Take(Most - 1)];
        }

        Changed?.Invoke();
        try
        {
            var caller = await session.GetCallerAsync(_closing.Token);
            dial.Handle = obligationId is { } obligation
                ? await services.GetRequiredService<ObligationBook>().CallBackAsync(caller, obligation, null, _closing.Token)
                : await services.GetRequiredService<IDialer>().DialAsync(
                    caller, new DialRequest { Employee = caller.Employee ?? Guid.Empty, Number = number ?? string.Empty, Contact = contactId },
                    _closing.Token);
            if (dial.Handle is null)
            {
                dial.Refusal = "Gone";
            }
            else
            {
                dial.State = dial.Handle.State;
                _ = FollowAsync(dial, dial.Handle);
            }
        }
        catch (Exception error) when (RefusalOf(error) is { } refusal)
        {
            dial.Refusal = refusal;
        }
        finally
        {
            if (dial.Handle is null)
            {
                dial.Refusal ??= "Store";
            }
        }

        Changed?.Invoke();
        return dial;
    }

    /// <summary>Ends a call, whoever rings or talks.</summary>
    public async Task HangUpAsync(PlacedDial dial)
    {
        if (dial.Handle is not { } handle || dial.IsOver)
        {
            return;
        }

        try
        {
            dial.HangUpFailed = !(await handle.HangUpAsync(_closing.Token)).IsAccepted;
        }
        catch (Pbx.PbxControlException)
        {
            dial.HangUpFailed = true;
        }

        Changed?.Invoke();
    }

    /// <summary>Takes a call that is over off the screen.</summary>
    public void Dismiss(PlacedDial dial)
    {
        lock (_lock)
        {
            _dials = [.. _dials.Where(one => !ReferenceEquals(one, dial) || !one.IsOver)];
        }

        Changed?.Invoke();
    }

    /// <summary>Shows the calls of the user that go on already: after the page was loaded again, or in a second tab.</summary>
    public async Task ResumeAsync()
    {
        var caller = await session.GetCallerAsync(_closing.Token);
        if (!MayDial(caller) || services.GetService<IDialer>() is not { } dialer)
        {
            return;
        }

        foreach (var handle in dialer.ListOpen(caller).Where(one => one.Employee == caller.Employee && _dials.TrueForAll(known => known.Handle?.Id != one.Id)))
        {
            var dial = new PlacedDial
            {
                Number = caller.Access.Hides(FieldMask.Numbers) ? null : handle.Number,
                ObligationId = handle.Obligation,
                PlacedAt = time.GetUtcNow(),
                Handle = handle,
                State = handle.State,
            };
            lock (_lock)
            {
                _dials = [dial, .. _dials];
            }

            _ = FollowAsync(dial, handle);
            Changed?.Invoke();
        }
    }

    /// <summary>Stops following; the calls go on.</summary>
    public void Dispose()
    {
        _closing.Cancel();
        _closing.Dispose();
    }

    private static string? RefusalOf(Exception error) => error switch
    {
        DialRefusedException refused => refused.Reason.ToString(),
        ObligationRejectedException { Code: "obligation.notOpen" } => "NotOpen",
        ObligationRejectedException { Code: "dialing.absent" } => nameof(DialRefusal.NoLink),
        ObligationRejectedException => nameof(DialRefusal.NoEmployee),
        AccessDeniedException => "Denied",
        LedgerStoreException => "Store",
        SignedOutException => "SignedOut",
        _ => null,
    };

    private async Task FollowAsync(PlacedDial dial, DialHandle handle)
    {
        try
        {
            await foreach (var state in handle.FollowAsync(_closing.Token))
            {
                dial.TalkingSince ??= state.Customer == DialProgress.Lifted ? time.GetUtcNow() : null;
                dial.State = state;
                Changed?.Invoke();
            }
        }
        catch (OperationCanceledException)
        {
            // The user left; the call goes on without his screen.
        }
        catch (ObjectDisposedException)
        {
            // The same, a moment later.
        }
    }
}
