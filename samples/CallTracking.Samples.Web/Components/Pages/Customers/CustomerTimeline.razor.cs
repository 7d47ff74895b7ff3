using System.Globalization;
using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>What happened with a customer.</summary>
public sealed partial class CustomerTimeline
{
    private const int PageSize = 25;
    private IReadOnlyList<string?> _kinds = [null];
    private List<ContactTimelineEntry>? _entries;
    private ContactTimelinePlace? _next;
    private Guid? _shown;
    private Guid? _editing;
    private string? _only;
    private string _text = string.Empty;
    private string _edited = string.Empty;

    /// <summary>The customer.</summary>
    [Parameter]
    [EditorRequired]
    public Guid Id { get; set; }

    /// <summary>The catalogue, for names.</summary>
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<ContactStatus> Statuses { get; set; } = [];

    /// <summary>Whether notes can be written here.</summary>
    [Parameter]
    public bool MayEdit { get; set; }

    /// <summary>A note was written, changed or taken away: the customer has another revision.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    [Inject]
    private ContactTimeline Timeline { get; set; } = null!;

    /// <summary>Reads it anew from the top.</summary>
    public async Task RenewAsync()
    {
        await ActAsync(async (caller, cancellationToken) =>
        {
            var (id, only) = (Id, _only);
            var page = await Timeline.ReadAsync(caller, id, only is null ? null : [only], null, PageSize, cancellationToken);
            if (id == Id && only == _only)
            {
                (_entries, _next) = ([.. page?.Entries ?? []], page?.Next);
            }
        });
        StateHasChanged();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Id)
        {
            _shown = Id;
            _kinds = [null, .. Timeline.Kinds];
            (_entries, _next, _editing) = (null, null, null);
            await RenewAsync();
        }
    }

    private static string IconOf(ContactTimelineEntry entry) => entry.Kind switch
    {
        "call" when entry.What is "missed" => Icons.Material.Filled.PhoneMissed,
        "call" => Icons.Material.Filled.Phone,
        "note" => Icons.Material.Filled.StickyNote2,
        "status" => Icons.Material.Filled.Label,
        "merge" => Icons.Material.Filled.CallMerge,
        "rating" => Icons.Material.Filled.StarRate,
        "task" => Icons.Material.Filled.TaskAlt,
        _ => Icons.Material.Filled.Circle,
    };

    private Task<bool> MoreAsync() => ActAsync(async (caller, cancellationToken) =>
    {
        var only = _only;
        var page = await Timeline.ReadAsync(caller, Id, only is null ? null : [only], _next, PageSize, cancellationToken);
        if (only == _only)
        {
            _entries!.AddRange(page?.Entries ?? []);
            _next = page?.Next;
        }
    });

    private async Task OnlyAsync(string? kind)
    {
        _only = kind;
        _entries = null;
        await RenewAsync();
    }

    // The book decides; a button that is refused all the same says so.
    private bool MayChange(ContactTimelineEntry entry) =>
        User is { } user && (entry.Employee == user.Employee || user.Access.ScopeOf(Permission.ContactsEdit) == AccessScope.All);

    private async Task WriteAsync()
    {
        ContactNote? written = null;
        if (await ActAsync(async (caller, cancellationToken) => written = await Book.AddNoteAsync(caller, Id, _text, null, cancellationToken)))
        {
            if (written is null)
            {
                SayGone();
                return;
            }

            _text = string.Empty;
            await RenewAsync();
            await OnChanged.InvokeAsync();
        }
    }

    private async Task RewriteAsync(ContactTimelineEntry entry)
    {
        var isDone = false;
        if (await ActAsync(async (caller, cancellationToken) => isDone = await Book.EditNoteAsync(caller, entry.Id, _edited, null, cancellationToken)))
        {
            _editing = null;
            await RenewAsync();
            if (!isDone)
            {
                SayGone();
            }
        }
    }

    private async Task RemoveAsync(ContactTimelineEntry entry)
    {
        var (id, book, session) = (Id, Book, Session);
        Guid? call = entry.Details?.GetValueOrDefault("callId") is { } about ? Guid.Parse(about) : null;
        if (await ActAsync((caller, cancellationToken) => Book.EditNoteAsync(caller, entry.Id, null, null, cancellationToken)))
        {
            Undo.Offer(T["Note.Removed"], async () =>
            {
                await book.AddNoteAsync(await session.GetCallerAsync(), id, entry.Text ?? string.Empty, call, CancellationToken.None);
                await InvokeAsync(RenewAsync);
            });
            await RenewAsync();
        }
    }

    private string WordsOf(ContactTimelineEntry entry)
    {
        var details = entry.Details;
        return entry.Kind switch
        {
            "call" => $"{Word("Direction", details?.GetValueOrDefault("direction"))} · {Word("Outcome", entry.What)}{TalkOf(details)}",
            "status" => T["Entry.status.Change", StatusName(details?.GetValueOrDefault("from")), StatusName(details?.GetValueOrDefault("to"))],
            "rating" => T["Entry.rating.Mark", details?.GetValueOrDefault("score") ?? string.Empty, details?.GetValueOrDefault("highest") ?? string.Empty],
            "merge" => Word("Merge", entry.What),
            "note" => T[entry.What == "edited" ? "Entry.note.Edited" : "Entry.note"],
            "task" => details?.GetValueOrDefault("title") ?? T["Entry.task"],
            var kind => Word("Entry", kind),
        };
    }

    private string Word(string prefix, string? word)
    {
        var text = T[$"{prefix}.{word}"];
        return word is null ? string.Empty : text.ResourceNotFound ? word : text;
    }

    private string StatusName(string? code) => code is null ? T["None"] : Statuses.FirstOrDefault(status => status.Code == code)?.Name ?? code;

    private static string TalkOf(IReadOnlyDictionary<string, string>? details) =>
        double.TryParse(details?.GetValueOrDefault("talkSeconds"), CultureInfo.InvariantCulture, out var seconds) && seconds >= 1
            ? $" · {TimeSpan.FromSeconds(seconds).ToString(seconds < 3600 ? @"m\:ss" : @"h\:mm\:ss", CultureInfo.InvariantCulture)}"
            : string.Empty;
}
