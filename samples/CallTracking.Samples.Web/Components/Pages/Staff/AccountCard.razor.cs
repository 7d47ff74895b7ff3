using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Identity;
using CallTracking.Samples.Web.Session;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Staff;

/// <summary>An employee's account: invite him, give him another password, let him in again, keep him out.</summary>
public sealed partial class AccountCard
{
    private AccountView? _view;
    private string _userName = string.Empty;
    private string? _problem;
    private string? _link;
    private bool _isLinkOfADay;
    private bool _isBusy;
    private bool _isLoading = true;
    private Guid _shown;

    [Inject] private UserSession Session { get; set; } = null!;

    [Inject] private AccountAdministration Accounts { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private Undo Undo { get; set; } = null!;

    /// <summary>Whose account.</summary>
    [Parameter, EditorRequired] public Guid EmployeeId { get; set; }

    private Exception? Error { get; set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != EmployeeId)
        {
            (_shown, _link, _problem) = (EmployeeId, null, null);
            await LoadAsync();
        }
    }

    private string State(Account account) => account switch
    {
        { IsDisabled: true } => T["Disabled"],
        _ when !_view!.Employee.IsActive => T["Left"],
        { PasswordHash: null } => T["Invited"],
        _ when _view.IsLockedOut => T["LockedOut"],
        _ => T["Active"],
    };

    private Task LoadAsync() => DoAsync(static _ => Task.CompletedTask);

    private Task InviteAsync() => DoAsync(async caller =>
    {
        var name = _userName.Trim();
        if (name.Length is 0 or > 200 || name.Any(char.IsControl))
        {
            _problem = T["UserInvalid"];
            return;
        }

        try
        {
            var (token, result) = await Accounts.InviteAsync(caller, EmployeeId, name, CancellationToken.None);
            _problem = token is null ? T[result.Errors.Any(static error => error.Code == "InvalidUserName") ? "UserInvalid" : "UserTaken"].Value : null;
            Show(token, LinkPurpose.Invitation);
        }
        catch (StaffRuleException taken) when (taken.Rule == StaffRule.Taken)
        {
            _problem = T["UserTaken"];
        }
    });

    private Task ResetAsync() => DoAsync(async caller =>
    {
        var purpose = _view?.Account?.PasswordHash is null ? LinkPurpose.Invitation : LinkPurpose.Reset;
        Show(await Accounts.ResetAsync(caller, EmployeeId, CancellationToken.None), purpose);
    });

    private Task UnlockAsync() => DoAsync(caller => Accounts.UnlockAsync(caller, EmployeeId, CancellationToken.None));

    private Task SignOutAsync() => DoAsync(caller => Accounts.SignOutAsync(caller, EmployeeId, CancellationToken.None));

    private async Task SetDisabledAsync(bool isDisabled)
    {
        await DoAsync(caller => Accounts.SetDisabledAsync(caller, EmployeeId, isDisabled, CancellationToken.None));
        if (Error is null)
        {
            var employee = EmployeeId;
            Undo.Offer(T[isDisabled ? "DisabledNow" : "EnabledNow"], async () =>
            {
                await Accounts.SetDisabledAsync(await Session.GetCallerAsync(), employee, !isDisabled, CancellationToken.None);
                await InvokeAsync(LoadAsync);
            });
        }
    }

    private void Show(string? token, LinkPurpose purpose)
    {
        _link = token is null ? null : Navigation.ToAbsoluteUri($"/invite?token={token}").ToString();
        _isLinkOfADay = purpose == LinkPurpose.Reset;
    }

    // Does something, and reads what is shown anew whatever came of it.
    private async Task DoAsync(Func<CallTracking.Access.Caller, Task> act)
    {
        (_isBusy, Error) = (true, null);
        try
        {
            var caller = await Session.GetCallerAsync();
            await act(caller);
            _view = await Accounts.FindAsync(caller, EmployeeId, CancellationToken.None);
            if (_view is { Account: null } && _userName.Length == 0)
            {
                _userName = _view.Employee.ExternalUserId ?? _view.Employee.Email ?? string.Empty;
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Error = error;
        }
        finally
        {
            (_isBusy, _isLoading) = (false, false);
            StateHasChanged();
        }
    }
}
