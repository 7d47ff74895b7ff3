using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Shared;

/// <summary>Offers to take a change back, in place of asking beforehand whether it is meant. One for each circuit.</summary>
internal sealed class Undo(
    ISnackbar snackbar, IStringLocalizer<ShellTexts> texts, IStringLocalizer<CommonTexts> common, ILogger<Undo> logger)
{
    private static readonly TimeSpan Shown = TimeSpan.FromSeconds(10);
    private Func<Task>? _last;
    private Snackbar? _offer;

    /// <summary>Says what was done, and takes it back for whoever presses "Undo", or the key <c>u</c>, within ten seconds.</summary>
    /// <param name="text">What was done.</param>
    /// <param name="undo">Takes it back; what it throws is shown.</param>
    public void Offer(string text, Func<Task> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        _last = undo;
        _offer = snackbar.Add(text, Severity.Normal, options =>
        {
            options.Action = common["Undo"];
            options.ActionColor = Color.Inherit;
            options.VisibleStateDuration = (int)Shown.TotalMilliseconds;
            options.DuplicatesBehavior = SnackbarDuplicatesBehavior.Allow;
            options.OnClick = async offer =>
            {
                if (ReferenceEquals(_last, undo))
                {
                    (_last, _offer) = (null, null);
                }

                await RunAsync(undo);
            };
        });
    }

    /// <summary>Takes the last change back, for whoever uses the keyboard.</summary>
    public async Task UndoLastAsync()
    {
        if (_last is not { } undo)
        {
            snackbar.Add(texts["NothingToUndo"], Severity.Info);
            return;
        }

        if (_offer is not null)
        {
            snackbar.Remove(_offer);
        }

        (_last, _offer) = (null, null);
        await RunAsync(undo);
    }

    private async Task RunAsync(Func<Task> undo)
    {
        try
        {
            await undo();
            snackbar.Add(texts["Undone"], Severity.Success);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            Log.NotUndone(logger, error);
            snackbar.Add(texts["NotUndone", FailureText.Of(error, texts).ToString()], Severity.Error);
        }
    }
}
