using CallTracking.Access;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Roles;

/// <summary>The roles: the built-in ones in words, and those of one's own.</summary>
public sealed partial class RolesPage
{
    private IReadOnlyList<Role>? _roles;
    private Role? _shown;
    private RoleSheet? _draft;
    private bool _mayEdit;

    /// <summary>The chosen role.</summary>
    [SupplyParameterFromQuery(Name = "role")]
    public Guid? Chosen { get; set; }

    [Inject]
    private RoleBook Book { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_roles is null)
        {
            await ActAsync(ReadAsync);
        }

        var chosen = _roles?.FirstOrDefault(one => one.Id == Chosen);
        if (chosen?.Id != _shown?.Id)
        {
            (_shown, _draft) = (chosen, null);
        }
    }

    private protected override Task ReloadAsync(Caller caller) => ReadAsync(caller, Left);

    private async Task ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        _roles = await Book.ListAsync(caller, cancellationToken);
        _mayEdit = caller.Access.ScopeOf(Permission.RolesManage) == AccessScope.All;
        _shown = _roles.FirstOrDefault(one => one.Id == Chosen);
    }

    private void Begin(Role? role) => (_draft, Refused) = (RoleSheet.Of(role), null);

    private void Copy() => (_draft, Refused) = (RoleSheet.Of(_shown) with { Id = null, Revision = 0, Name = T["CopyOf", NameOf(_shown!)] }, null);

    private void Cancel() => _draft = null;

    private async Task SavedAsync(Role saved)
    {
        _draft = null;
        await ActAsync(ReadAsync);
        Navigation.NavigateTo($"roles?role={saved.Id}");
    }

    private async Task DeleteAsync()
    {
        var gone = _shown!;
        if (await ActAsync((caller, token) => Book.DeleteAsync(caller, gone.Id, token)))
        {
            await ActAsync(ReadAsync);
            Navigation.NavigateTo("roles");
            OfferUndo(T["Deleted", gone.Name], (caller, token) => Book.CreateAsync(
                caller, new RoleDraft(gone.Name, gone.Grants) { Description = gone.Description, Masks = gone.Masks }, token));
        }
    }

    private string NameOf(Role role) => role.IsBuiltIn ? Access[$"Role.{role.Name}"].Value : role.Name;
}
