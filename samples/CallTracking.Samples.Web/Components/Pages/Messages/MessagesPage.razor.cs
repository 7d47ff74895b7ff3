using CallTracking.Access;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Notices;
using CallTracking.Samples.Web.Texts;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Messages;

/// <summary>What colleagues and the program have to say.</summary>
public sealed partial class MessagesPage
{
    private const int PageSize = 50;

    private static readonly (string Box, string Text)[] Boxes = [("inbox", "Inbox"), ("unread", "Unread"), ("sent", "Sent")];
    private static readonly DialogOptions Small = new() { MaxWidth = MaxWidth.Small, FullWidth = true, CloseOnEscapeKey = true };

    private readonly List<IDisposable> _keys = [];
    private readonly Dictionary<Guid, string> _departments = [];
    private List<ReceivedMessage>? _rows;
    private IReadOnlyList<MessageReceipt>? _receipts;
    private PageCursor? _next;
    private Guid? _receiptsOf;
    private bool _maySend;
    private bool _asked;
    private int _unread;
    private string _box = "inbox";
    private string? _read;

    /// <summary>Which: inbox, unread, sent.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "box")]
    public string? Box { get; set; }

    /// <summary>To whom a new message is to be written at once.</summary>
    [Parameter, SupplyParameterFromQuery(Name = "to")]
    public Guid? To { get; set; }

    [Inject]
    private MessageBook Book { get; set; } = null!;

    [Inject]
    private StaffBook Staff { get; set; } = null!;

    [Inject]
    private WorkCounts Counts { get; set; } = null!;

    [Inject]
    private IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private Shortcuts Shortcuts { get; set; } = null!;

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        _ = FollowAsync(static notice => notice.Kind == EmployeeNoticeKind.Message, ReloadAsync);
        _keys.Add(Shortcuts.Register("n", T["New"], () => InvokeAsync(() => _maySend ? WriteAsync(null) : Task.CompletedTask)));
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        var wanted = Boxes.Any(one => one.Box == Box) ? Box! : "inbox";
        if (wanted != _read)
        {
            (_read, _box, _rows, _receiptsOf) = (wanted, wanted, null, null);
            await ReloadAsync();
        }

        if (To is { } to && !_asked && _maySend)
        {
            _asked = true;
            await WriteAsync(to);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _keys.ForEach(static key => key.Dispose());
        }

        base.Dispose(disposing);
    }

    private bool IsNew(ReceivedMessage row) => _box != "sent" && row.ReadAt is null;

    private string AudienceOf(Message message) => message.Audience switch
    {
        MessageAudience.All => T["Audience.All"],
        MessageAudience.Department => message.DepartmentId is { } id && _departments.TryGetValue(id, out var name) ? name : T["Audience.Department"],
        _ => Plural.Of(T, "SentTo", message.Recipients),
    };

    private Task ReloadAsync() => LoadAsync(async (caller, token) =>
    {
        _maySend = caller.Access.Allows(Permission.MessagesSend);
        var page = await PageAsync(caller, null, Math.Clamp(_rows?.Count ?? 0, PageSize, MessageBook.MaxLimit), token);
        _unread = await Book.CountUnreadAsync(caller, null, token);
        if (_box == "sent" && _departments.Count == 0 && caller.Access.Allows(Permission.StaffRead))
        {
            foreach (var one in await Staff.ListDepartmentsAsync(caller, token))
            {
                _departments[one.Id] = one.Name;
            }
        }

        (_rows, _next) = ([.. page.Messages], page.Next);
        StateHasChanged();
    });

    private Task MoreAsync() => LoadAsync(async (caller, token) =>
    {
        var page = await PageAsync(caller, _next, PageSize, token);
        _rows = [.. _rows ?? [], .. page.Messages];
        _next = page.Next;
    });

    private Task<MessagePage> PageAsync(Caller caller, PageCursor? after, int limit, CancellationToken cancellationToken) => _box == "sent"
        ? Book.SentAsync(caller, null, after, limit, cancellationToken)
        : Book.InboxAsync(caller, new MessageFilter { OnlyUnread = _box == "unread" }, after, limit, cancellationToken);

    private Task MarkShownAsync() => MarkAsync([.. _rows!.Where(static row => row.ReadAt is null).Select(static row => row.Message.Id)]);

    private async Task MarkAsync(IReadOnlyCollection<Guid> ids)
    {
        foreach (var some in ids.Chunk(MessageBook.MaxLimit))
        {
            await TryAsync((caller, token) => Book.MarkReadAsync(caller, some, token));
        }

        await ReloadAsync();
        await Counts.RefreshAsync();
    }

    private async Task ReceiptsAsync(Guid id)
    {
        if (_receiptsOf == id)
        {
            _receiptsOf = null;
        }
        else if (await TryAsync(async (caller, token) => _receipts = await Book.ReceiptsAsync(caller, id, token)))
        {
            _receiptsOf = id;
        }
    }

    private async Task ReplyAsync(Message message, Guid sender)
    {
        await MarkAsync([message.Id]);
        await WriteAsync(sender);
    }

    private async Task WriteAsync(Guid? to)
    {
        var dialog = await Dialogs.ShowAsync<MessageDialog>(T["New"], new DialogParameters<MessageDialog> { { one => one.To, to } }, Small);
        if (await dialog.Result is { Canceled: false, Data: Message sent })
        {
            Snackbar.Add(Plural.Of(T, "SentTo", sent.Recipients), Severity.Success);
            await ReloadAsync();
        }
    }
}
