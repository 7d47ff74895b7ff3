using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Staff;

/// <summary>The tree of departments: chooses one, and changes them for whoever may.</summary>
public sealed partial class DepartmentTree
{
    private bool _isOpen;
    private Department? _edited;
    private string _name = string.Empty;
    private Guid? _parent;

    /// <summary>All departments.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<Department> Departments { get; set; } = [];

    /// <summary>How many people belong to each directly.</summary>
    [Parameter]
    public IReadOnlyDictionary<Guid, int> Counts { get; set; } = new Dictionary<Guid, int>();

    /// <summary>The chosen one.</summary>
    [Parameter]
    public Guid? Selected { get; set; }

    /// <summary>Whether departments may be changed.</summary>
    [Parameter]
    public bool CanEdit { get; set; }

    /// <summary>Told when something was changed.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private StaffBook Book { get; set; } = null!;

    private protected override Task ReloadAsync(Caller caller) => OnChanged.InvokeAsync();

    private void Begin(Department? department)
    {
        (_isOpen, _edited, Refused) = (true, department, null);
        (_name, _parent) = (department?.Name ?? string.Empty, department is null ? Selected : department.ParentId);
    }

    private async Task SaveAsync()
    {
        if (await ActAsync((caller, token) => _edited is { } edited
            ? Book.UpdateDepartmentAsync(caller, edited.Id, _name.Trim(), _parent, edited.Revision, token)
            : Book.CreateDepartmentAsync(caller, _name.Trim(), _parent, token)))
        {
            _isOpen = false;
            await OnChanged.InvokeAsync();
        }
    }

    private async Task DeleteAsync()
    {
        var gone = _edited!;
        if (await ActAsync((caller, token) => Book.DeleteDepartmentAsync(caller, gone.Id, token)))
        {
            _isOpen = false;
            await OnChanged.InvokeAsync();
            OfferUndo(T["DepartmentDeleted", gone.Name], (caller, token) => Book.CreateDepartmentAsync(caller, gone.Name, gone.ParentId, token));
        }
    }
}
