using CallTracking.Access;
using CallTracking.Samples.Web.Session;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>A part of a page that does something: asks for the caller anew each time, says refusals in words, and ends what it follows when
/// the user leaves.</summary>
public abstract class ActingPage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();

    /// <summary>Begins a part of a page.</summary>
    protected ActingPage() => Left = _left.Token;

    [Inject]
    private protected UserSession Session { get; set; } = null!;

    [Inject]
    private protected Refusals Refusals { get; set; } = null!;

    [Inject]
    private protected Undo Undo { get; set; } = null!;

    /// <summary>What was refused last, in words; null when nothing was.</summary>
    private protected string? Refused { get; set; }

    /// <summary>Whether something is being done.</summary>
    private protected bool IsBusy { get; private set; }

    /// <summary>Ends when the user leaves the page.</summary>
    private protected CancellationToken Left { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        _left.Cancel();
        _left.Dispose();
        Leave();
        GC.SuppressFinalize(this);
    }

    /// <summary>What a page lets go of besides.</summary>
    private protected virtual void Leave()
    {
    }

    /// <summary>Reads everything anew: after a conflict.</summary>
    private protected virtual Task ReloadAsync(Caller caller) => Task.CompletedTask;

    /// <summary>Does something on the user's behalf, with the rights that he has now.</summary>
    /// <param name="act">What.</param>
    /// <returns>Whether it was done; else <see cref="Refused"/> says why not.</returns>
    private protected async Task<bool> ActAsync(Func<Caller, CancellationToken, Task> act)
    {
        if (IsBusy)
        {
            return false;
        }

        (IsBusy, Refused) = (true, null);
        try
        {
            var caller = await Session.GetCallerAsync(Left);
            await act(caller, Left);
            return true;
        }
        catch (OperationCanceledException) when (Left.IsCancellationRequested)
        {
            return false;
        }
        catch (RevisionConflictException conflict)
        {
            Refused = Refusals.Of(conflict);
            await ReloadQuietlyAsync();
            return false;
        }
        catch (Exception error) when (Refusals.Of(error) is { } words)
        {
            Refused = words;
            return false;
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>Offers to take back what was done, with the rights that the user has then; that holds after he has left the page, too.</summary>
    /// <param name="text">What was done.</param>
    /// <param name="undo">Takes it back; what it throws is told.</param>
    private protected void OfferUndo(string text, Func<Caller, CancellationToken, Task> undo) => Undo.Offer(text, () => InvokeAsync(async () =>
    {
        await undo(await Session.GetCallerAsync(CancellationToken.None), CancellationToken.None);
        if (!Left.IsCancellationRequested)
        {
            await ReloadQuietlyAsync();
            StateHasChanged();
        }
    }));

    private async Task ReloadQuietlyAsync()
    {
        try
        {
            await ReloadAsync(await Session.GetCallerAsync(Left));
        }
        catch (Exception error) when (error is OperationCanceledException || Refusals.Of(error) is not null)
        {
            // The refusal that stands there already says enough.
        }
    }
}
