using CallTracking.Access;
using CallTracking.Webhooks;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Settings;

/// <summary>Outbound webhooks: who is told, what was told, and telling it again.</summary>
public sealed partial class WebhookSettings
{
    private const int PageSize = 25;
    private static readonly TimeSpan OldSecretCounts = TimeSpan.FromDays(1);

    private readonly HashSet<string> _events = new(WebhookEvents.All, StringComparer.Ordinal);
    private IReadOnlyList<WebhookSubscription>? _hooks;
    private List<WebhookDelivery> _deliveries = [];
    private WebhookCursor? _next;
    private WebhookDeliveryState? _state;
    private NewWebhookSecret? _secret;
    private Guid? _opened;
    private string _name = string.Empty;
    private string _url = string.Empty;

    [Inject]
    private WebhookBook Book { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync() => await ActAsync(ReadAsync);

    private protected override Task ReloadAsync(Caller caller) => ReadAsync(caller, Left);

    private async Task ReadAsync(Caller caller, CancellationToken cancellationToken) => _hooks = await Book.ListAsync(caller, cancellationToken);

    private async Task AddAsync()
    {
        if (await ActAsync(async (caller, token) =>
        {
            _secret = await Book.CreateAsync(caller, new WebhookDraft(_name.Trim(), _url.Trim(), [.. _events]), token);
            await ReadAsync(caller, token);
        }))
        {
            (_name, _url) = (string.Empty, string.Empty);
        }
    }

    private Task<bool> PauseAsync(WebhookSubscription hook) => ActAsync(async (caller, token) =>
    {
        await Book.UpdateAsync(
            caller, hook.Id, new WebhookDraft(hook.Name, hook.Url, hook.Events, hook.State == WebhookState.Active), hook.Revision, token);
        await ReadAsync(caller, token);
    });

    private async Task TestAsync(WebhookSubscription hook)
    {
        if (await ActAsync((caller, token) => Book.TestAsync(caller, hook.Id, token)))
        {
            Snackbar.Add(T["Hooks.Tested"], Severity.Info);
            await OpenAsync(hook.Id, again: true);
        }
    }

    private Task<bool> RotateAsync(WebhookSubscription hook) => ActAsync(async (caller, token) =>
    {
        _secret = await Book.RotateSecretAsync(caller, hook.Id, OldSecretCounts, token);
        await ReadAsync(caller, token);
    });

    private async Task DeleteAsync(WebhookSubscription hook)
    {
        // The secret goes with it: taken back, it has another one, which is shown once.
        if (await ActAsync(async (caller, token) =>
        {
            await Book.DeleteAsync(caller, hook.Id, hook.Revision, token);
            await ReadAsync(caller, token);
        }))
        {
            OfferUndo(T["Hooks.Deleted", hook.Name], async (caller, token) => _secret = await Book.CreateAsync(
                caller, new WebhookDraft(hook.Name, hook.Url, hook.Events, hook.State != WebhookState.Active), token));
        }
    }

    private async Task OpenAsync(Guid hook, bool again = false)
    {
        if (_opened == hook && !again)
        {
            _opened = null;
            return;
        }

        (_opened, _deliveries, _next) = (hook, [], null);
        await MoreAsync();
    }

    private async Task FilterAsync(ChangeEventArgs change)
    {
        _state = Enum.TryParse<WebhookDeliveryState>(change.Value as string, out var state) ? state : null;
        await OpenAsync(_opened!.Value, again: true);
    }

    private Task<bool> MoreAsync() => ActAsync(async (caller, token) =>
    {
        var page = await Book.ListDeliveriesAsync(caller, _opened!.Value, _state, _next, PageSize, token);
        _deliveries.AddRange(page.Deliveries);
        _next = page.Next;
    });

    private async Task ReplayAsync(Guid hook, Guid delivery)
    {
        if (await ActAsync((caller, token) => Book.ReplayAsync(caller, hook, delivery, default, default, token)))
        {
            Snackbar.Add(T["Hooks.Replayed"], Severity.Info);
            await OpenAsync(hook, again: true);
        }
    }

    private void Toggle(string one)
    {
        if (!_events.Remove(one))
        {
            _events.Add(one);
        }
    }
}
