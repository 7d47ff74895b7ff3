using System.Globalization;
using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Staff;

/// <summary>One employee: who it is, where he sits, what he may do, when he works.</summary>
public sealed partial class EmployeePage
{
    private static readonly CultureInfo[] Cultures = [.. Preferences.Languages.All.Select(CultureInfo.GetCultureInfo)];

    private Employee? _employee;
    private IReadOnlyList<Department> _departments = [];
    private IReadOnlyList<Role> _roles = [];
    private IReadOnlyList<Role> _allRoles = [];
    private Guid _read;
    private bool _isMissing;
    private bool _isSaved;
    private bool _mayEdit;
    private bool _mayGive;
    private bool _maySeat;
    private bool _mayManageSeats;
    private string _name = string.Empty;
    private string? _email;
    private string? _language;
    private string? _timeZone;
    private string? _user;
    private Guid? _department;
    private Guid? _given;

    /// <summary>The employee.</summary>
    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    private StaffBook Book { get; set; } = null!;

    [Inject]
    private RoleBook RolesBook { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_read != Id)
        {
            (_read, _employee, _isMissing, _isSaved) = (Id, null, false, false);
            await ActAsync((caller, token) => ReadAsync(caller, token));
        }
    }

    private protected override Task ReloadAsync(Caller caller) => ReadAsync(caller, Left);

    private async Task ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var employee = await Book.GetAsync(caller, Id, cancellationToken);
        if (employee is null)
        {
            (_employee, _isMissing) = (null, true);
            return;
        }

        _departments = await Book.ListDepartmentsAsync(caller, cancellationToken);
        _roles = await RolesBook.ListOfAsync(caller, Id, cancellationToken);
        _allRoles = await RolesBook.ListAsync(caller, cancellationToken);
        _mayEdit = Reaches(caller, Permission.StaffManage, AccessScope.Own, employee);
        _mayManageSeats = Reaches(caller, Permission.StaffManage, AccessScope.Team, employee);
        _maySeat = _mayManageSeats || (caller.Employee == Id && caller.Access.Allows(Permission.Dial));
        _mayGive = Reaches(caller, Permission.RolesManage, AccessScope.Team, employee);
        Show(employee);
    }

    // What would be refused anyway is not offered; Core has the last word.
    private static bool Reaches(Caller caller, Permission permission, AccessScope least, Employee employee) =>
        caller.Access.ScopeOf(permission) is var scope && scope >= least && scope switch
        {
            AccessScope.All => true,
            AccessScope.Team => employee.Id == caller.Employee || (employee.DepartmentId is { } at && caller.Access.Departments.Contains(at)),
            AccessScope.Own => employee.Id == caller.Employee,
            _ => false,
        };

    private void Show(Employee employee)
    {
        _employee = employee;
        (_name, _email, _language, _timeZone, _user, _department) =
            (employee.DisplayName, employee.Email, employee.Language, employee.TimeZone, employee.ExternalUserId, employee.DepartmentId);
    }

    private async Task SaveAsync()
    {
        _isSaved = await ActAsync(async (caller, token) => Show(await Book.UpdateAsync(
            caller, Id,
            EmployeeDraft.Of(_employee!) with
            {
                DisplayName = _name.Trim(),
                Email = Given(_email),
                DepartmentId = _department,
                Language = Given(_language),
                TimeZone = Given(_timeZone),
                ExternalUserId = Given(_user),
            },
            _employee!.Revision, token)));
    }

    private async Task DeactivateAsync()
    {
        IReadOnlyList<ExtensionAssignment> seats = [];
        var now = Time.GetUtcNow();
        if (await ActAsync(async (caller, token) =>
        {
            seats = [.. (await Book.ListExtensionsAsync(caller, new ExtensionFilter { Employee = Id }, token)).Where(one => one.To is null || one.To > now)];
            Show(await Book.UpdateAsync(caller, Id, EmployeeDraft.Of(_employee!) with { IsActive = false }, _employee!.Revision, token));
        }))
        {
            var id = Id;
            OfferUndo(T["Deactivated", _employee!.DisplayName], (caller, token) => TakeBackAsync(caller, id, seats, token));
        }
    }

    // What follows a deactivation goes back with it: the extensions too, as far as nobody else has taken them meanwhile.
    private async Task TakeBackAsync(Caller caller, Guid id, IReadOnlyList<ExtensionAssignment> seats, CancellationToken cancellationToken)
    {
        var employee = await Book.GetAsync(caller, id, cancellationToken) ?? throw new StaffRuleException(StaffRule.NotFound, $"There is no employee {id}.");
        await Book.UpdateAsync(caller, id, EmployeeDraft.Of(employee) with { IsActive = true }, employee.Revision, cancellationToken);
        var now = Time.GetUtcNow();
        StaffRuleException? taken = null;
        foreach (var seat in seats.Where(one => one.To is null || one.To > now))
        {
            try
            {
                await Book.AssignExtensionAsync(
                    caller, id, seat.Extension, seat.Link, seat.From > now ? seat.From : now, seat.To, cancellationToken);
            }
            catch (StaffRuleException rule) when (rule.Rule == StaffRule.ExtensionTaken)
            {
                taken = rule;
            }
        }

        if (taken is not null)
        {
            Refused = Refusals.Of(taken);
        }
    }

    private async Task ActivateAsync() => await ActAsync(async (caller, token) =>
        Show(await Book.UpdateAsync(caller, Id, EmployeeDraft.Of(_employee!) with { IsActive = true }, _employee!.Revision, token)));

    private async Task GiveAsync()
    {
        if (_given is { } role && await ActAsync((caller, token) => RolesBook.AssignAsync(caller, Id, role, token)))
        {
            _given = null;
            await ReadAgainAsync();
        }
    }

    private async Task TakeAsync(Role role)
    {
        if (await ActAsync((caller, token) => RolesBook.RevokeAsync(caller, Id, role.Id, token)))
        {
            await ReadAgainAsync();
            var id = Id;
            OfferUndo(T["RoleTaken", NameOf(role)], (caller, token) => RolesBook.AssignAsync(caller, id, role.Id, token));
        }
    }

    private async Task ReadAgainAsync()
    {
        var words = Refused;
        await ActAsync((caller, token) => ReadAsync(caller, token));
        Refused ??= words;
    }

    private string NameOf(Role role) => role.IsBuiltIn ? Access[$"Role.{role.Name}"].Value : role.Name;

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
