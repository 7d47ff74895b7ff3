using CallTracking.Access;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Roles;

/// <summary>Edits a role of one's own, and says in words what somebody who has it will see.</summary>
public sealed partial class RoleEditor
{
    private IReadOnlyList<Employee> _employees = [];
    private IReadOnlyList<Role> _others = [];
    private Guid? _whom;

    /// <summary>What is edited.</summary>
    [Parameter, EditorRequired]
    public RoleSheet Draft { get; set; } = null!;

    /// <summary>All roles.</summary>
    [Parameter]
    public IReadOnlyList<Role> Roles { get; set; } = [];

    /// <summary>Told what was stored.</summary>
    [Parameter]
    public EventCallback<Role> OnSaved { get; set; }

    /// <summary>Told when nothing is to be stored.</summary>
    [Parameter]
    public EventCallback OnCancelled { get; set; }

    [Inject]
    private RoleBook Book { get; set; } = null!;

    [Inject]
    private StaffBook Staff { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() =>
        await ActAsync(async (caller, token) => _employees = await Staff.ListAsync(caller, false, token));

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        _whom = Guid.TryParse(change.Value as string, out var id) ? id : null;
        await ActAsync(async (caller, token) => _others = _whom is { } whom
            ? [.. (await Book.ListOfAsync(caller, whom, token)).Where(one => one.Id != Draft.Id)] : []);
    }

    private async Task SaveAsync()
    {
        Role? saved = null;
        if (await ActAsync(async (caller, token) => saved = Draft.Id is { } id
            ? await Book.UpdateAsync(caller, id, Draft.ToDraft(), Draft.Revision, token)
            : await Book.CreateAsync(caller, Draft.ToDraft(), token)))
        {
            await OnSaved.InvokeAsync(saved);
        }
    }

    // Roles add up: the widest rows that any of them reaches, and hidden is only what all of them hide.
    private Dictionary<Permission, AccessScope> Together() => _others.SelectMany(static role => role.Grants)
        .Select(static grant => (grant.Permission, grant.Scope)).Concat(Draft.Scopes.Select(static one => (Permission: one.Key, Scope: one.Value)))
        .Where(static one => one.Scope != AccessScope.None).GroupBy(static one => one.Permission)
        .ToDictionary(static group => group.Key, static group => group.Max(static one => one.Scope));

    private FieldMask MasksTogether() => _others.Aggregate(Draft.Masks, static (all, role) => all & role.Masks);
}
