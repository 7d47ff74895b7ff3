using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>What the pages of callbacks, tasks and messages have in common: they act for the caller as he is now, say in words what cannot be
/// done, and read again when something that concerns him changes.</summary>
public abstract class WorkPage : ComponentBase, IDisposable
{
    // Five times a second at most: a storm of notices is one read.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _closing = new();

    [Inject]
    private protected UserSession Session { get; set; } = null!;

    [Inject]
    private protected IEmployeeFeed Feed { get; set; } = null!;

    [Inject]
    private protected TimeProvider Time { get; set; } = null!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private protected ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private protected IStringLocalizer<WorkTexts> Errors { get; set; } = null!;

    /// <summary>Why the page could not be read; null when it could.</summary>
    private protected Exception? Error { get; set; }

    /// <summary>Cancelled when the page is left.</summary>
    private protected CancellationToken Closing => _closing.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the page follows.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_closing.IsCancellationRequested)
        {
            _closing.Cancel();
            _closing.Dispose();
        }
    }

    /// <summary>Reads for the page; what fails is shown in place of it.</summary>
    private protected async Task LoadAsync(Func<Caller, CancellationToken, Task> read)
    {
        try
        {
            await read(await Session.GetCallerAsync(Closing), Closing);
            Error = null;
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            // The page was left.
        }
        catch (SignedOutException)
        {
            SignIn();
        }
        catch (Exception error) when (error is AccessDeniedException or LedgerStoreException)
        {
            Error = error;
        }
    }

    /// <summary>Does something for the user; what cannot be done is said in words and changes nothing.</summary>
    /// <returns>Whether it was done.</returns>
    private protected async Task<bool> TryAsync(Func<Caller, CancellationToken, Task> act)
    {
        try
        {
            await act(await Session.GetCallerAsync(Closing), Closing);
            return true;
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
        catch (SignedOutException)
        {
            SignIn();
            return false;
        }
        catch (Exception error) when (WordOf(error) is { } word)
        {
            var text = Errors[word];
            Snackbar.Add(text.ResourceNotFound ? Errors["Rejected"].Value : text.Value, error is RevisionConflictException ? Severity.Info : Severity.Warning);
            return false;
        }
    }

    /// <summary>Says that something is not there any more.</summary>
    private protected void SayGone() => Snackbar.Add(Errors["Gone"].Value, Severity.Warning);

    /// <summary>Reads again whenever something of a kind concerns the user, until the page is left.</summary>
    private protected async Task FollowAsync(Func<EmployeeNotice, bool> concerns, Func<Task> read)
    {
        try
        {
            var caller = await Session.GetCallerAsync(Closing);
            var waiting = false;
            await foreach (var notice in Feed.FollowAsync(caller, Closing))
            {
                if (waiting || !(notice.Kind is EmployeeNoticeKind.Lagging or EmployeeNoticeKind.RightsChanged || concerns(notice)))
                {
                    continue;
                }

                waiting = true;
                _ = Task.Run(
                    async () =>
                    {
                        await Task.Delay(Quiet, Time, Closing);
                        waiting = false;
                        await InvokeAsync(read);
                    }, Closing);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SignedOutException or LedgerStoreException)
        {
            // The page was left, or is told so by its next read.
        }
    }

    /// <summary>Does something regularly until the page is left: clocks go on, and changes that nobody tells of are seen.</summary>
    private protected async Task EveryAsync(TimeSpan period, Func<Task> act)
    {
        try
        {
            using var timer = new PeriodicTimer(period, Time);
            while (await timer.WaitForNextTickAsync(Closing))
            {
                await InvokeAsync(act);
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or SignedOutException or LedgerStoreException)
        {
            // The page was left, or is told so by its next read.
        }
    }

    private static string? WordOf(Exception error) => error switch
    {
        ObligationRejectedException rejected => rejected.Code,
        TaskRejectedException rejected => rejected.Code,
        AccessDeniedException => "Denied",
        LedgerStoreException => "Store",
        RevisionConflictException => "Overtaken",
        _ => null,
    };

    private void SignIn() => Navigation.NavigateTo(
        "/signin?returnUrl=" + Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri)), forceLoad: true);
}
