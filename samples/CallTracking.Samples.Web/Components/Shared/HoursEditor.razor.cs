using System.Globalization;
using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>The working hours of an employee, a department or all: shows what holds, and sets what is the owner's own.</summary>
public sealed partial class HoursEditor
{
    private readonly string _zones = $"zones-{Guid.NewGuid():N}";
    private WorkSchedule? _own;
    private WorkingHours _effective = WorkingHours.Always;
    private HoursDraft? _draft;
    private Guid? _read;
    private bool _isRead;
    private bool _isSaved;
    private string? _problem;

    /// <summary>Whose hours; <see cref="WorkSchedule.WholeTenant"/> for all.</summary>
    [Parameter, EditorRequired]
    public Guid Owner { get; set; }

    /// <summary>Whether the owner is an employee and not a department.</summary>
    [Parameter]
    public bool IsEmployee { get; set; }

    /// <summary>Whether they may be changed.</summary>
    [Parameter]
    public bool CanEdit { get; set; }

    [Inject]
    private StaffBook Book { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_read != Owner)
        {
            (_read, _draft, _isRead, _isSaved) = (Owner, null, false, false);
            await ActAsync(ReadAsync);
        }
    }

    private protected override Task ReloadAsync(Caller caller) => ReadAsync(caller, Left);

    private async Task ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        _own = await Book.FindHoursAsync(caller, Owner, cancellationToken);
        _effective = _own?.Hours ?? await Book.GetHoursAsync(
            caller, IsEmployee ? Owner : null, IsEmployee || Owner == WorkSchedule.WholeTenant ? null : Owner, cancellationToken);
        _isRead = true;
    }

    private void Begin() => (_draft, _problem, _isSaved) = (HoursDraft.Of(_effective), null, false);

    private void Cancel() => (_draft, _problem) = (null, null);

    private async Task SaveAsync()
    {
        _problem = _draft!.FindProblem(T);
        if (_problem is null && await ActAsync(async (caller, token) =>
        {
            _own = await Book.SetHoursAsync(caller, Owner, _draft.ToHours(), _own?.Revision ?? 0, token);
            _effective = _own!.Hours;
        }))
        {
            (_draft, _isSaved) = (null, true);
        }
    }

    private async Task RemoveAsync()
    {
        var gone = _own!.Hours;
        if (await ActAsync(async (caller, token) =>
        {
            await Book.SetHoursAsync(caller, Owner, null, _own.Revision, token);
            await ReadAsync(caller, token);
        }))
        {
            _isSaved = false;
            var owner = Owner;
            OfferUndo(T["Removed"], (caller, token) => Book.SetHoursAsync(caller, owner, gone, 0, token));
        }
    }

    private static string DayName(DayOfWeek day) => CultureInfo.CurrentCulture.DateTimeFormat.GetDayName(day);
}
