using CallTracking.Callbacks;
using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Callbacks;

/// <summary>What is asked before something is done with callbacks: the same words on the list and on the page of one.</summary>
internal sealed class CallbackActs(IDialogService dialogs, IStringLocalizer<CallbacksTexts> texts)
{
    private static readonly DialogOptions Small = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    /// <summary>A note; null when the user thought better of it.</summary>
    public Task<string?> AskNoteAsync() => AskAsync("NoteTitle", "NoteLabel", isRequired: true);

    /// <summary>How it was settled, empty for nothing to say; null when the user thought better of it.</summary>
    public Task<string?> AskDoneAsync() => AskAsync("DoneTitle", "NoteLabel", isRequired: false, "Reason.written", "Reason.visited");

    /// <summary>Why nobody calls back; null when the user thought better of it.</summary>
    public Task<string?> AskReasonAsync() => AskAsync("WaiveTitle", "Reason", isRequired: true, "Reason.wrong", "Reason.spam", "Reason.asked");

    /// <summary>Who is to call; null when the user thought better of it.</summary>
    public async Task<AssignChoice?> AskOwnerAsync()
    {
        var dialog = await dialogs.ShowAsync<AssignDialog>(texts["AssignTitle"], Small);
        return await dialog.Result is { Canceled: false, Data: AssignChoice choice } ? choice : null;
    }

    private async Task<string?> AskAsync(string title, string label, bool isRequired, params string[] suggestions)
    {
        var parameters = new DialogParameters<ReasonDialog>
        {
            { one => one.Label, texts[label].Value },
            { one => one.IsRequired, isRequired },
            { one => one.Suggestions, suggestions.Select(one => texts[one].Value).ToArray() },
        };
        var dialog = await dialogs.ShowAsync<ReasonDialog>(texts[title], parameters, Small);
        return await dialog.Result is { Canceled: false, Data: string text } ? text : null;
    }
}
