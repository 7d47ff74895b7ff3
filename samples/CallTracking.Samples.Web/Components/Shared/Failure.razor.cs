using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>Shows what went wrong, and offers to try again where that can help. Nothing while there is no error.</summary>
public sealed partial class Failure
{
    private FailureText? _text;
    private Exception? _told;

    /// <summary>The error; null shows nothing.</summary>
    [Parameter, EditorRequired]
    public Exception? Error { get; set; }

    /// <summary>Tries again, or shows the newest after a conflict. Without it there is no button.</summary>
    [Parameter]
    public EventCallback OnRetry { get; set; }

    [Inject]
    private ILogger<Failure> Logger { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private bool CanRetry => OnRetry.HasDelegate
        && _text?.Kind is FailureKind.Conflict or FailureKind.Store or FailureKind.Slow or FailureKind.Unknown;

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        _text = Error is null ? null : FailureText.Of(Error, T);
        if (_text is not null && !ReferenceEquals(Error, _told))
        {
            if (_text.Kind == FailureKind.Unknown)
            {
                Log.PageFailed(Logger, Error!);
            }
            else if (_text.Kind is FailureKind.Store or FailureKind.StoreBroken)
            {
                Log.StoreFailed(Logger, Error!);
            }
        }

        _told = Error;
    }

    private void SignIn() => Navigation.NavigateTo(
        $"/signin?returnUrl={Uri.EscapeDataString("/" + Navigation.ToBaseRelativePath(Navigation.Uri))}", forceLoad: true);
}
