using System.Buffers;
using System.Globalization;
using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.ScreenPop;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using CardOfCall = CallTracking.ScreenPop.PopCard;

namespace CallTracking.Blazor;

/// <summary>One call on the employee's screen: who calls, what helps to talk with him, and what can be done meanwhile. <see cref="CallPops"/>
/// shows one for each call by itself; take this one to place the cards on your own.</summary>
/// <remarks>Reads the card when it comes and again when something about the pop is new; it follows nothing.</remarks>
public sealed partial class PopCard : CallTrackingPart
{
    private const int MostFound = 5;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    private CallPop? _readOf;
    private int _readAt;
    private CardOfCall? _card;
    private ElementReference _note;
    private string? _draft;
    private string? _newName;
    private string? _sought;
    private string? _told;
    private string? _trouble;
    private IReadOnlyList<FoundContact>? _found;
    private bool _isReading;
    private bool _isBusy;
    private bool _offered;

    /// <summary>The pop that it shows.</summary>
    [Parameter]
    [EditorRequired]
    public CallPop Pop { get; set; } = default!;

    /// <summary>See <see cref="CallPops.ContactUrl"/>.</summary>
    [Parameter]
    public string? ContactUrl { get; set; }

    /// <summary>See <see cref="CallPops.CallUrl"/>.</summary>
    [Parameter]
    public string? CallUrl { get; set; }

    /// <summary>See <see cref="CallPops.NewContactUrl"/>.</summary>
    [Parameter]
    public string? NewContactUrl { get; set; }

    /// <summary>See <see cref="CallPops.TaskUrl"/>.</summary>
    [Parameter]
    public string? TaskUrl { get; set; }

    /// <summary>See <see cref="CallPops.CallbackUrl"/>.</summary>
    [Parameter]
    public string? CallbackUrl { get; set; }

    /// <summary>See <see cref="CallPops.OnCreateContact"/>.</summary>
    [Parameter]
    public EventCallback<CallPop> OnCreateContact { get; set; }

    /// <summary>See <see cref="CallPops.OnTask"/>.</summary>
    [Parameter]
    public EventCallback<CallPop> OnTask { get; set; }

    /// <summary>See <see cref="CallPops.OnCallback"/>.</summary>
    [Parameter]
    public EventCallback<CallPop> OnCallback { get; set; }

    /// <summary>The employee wants the card off the screen.</summary>
    [Parameter]
    public EventCallback<CallPop> OnClose { get; set; }

    /// <summary>Raise it to have the card read again: something about the contact changed.</summary>
    [Parameter]
    public int Changed { get; set; }

    /// <summary>Raise it to have the times drawn again.</summary>
    [Parameter]
    public long Tick { get; set; }

    /// <summary>See <see cref="CallPops.Extra"/>.</summary>
    [Parameter]
    public RenderFragment<CallPop>? Extra { get; set; }

    /// <summary>Whether the employee has written something that is not saved.</summary>
    public bool HasDraft => !string.IsNullOrWhiteSpace(_draft);

    [Inject]
    private ScreenPops Pops { get; set; } = default!;

    [Inject]
    private CallContacts Bindings { get; set; } = default!;

    [Inject]
    private ContactBook Contacts { get; set; } = default!;

    [Inject]
    private ContactFinder Finder { get; set; } = default!;

    [Inject]
    private ObligationBook Obligations { get; set; } = default!;

    private static int NoteLength => ContactNote.MaxLength;

    private string StateClass => Pop.State switch
    {
        PopState.Ringing => "ringing",
        PopState.InCall => "in-call",
        _ => "gone",
    };

    private string StateText => Pop.State == PopState.Gone && Pop.End is { } end ? Say.Of(end)
        : Say[$"{(Pop.State == PopState.Ringing ? "Ringing" : "InCall")}.{Pop.Direction}"];

    private string Name => _card?.Contact?.AddressAs ?? PopWords.Who(Pop, Say);

    private string? Organisation => _card?.Contact?.Organisation ?? Pop.Caller?.Organisation;

    private Guid? ContactId => _card?.Contact?.Id ?? (_card is null && Pop.Caller is { Candidates: 1 } caller ? caller.ContactId : null);

    private string? ContactHref => ContactId is { } id ? PartLinks.Fill(ContactUrl, ("contact", id)) : null;

    private bool MayNote => HasDraft || (ContactId is not null && Allows(Permission.ContactsEdit));

    // Nobody known for sure, and a number that can be somebody's: the employee may say who it is.
    private bool IsChoosable => Pop is { State: not PopState.Gone, Direction: not CallDirection.Internal, Number: not null }
        && _card is not null && (_card.Contact is null || _card.Candidates.Count > 1)
        && Allows(Permission.ContactsEdit) && Allows(Permission.ContactsRead);

    /// <summary>Puts the focus into the note.</summary>
    /// <returns>False when no note can be written.</returns>
    public async Task<bool> FocusNoteAsync()
    {
        if (!MayNote)
        {
            return false;
        }

        await _note.FocusAsync();
        return true;
    }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        base.OnParametersSet();
        var before = _readOf;
        if (before is null || _readAt != Changed || before.CallId != Pop.CallId || before.CallerState != Pop.CallerState
            || before.Caller != Pop.Caller || before.State != Pop.State)
        {
            _readOf = Pop;
            _readAt = Changed;
            if (Pop.State != PopState.Gone)
            {
                Run(ReadAsync);
            }
        }
    }

    private bool Allows(Permission permission) => Reader?.Access.Allows(permission) == true;

    private bool Hides(FieldMask field) => Reader?.Access.Hides(field) != false;

    private static string LanguageName(string tag)
    {
        try
        {
            return CultureInfo.GetCultureInfo(tag).NativeName;
        }
        catch (CultureNotFoundException)
        {
            return tag;
        }
    }

    private async Task ReadAsync()
    {
        var of = Pop.CallId;
        _isReading = true;
        StateHasChanged();
        CardOfCall? card = null;
        var trouble = await TryAsync(async reader => card = await Pops.GetCardAsync(reader, of, Stopping));
        if (of == Pop.CallId)
        {
            _isReading = false;
            _trouble = trouble;
            _card = card ?? _card;
            StateHasChanged();
        }
    }

    private async Task ActAsync(Func<Caller, Task> act)
    {
        if (_isBusy)
        {
            return;
        }

        _isBusy = true;
        _told = null;
        try
        {
            _trouble = await TryAsync(act);
        }
        finally
        {
            _isBusy = false;
        }

        StateHasChanged();
    }

    private Task ChooseAsync(Guid contact) => ActAsync(async reader =>
    {
        var done = await Bindings.AssignAsync(reader, Pop.CallId, contact, Stopping);
        await SettleAsync(done, "Chosen");
    });

    private Task CreateAsync() => ActAsync(async reader =>
    {
        var done = await Bindings.CreateFromCallAsync(reader, Pop.CallId, new NewCaller(_newName!.Trim()), Stopping);
        await SettleAsync(done, "Created");
    });

    private async Task SettleAsync(CallAssignment? done, string said)
    {
        if (done is null)
        {
            _told = Say["NotThere"];
            return;
        }

        _offered = done.Number == NewNumberOutcome.Offered;
        _found = null;
        _sought = _newName = null;
        _told = Say[said];
        await ReadAsync();
    }

    private Task AddNumberAsync() => ActAsync(async reader =>
    {
        var done = await Bindings.AddNumberAsync(reader, Pop.CallId, ContactNumberKind.Other, Stopping);
        _offered = false;
        _told = Say[done is null ? "NotThere" : "NumberAdded"];
        await ReadAsync();
    });

    private Task FindAsync() => ActAsync(async reader =>
        _found = (await Finder.FindAsync(reader, _sought!.Trim(), MostFound, Stopping)).Contacts);

    private Task CloseOwedAsync(CardObligation owed) => ActAsync(async reader =>
    {
        _told = Say[await Obligations.CloseAsync(reader, owed.Id, null, null, Stopping) is null ? "NotThere" : "OwedClosed"];
        await ReadAsync();
    });

    private Task NoteKeyAsync(KeyboardEventArgs key) => key is { Key: "Enter", CtrlKey: true } or { Key: "Enter", MetaKey: true }
        ? SaveNoteAsync() : Task.CompletedTask;

    private Task SaveNoteAsync() => !HasDraft ? Task.CompletedTask : ActAsync(async reader =>
    {
        if (ContactId is not { } contact || await Contacts.AddNoteAsync(reader, contact, _draft!.Trim(), Pop.CallId, Stopping) is null)
        {
            _trouble = null;
            _told = Say["NoteNowhere"];
            return;
        }

        _draft = null;
        _told = Say["NoteSaved"];
        if (Pop.State == PopState.Gone)
        {
            await OnClose.InvokeAsync(Pop);
        }
    });
}
