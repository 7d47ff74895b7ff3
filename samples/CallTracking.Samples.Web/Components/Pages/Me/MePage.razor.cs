using CallTracking.Access;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Preferences;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Pages.Me;

/// <summary>What is the user's own: name, phones, language, password, hours, keys.</summary>
public sealed partial class MePage
{
    private Employee? _me;
    private ChosenPreferences _chosen = ChosenPreferences.None;
    private IReadOnlyList<string> _roles = [];
    private string _name = string.Empty;
    private bool _mayRename;
    private bool _maySit;
    private bool _isKept;

    [Inject]
    private StaffBook Book { get; set; } = null!;

    [Inject]
    private RoleBook RolesBook { get; set; } = null!;

    [Inject]
    private UserPreferences Preferences { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    [Inject]
    private IStringLocalizer<AccessTexts> Access { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => await ActAsync(ReadAsync);

    private protected override Task ReloadAsync(Caller caller) => ReadAsync(caller, Left);

    private async Task ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var me = await Book.GetAsync(caller, caller.Employee!.Value, cancellationToken);
        _roles = [.. (await RolesBook.ListOfAsync(caller, caller.Employee!.Value, cancellationToken))
            .Select(role => role.IsBuiltIn ? Access[$"Role.{role.Name}"].Value : role.Name)];
        _chosen = await Preferences.GetAsync(cancellationToken);
        _mayRename = caller.Access.Allows(Permission.StaffManage);
        _maySit = caller.Access.Allows(Permission.Dial);
        (_me, _name) = (me, me?.DisplayName ?? string.Empty);
    }

    private async Task RenameAsync() => await ActAsync(async (caller, token) =>
        _me = await Book.UpdateAsync(caller, _me!.Id, EmployeeDraft.Of(_me) with { DisplayName = _name.Trim() }, _me.Revision, token));

    private async Task SpeakAsync(ChangeEventArgs change)
    {
        if (change.Value is string language && await ActAsync((_, token) => Preferences.SetLanguageAsync(language, token)))
        {
            // A circuit keeps the culture that it began with.
            Navigation.Refresh(forceReload: true);
        }
    }

    private async Task NotifyAsync(ChangeEventArgs change)
    {
        if (Enum.TryParse<NotificationChoice>(change.Value as string, out var choice))
        {
            await KeepAsync(token => Preferences.SetNotificationsAsync(choice, token));
        }
    }

    private Task SoundAsync(ChangeEventArgs change) => KeepAsync(token => Preferences.SetSoundAsync(change.Value is true, token));

    private async Task KeepAsync(Func<CancellationToken, Task> keep) => _isKept = await ActAsync(async (_, token) =>
    {
        await keep(token);
        _chosen = await Preferences.GetAsync(token);
    });
}
