using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>Says in a snackbar what an action met that has no place of its own on the page.</summary>
public sealed class ErrorNote : ComponentBase
{
    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ShellTexts> Texts { get; set; } = null!;

    [Inject]
    private ILogger<ErrorNote> Logger { get; set; } = null!;

    /// <summary>Shows an error.</summary>
    /// <param name="error">The error.</param>
    public void Show(Exception error)
    {
        var text = FailureText.Of(error, Texts);
        if (text.Kind == FailureKind.Unknown)
        {
            Log.PageFailed(Logger, error);
        }

        Snackbar.Add(text.ToString(), Severity.Error);
    }
}
