using CallTracking.Samples.Web.Dialing;
using CallTracking.Samples.Web.Session;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>Click-to-call on a number.</summary>
public sealed partial class PhoneLink : IDisposable
{
    private PlacedDial? _dial;
    private bool _canCall;
    private string? _why;

    /// <summary>The number as the user may see it; null where only the obligation is known.</summary>
    [Parameter]
    public string? Number { get; set; }

    /// <summary>Whose it is, where that is known.</summary>
    [Parameter]
    public Guid? ContactId { get; set; }

    /// <summary>The obligation that a call from here serves.</summary>
    [Parameter]
    public Guid? ObligationId { get; set; }

    /// <summary>Whether it looks like a button: the main act of a page.</summary>
    [Parameter]
    public bool IsButton { get; set; }

    /// <summary>Whether it says beside itself how far the call is. Default true.</summary>
    [Parameter]
    public bool ShowState { get; set; } = true;

    /// <summary>What the button shows in place of the number.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    private DialDesk Desk { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    private bool ShowsNumber => Number is { Length: > 0 } && !IsButton;

    /// <inheritdoc/>
    public void Dispose() => Desk.Changed -= OnChanged;

    /// <summary>Calls, as if it were pressed: for the key of a page.</summary>
    public async Task CallAsync()
    {
        if (_canCall)
        {
            await Desk.CallAsync(Number, ContactId, ObligationId);
        }
    }

    /// <inheritdoc/>
    protected override void OnInitialized() => Desk.Changed += OnChanged;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _dial = Desk.Find(Number, ObligationId);
        try
        {
            var caller = await Session.GetCallerAsync();
            var isKnown = ObligationId is not null || DialDesk.IsDialable(Number);
            _canCall = isKnown && DialDesk.MayDial(caller);
            _why = string.IsNullOrEmpty(Number) || _canCall ? null : T[isKnown ? "NoRight" : "Hidden"].Value;
        }
        catch (Exception error) when (error is SignedOutException or LedgerStoreException)
        {
            // The page itself says so; a number that cannot be called is text.
            _canCall = false;
        }
    }

    private void OnChanged() => _ = InvokeAsync(() =>
    {
        var found = Desk.Find(Number, ObligationId);
        if (found is not null || _dial is not null)
        {
            _dial = found;
            StateHasChanged();
        }
    });
}
