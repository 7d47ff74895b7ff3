using CallTracking.Access;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Settings;

/// <summary>The frame of the settings: a tab for each thing that the user may change.</summary>
public sealed partial class SettingsPage
{
    private static readonly (string Tab, Permission Needs)[] All =
    [
        ("statuses", Permission.SettingsManage), ("fields", Permission.SettingsManage), ("hours", Permission.StaffManage),
        ("numbering", Permission.SettingsManage), ("language", Permission.SettingsManage), ("webhooks", Permission.WebhooksManage),
        ("privacy", Permission.PrivacyManage),
    ];

    /// <summary>Who has one of these has something to set.</summary>
    internal static Permission[] AnyOf { get; } = [.. All.Select(static one => one.Needs).Distinct()];

    private IReadOnlyList<string>? _tabs;
    private string? _shown;

    /// <summary>The tab; the first one where none is named.</summary>
    [Parameter]
    public string? Tab { get; set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        await ActAsync((caller, _) =>
        {
            _tabs = [.. All.Where(one => caller.Access.Allows(one.Needs)).Select(static one => one.Tab)];
            return Task.CompletedTask;
        });
        _shown = Tab is null ? _tabs is [var first, ..] ? first : null : _tabs?.FirstOrDefault(tab => tab == Tab);
    }
}
