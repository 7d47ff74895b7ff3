using System.Globalization;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Staff;

/// <summary>Employees by department: who sits where and who is in a call at this moment.</summary>
public sealed partial class StaffPage
{
    private const int Page = 100;
    private static readonly TimeSpan AtMostEvery = TimeSpan.FromMilliseconds(250);

    private List<Person>? _people;
    private List<Person> _shown = [];
    private IReadOnlyList<Department> _departments = [];
    private Dictionary<Guid, int> _counts = [];
    private Dictionary<Guid, ParticipantPresence> _busy = [];
    private bool _mayAdd;
    private bool _mayDepartments;
    private bool _mayRoles;
    private bool _isAdding;
    private bool? _readWithFormer;
    private string _newName = string.Empty;
    private Guid? _newDepartment;
    private int _most = Page;

    /// <summary>Part of a name, an e-mail address, or an extension.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    /// <summary>Only this department and those below it.</summary>
    [SupplyParameterFromQuery(Name = "department")]
    public Guid? Department { get; set; }

    /// <summary>Those who left too.</summary>
    [SupplyParameterFromQuery(Name = "former")]
    public bool Former { get; set; }

    [Inject]
    private StaffBook Book { get; set; } = null!;

    [Inject]
    private RoleBook RolesBook { get; set; } = null!;

    [Inject]
    private IOpenCalls OpenCalls { get; set; } = null!;

    [Inject]
    private ICallFeed Feed { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_readWithFormer != Former && await ActAsync(ReadAsync) && _readWithFormer is null)
        {
            _ = FollowAsync();
        }

        _readWithFormer = Former;
        Narrow();
    }

    private async Task ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        _departments = await Book.ListDepartmentsAsync(caller, cancellationToken);
        var employees = await Book.ListAsync(caller, Former, cancellationToken);
        var seats = (await Book.ListExtensionsAsync(caller, new ExtensionFilter { At = Time.GetUtcNow() }, cancellationToken))
            .ToLookup(static seat => seat.EmployeeId, static seat => seat.Extension);
        var people = new List<Person>(employees.Count);
        foreach (var employee in employees)
        {
            var roles = await RolesBook.ListOfAsync(caller, employee.Id, cancellationToken);
            people.Add(new Person(employee, [.. seats[employee.Id].Distinct().Order(StringComparer.Ordinal)], roles));
        }

        _counts = people.Where(static one => one.Employee is { IsActive: true, DepartmentId: not null })
            .GroupBy(static one => one.Employee.DepartmentId!.Value).ToDictionary(static group => group.Key, static group => group.Count());
        var manages = caller.Access.ScopeOf(Permission.StaffManage);
        (_mayAdd, _mayDepartments) = (manages >= AccessScope.Team, manages == AccessScope.All);
        _mayRoles = caller.Access.Allows(Permission.StaffRead);
        _busy = BusyOf(OpenCalls.List(caller));
        _people = people;
        Narrow();
    }

    private async Task ReadAgainAsync()
    {
        await ActAsync(ReadAsync);
    }

    // Presence is read from the open calls; the feed only says that there is something to read, and at most four times a second.
    private async Task FollowAsync()
    {
        try
        {
            var caller = await Session.GetCallerAsync(Left);
            if (!caller.Access.Allows(Permission.CallsRead))
            {
                return;
            }

            var isAsked = false;
            await foreach (var change in Feed.ReadAsync(caller, null, Left))
            {
                if (!isAsked && change.Call.Participants.Count > 0)
                {
                    isAsked = true;
                    _ = InvokeAsync(async () =>
                    {
                        await Task.Delay(AtMostEvery, Time, Left);
                        isAsked = false;
                        await LookAsync();
                    });
                }
            }
        }
        catch (Exception error) when (error is OperationCanceledException || Refusals.Of(error) is not null)
        {
            // Left, signed out, or may see calls no more: the list stays as it was read.
        }
    }

    private async Task LookAsync()
    {
        try
        {
            var busy = BusyOf(OpenCalls.List(await Session.GetCallerAsync(Left)));
            if (busy.Count != _busy.Count || busy.Any(one => !_busy.TryGetValue(one.Key, out var was) || was != one.Value))
            {
                _busy = busy;
                StateHasChanged();
            }
        }
        catch (Exception error) when (error is OperationCanceledException || Refusals.Of(error) is not null)
        {
            // The next change looks again.
        }
    }

    private static Dictionary<Guid, ParticipantPresence> BusyOf(IEnumerable<Call> calls) => calls.SelectMany(static call => call.Participants)
        .Where(static one => one is { Employee: not null, Presence: ParticipantPresence.Ringing or ParticipantPresence.InCall or ParticipantPresence.Calling })
        .GroupBy(static one => one.Employee!.Value).ToDictionary(static group => group.Key, static group => group.Max(static one => one.Presence));

    private void Narrow()
    {
        var below = Department is { } top ? DepartmentOrder.Below(_departments, top) : null;
        var text = Query?.Trim() ?? string.Empty;
        _shown = [.. (_people ?? []).Where(one => (Former || one.Employee.IsActive)
            && (below is null || (one.Employee.DepartmentId is { } department && below.Contains(department)))
            && (text.Length == 0 || one.Extensions.Contains(text) || Has(one.Employee.DisplayName, text) || Has(one.Employee.Email, text)))];
        _most = Page;
    }

    private static bool Has(string? whole, string part) => whole is not null && CultureInfo.CurrentCulture.CompareInfo.IndexOf(
        whole, part, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0;

    private void Search(ChangeEventArgs change) => Go("q", change.Value is string { Length: > 0 } text ? text : null);

    private void ToggleFormer(ChangeEventArgs change) => Go("former", change.Value is true ? true : null);

    private void Go(string name, object? value) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = value }), replace: true);

    private void ToggleAdding()
    {
        _isAdding = !_isAdding;
        (_newName, _newDepartment) = (string.Empty, Department);
    }

    private async Task AddAsync()
    {
        Employee? made = null;
        if (await ActAsync(async (caller, token) =>
            made = await Book.CreateAsync(caller, new EmployeeDraft(_newName.Trim()) { DepartmentId = _newDepartment }, token)))
        {
            Navigation.NavigateTo($"staff/{made!.Id}");
        }
    }

    private string NameOf(Guid? department) => _departments.FirstOrDefault(one => one.Id == department)?.Name ?? string.Empty;

    private string RolesOf(Person person) => string.Join(", ", person.Roles.Select(role => role.IsBuiltIn ? Access[$"Role.{role.Name}"].Value : role.Name));

    private string PresenceOf(Person person) => person switch
    {
        { Employee.IsActive: false } => "Left",
        _ when _busy.TryGetValue(person.Employee.Id, out var presence) => presence == ParticipantPresence.Ringing ? "Ringing" : "InCall",
        { Extensions.Count: > 0 } => "Ready",
        _ => "Away",
    };

    private sealed record Person(Employee Employee, IReadOnlyList<string> Extensions, IReadOnlyList<Role> Roles);
}
