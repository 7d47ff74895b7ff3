using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Contacts;
using CallTracking.Identification;
using CallTracking.Samples.Web.Components.Shared;
using CallTracking.Samples.Web.Session;
using CallTracking.Samples.Web.Texts;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <summary>The contact of a call, and what can be done about it.</summary>
public sealed partial class CallContactPart
{
    private const int MostFound = 10;

    private IReadOnlyList<FoundContact> _found = [];
    private string _text = string.Empty;
    private string? _say;
    private bool _isFinding;
    private bool _offered;

    /// <summary>The call.</summary>
    [Parameter, EditorRequired]
    public Call Call { get; set; } = null!;

    /// <summary>Its contact; null when it has none that the user may see.</summary>
    [Parameter]
    public CallContactName? Contact { get; set; }

    /// <summary>Whether the user may say whose it is.</summary>
    [Parameter]
    public bool MayEdit { get; set; }

    /// <summary>The contact is another one now.</summary>
    [Parameter]
    public EventCallback OnChange { get; set; }

    [Inject]
    private CallContacts CallContacts { get; set; } = null!;

    [Inject]
    private ContactFinder Finder { get; set; } = null!;

    [Inject]
    private UserSession Session { get; set; } = null!;

    [Inject]
    private Undo Undo { get; set; } = null!;

    [Inject]
    private ISnackbar Snackbar { get; set; } = null!;

    [Inject]
    private IStringLocalizer<ShellTexts> Shell { get; set; } = null!;

    private Task FindAsync() => TryAsync(async caller =>
    {
        _found = [];
        try
        {
            var result = await Finder.FindAsync(caller, _text.Trim(), MostFound, CancellationToken.None);
            _found = result.Contacts;
            _say = result.Contacts.Count == 0 ? T["FindNone"].Value : result.HasMore ? T["FindMore"].Value : null;
        }
        catch (ArgumentException)
        {
            _say = T["FindFew"];
        }
    });

    private Task AssignAsync(Guid contact, string name) => TryAsync(async caller =>
    {
        var former = Contact?.ContactId;
        if (await CallContacts.AssignAsync(caller, Call.Id, contact, CancellationToken.None) is not { } assigned)
        {
            Snackbar.Add(T["Gone"], Severity.Warning);
            return;
        }

        (_isFinding, _found, _text, _say) = (false, [], string.Empty, null);
        _offered = assigned.Number == NewNumberOutcome.Offered;
        await OnChange.InvokeAsync();
        Undo.Offer(T["Assigned", name], async () =>
        {
            _offered = false;
            await PutBackAsync(former);
        });
    });

    private Task UnassignAsync() => TryAsync(async caller =>
    {
        if (await CallContacts.UnassignAsync(caller, Call.Id, CancellationToken.None) is not { } taken)
        {
            Snackbar.Add(T["Gone"], Severity.Warning);
            return;
        }

        _offered = false;
        await OnChange.InvokeAsync();
        Undo.Offer(T["Unassigned"], () => PutBackAsync(taken.FormerContactId));
    });

    private Task AddNumberAsync() => TryAsync(async caller =>
    {
        _offered = false;
        var added = await CallContacts.AddNumberAsync(caller, Call.Id, ContactNumberKind.Other, CancellationToken.None);
        Snackbar.Add(added is null ? T["Gone"] : T["NumberAdded"], added is null ? Severity.Warning : Severity.Success);
        await OnChange.InvokeAsync();
    });

    private async Task PutBackAsync(Guid? contact)
    {
        var caller = await Session.GetCallerAsync();
        _ = contact is { } former
            ? (object?)await CallContacts.AssignAsync(caller, Call.Id, former, CancellationToken.None)
            : await CallContacts.UnassignAsync(caller, Call.Id, CancellationToken.None);
        await InvokeAsync(OnChange.InvokeAsync);
    }

    private async Task TryAsync(Func<Caller, Task> act)
    {
        try
        {
            await act(await Session.GetCallerAsync());
        }
        catch (Exception error) when (error is AccessDeniedException or LedgerStoreException or SignedOutException)
        {
            Snackbar.Add(FailureText.Of(error, Shell).ToString(), Severity.Error);
        }
    }
}
