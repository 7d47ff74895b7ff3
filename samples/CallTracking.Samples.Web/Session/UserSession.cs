using CallTracking.Access;
using CallTracking.AspNetCore;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components.Authorization;

namespace CallTracking.Samples.Web.Session;

/// <summary>Who sits before the page: one for each circuit. Pages ask it before every action, so that a withdrawn right ends within a second.</summary>
internal sealed class UserSession(AuthenticationStateProvider authentication, ICallTrackingUser users, CallerDirectory callers, StaffBook staff)
{
    private Caller? _caller;
    private Employee? _employee;

    /// <summary>The employee with what he may do now.</summary>
    /// <exception cref="SignedOutException">Nobody is signed in any more, or he is no employee.</exception>
    public async ValueTask<Caller> GetCallerAsync(CancellationToken cancellationToken = default)
    {
        if (_caller is not null)
        {
            _caller = await callers.RefreshAsync(_caller, cancellationToken);
        }
        else
        {
            var state = await authentication.GetAuthenticationStateAsync();
            _caller = state.User.Identity is { IsAuthenticated: true } ? await users.FindAsync(state.User, cancellationToken) : null;
        }

        return _caller ?? throw new SignedOutException();
    }

    /// <summary>The employee himself; null when he may not even be read.</summary>
    public async ValueTask<Employee?> GetEmployeeAsync(CancellationToken cancellationToken = default)
    {
        if (_employee is null)
        {
            var caller = await GetCallerAsync(cancellationToken);
            _employee = await staff.GetAsync(Caller.System(caller.Tenant), caller.Employee!.Value, cancellationToken);
        }

        return _employee;
    }
}

/// <summary>Nobody is signed in any more: the page goes to the sign-in.</summary>
internal sealed class SignedOutException() : Exception("Nobody is signed in any more, or the account is no employee's: sign in again.");
