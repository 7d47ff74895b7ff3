using CallTracking.Samples.Web.Components.Pages.Callbacks;
using CallTracking.Samples.Web.Texts;
using CallTracking.Tasks;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Tasks;

/// <summary>What is asked about tasks: the same on the list and on the page of one.</summary>
internal static class TaskDialogs
{
    private static readonly DialogOptions Small = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>The note that an act needs; null when the user thought better of it.</summary>
    public static async Task<string?> AskNoteAsync(IDialogService dialogs, IStringLocalizer<TasksTexts> texts, TaskAct act)
    {
        var parameters = new DialogParameters<ReasonDialog> { { one => one.Label, texts["Note"].Value }, { one => one.IsRequired, true } };
        var dialog = await dialogs.ShowAsync<ReasonDialog>(texts[act + ".title"], parameters, Small);
        return await dialog.Result is { Canceled: false, Data: string text } ? text : null;
    }

    /// <summary>Writes a new task or changes one; null when the user thought better of it.</summary>
    public static async Task<WorkTask?> EditAsync(IDialogService dialogs, IStringLocalizer<TasksTexts> texts, WorkTask? task, TaskAbout about)
    {
        var parameters = new DialogParameters<TaskDialog> { { one => one.Existing, task }, { one => one.About, about } };
        var dialog = await dialogs.ShowAsync<TaskDialog>(texts[task is null ? "New" : "Title"], parameters, Small);
        return await dialog.Result is { Canceled: false, Data: WorkTask saved } ? saved : null;
    }
}
