using CallTracking.Access;
using CallTracking.Contacts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;
using Microsoft.Extensions.Options;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>One customer: who he is, what he owes, what happened, what is to do.</summary>
public sealed partial class CustomerPage
{
    private ContactDetails? _one;
    private ContactDebt? _debt;
    private CustomerTimeline? _timeline;
    private IReadOnlyList<ContactField> _fields = [];
    private IReadOnlyList<ContactStatus> _statuses = [];
    private Guid? _shown;
    private bool _isGone;
    private bool _isEditing;
    private bool _isMerging;

    /// <summary>The contact.</summary>
    [Parameter]
    public Guid Id { get; set; }

    /// <summary>A number that the customer was reached under and may not have on his card yet.</summary>
    [SupplyParameterFromQuery(Name = "addNumber")]
    private string? AddNumber { get; set; }

    /// <summary>The call whose number it is, which becomes his call.</summary>
    [SupplyParameterFromQuery(Name = "call")]
    private string? Call { get; set; }

    [Inject]
    private ContactBalances Balances { get; set; } = null!;

    [Inject]
    private Identification.CallContacts Calls { get; set; } = null!;

    [Inject]
    private IOptions<ContactOptions> Options { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != Id)
        {
            _shown = Id;
            (_one, _isGone, _isEditing, _isMerging) = (null, false, false, false);
            await LoadAsync();
        }
    }

    private Task<bool> LoadAsync() => ActAsync(ReadAsync);

    private async Task ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        var id = Id;
        var one = await Book.GetAsync(caller, id, cancellationToken);
        if (one?.Contact.MergedIntoId is not null && await Book.ResolveAsync(caller, id, cancellationToken) is { } survivor)
        {
            Navigation.NavigateTo($"/customers/{survivor}", replace: true);
            return;
        }

        _fields = await Book.ListFieldsAsync(caller, cancellationToken);
        _statuses = await Book.ListStatusesAsync(caller, cancellationToken);
        if (id != Id)
        {
            return;
        }

        (_one, _isGone) = (one, one is null);
        if (one is not null)
        {
            // The books may be slow: the card stands before they answer.
            _debt = null;
            StateHasChanged();
            _debt = await Balances.FindAsync(caller, one.Contact, cancellationToken);
        }
    }

    private Task SavedAsync()
    {
        _isEditing = false;
        return RenewAsync();
    }

    private async Task RenewAsync()
    {
        await LoadAsync();
        await RenewTimelineAsync();
    }

    private Task RenewTimelineAsync() => _timeline?.RenewAsync() ?? Task.CompletedTask;

    private async Task DeleteAsync()
    {
        var (id, name) = (Id, _one!.Contact.Name);
        var isDone = false;
        if (await ActAsync(async (caller, cancellationToken) =>
            isDone = await Book.DeleteAsync(caller, id, null, cancellationToken)))
        {
            if (!isDone)
            {
                (_one, _isGone) = (null, true);
                return;
            }

            var (session, book, navigation) = (Session, Book, Navigation);
            Undo.Offer(T["Deleted", name], async () =>
            {
                await book.RestoreAsync(await session.GetCallerAsync(), id, CancellationToken.None);
                navigation.NavigateTo($"/customers/{id}");
            });
            Navigation.NavigateTo("/customers");
        }
    }

    private Task<bool> SetPhotoAsync(InputFileChangeEventArgs change) => ChangeAsync(async (caller, cancellationToken) =>
    {
        if (change.File.Size > Options.Value.MaxPhotoBytes)
        {
            throw new ContactRejectedException("photo.large", "photo", "The picture is too large: send a smaller one.");
        }

        await using var source = change.File.OpenReadStream(Options.Value.MaxPhotoBytes, cancellationToken);
        using var bytes = new MemoryStream();
        await source.CopyToAsync(bytes, cancellationToken);
        return await Book.SetPhotoAsync(caller, Id, bytes.ToArray(), cancellationToken);
    });

    private async Task RemovePhotoAsync()
    {
        var (id, session, book) = (Id, Session, Book);
        var before = await Book.GetPhotoAsync(await Session.GetCallerAsync(Left), id, Left);
        if (await ChangeAsync((caller, cancellationToken) => Book.SetPhotoAsync(caller, id, ReadOnlyMemory<byte>.Empty, cancellationToken)) && before is not null)
        {
            Undo.Offer(T["Photo.Removed"], async () =>
            {
                await book.SetPhotoAsync(await session.GetCallerAsync(), id, before.Content, CancellationToken.None);
                await InvokeAsync(LoadAsync);
            });
        }
    }

    // A number that comes from a call goes there with the call: what it was is remembered for the next one.
    private async Task TakeNumberAsync()
    {
        if (await ChangeAsync(async (caller, cancellationToken) =>
        {
            if (Guid.TryParse(Call, out var call) && await Calls.AssignAsync(caller, call, Id, cancellationToken) is not null)
            {
                return await Calls.AddNumberAsync(caller, call, ContactNumberKind.Other, cancellationToken) is not null;
            }

            return await Book.AddNumberAsync(caller, Id, new NewContactNumber(AddNumber!), ContactNumberSource.Entered, cancellationToken) is not null;
        }))
        {
            Snackbar.Add(T["AddNumber.Done"], MudBlazor.Severity.Success);
            Navigation.NavigateTo($"/customers/{Id}", replace: true);
            await RenewTimelineAsync();
        }
    }

    /// <summary>Changes something and shows the customer as he is then.</summary>
    private async Task<bool> ChangeAsync(Func<Caller, CancellationToken, Task<bool>> change)
    {
        var isDone = false;
        if (!await ActAsync(async (caller, cancellationToken) => isDone = await change(caller, cancellationToken)))
        {
            return false;
        }

        await LoadAsync();
        return isDone;
    }
}
