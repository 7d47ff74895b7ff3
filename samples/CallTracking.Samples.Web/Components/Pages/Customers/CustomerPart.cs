using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>What the pages about customers, and their parts, have in common: every act is one of the employee as he is now, and whatever it
/// meets stands on the page in his language.</summary>
public abstract class CustomerPart : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();

    [Inject]
    private protected UserSession Session { get; set; } = null!;

    [Inject]
    private protected ContactBook Book { get; set; } = null!;

    [Inject]
    private protected IStringLocalizer<CustomersTexts> T { get; set; } = null!;

    [Inject]
    private protected IStringLocalizer<CommonTexts> Common { get; set; } = null!;

    [Inject]
    private protected Undo Undo { get; set; } = null!;

    [Inject]
    private protected ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = null!;

    /// <summary>The employee as he was at the last act; null before the first one.</summary>
    private protected Caller? User { get; private set; }

    /// <summary>What the last act met.</summary>
    private protected Exception? Error { get; set; }

    /// <summary>What is wrong with what was entered, in words.</summary>
    private protected IReadOnlyList<string> Problems { get; set; } = [];

    /// <summary>Whether an act is under way.</summary>
    private protected bool IsBusy { get; private set; }

    /// <summary>Cancelled when the page is left.</summary>
    private protected CancellationToken Left => _left.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(isDisposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the part holds.</summary>
    /// <param name="isDisposing">Whether it is called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool isDisposing)
    {
        if (isDisposing && !_left.IsCancellationRequested)
        {
            _left.Cancel();
            _left.Dispose();
        }
    }

    /// <summary>Whether the employee has a right, for buttons: the act itself asks again.</summary>
    private protected bool May(Permission permission) => User?.Access.Allows(permission) == true;

    /// <summary>Whether a field is hidden from him.</summary>
    private protected bool IsHidden(FieldMask field) => User?.Access.Hides(field) != false;

    /// <summary>Does something on behalf of the employee as he is now.</summary>
    /// <returns>False when it was not done: why stands in <see cref="Error"/> or <see cref="Problems"/>.</returns>
    private protected async Task<bool> ActAsync(Func<Caller, CancellationToken, Task> act)
    {
        if (_left.IsCancellationRequested)
        {
            return false;
        }

        var left = _left.Token;
        (Error, Problems, IsBusy) = (null, [], true);
        try
        {
            User = await Session.GetCallerAsync(left);
            await act(User, left);
            return true;
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            return false;
        }
        catch (ContactRejectedException refused)
        {
            Problems = [.. refused.Problems.Select(problem => ProblemText.Of(problem, T))];
            return false;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Error = error;
            return false;
        }
        finally
        {
            IsBusy = false;
        }
    }

    /// <summary>Says that something is no longer there.</summary>
    private protected void SayGone() => Problems = [T["Gone"]];
}
