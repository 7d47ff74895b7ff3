using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>Customers who may be the same.</summary>
public sealed partial class DuplicatesPage
{
    private const int PageSize = 20;
    private List<Group>? _groups;
    private IAsyncEnumerator<ContactDuplicate>? _found;
    private CancellationTokenSource? _search;
    private ContactDuplicateReason _reason = ContactDuplicateReason.Email;
    private bool _hasMore;

    [Inject]
    private ContactDuplicates Duplicates { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        await ActAsync((caller, _) =>
        {
            _reason = caller.Access.Hides(FieldMask.Numbers) ? ContactDuplicateReason.Email : ContactDuplicateReason.Number;
            return Task.CompletedTask;
        });
        await ReadAsync();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            _search?.Cancel();
            _search?.Dispose();
            _search = null;
        }

        base.Dispose(isDisposing);
    }

    private async Task ChooseAsync(ChangeEventArgs change)
    {
        _reason = Enum.TryParse<ContactDuplicateReason>(change.Value as string, out var reason) ? reason : _reason;
        await ReadAsync();
    }

    private Task ReadAsync()
    {
        if (IsBusy && _groups is not null)
        {
            return Task.CompletedTask;
        }

        (_groups, _hasMore, _found) = (null, false, null);
        _search?.Cancel();
        _search?.Dispose();
        _search = CancellationTokenSource.CreateLinkedTokenSource(Left);
        return ActAsync(async (caller, _) =>
        {
            var search = _search.Token;
            _found = Duplicates.FindAsync(caller, _reason, search).GetAsyncEnumerator(search);
            await TakeAsync(caller, [], search);
        });
    }

    private Task<bool> MoreAsync() => ActAsync((caller, _) => TakeAsync(caller, _groups!, _search!.Token));

    private async Task TakeAsync(Caller caller, List<Group> groups, CancellationToken cancellationToken)
    {
        var found = _found!;
        var isMore = true;
        for (var taken = 0; taken < PageSize && (isMore = await found.MoveNextAsync()); taken++)
        {
            var details = await Book.GetManyAsync(caller, found.Current.Contacts, cancellationToken);
            var contacts = found.Current.Contacts.Select(id => details.GetValueOrDefault(id)).OfType<ContactDetails>().ToList();
            if (contacts.Count > 1)
            {
                groups.Add(new Group(found.Current, contacts));
            }
        }

        if (found == _found)
        {
            (_groups, _hasMore) = (groups, isMore);
        }
    }

    private async Task MergeAsync(Group group, ContactDetails survivor)
    {
        List<Guid> merges = [];
        var isDone = await ActAsync(async (caller, cancellationToken) =>
        {
            foreach (var other in group.Contacts.Where(one => one != survivor))
            {
                if (await Book.MergeAsync(caller, survivor.Contact.Id, other.Contact.Id, cancellationToken) is { } merge)
                {
                    merges.Add(merge.Id);
                }
            }
        });
        if (merges.Count > 0)
        {
            _groups!.Remove(group);
            var (book, session) = (Book, Session);
            Undo.Offer(Plural.Of(T, "Duplicates.Done", merges.Count), async () =>
            {
                var caller = await session.GetCallerAsync();
                foreach (var merge in Enumerable.Reverse(merges))
                {
                    await book.UndoMergeAsync(caller, merge, CancellationToken.None);
                }

                await InvokeAsync(async () =>
                {
                    await ReadAsync();
                    StateHasChanged();
                });
            });
        }
        else if (isDone)
        {
            SayGone();
        }
    }

    private async Task DismissAsync(Group group)
    {
        if (await ActAsync(async (caller, cancellationToken) =>
        {
            var ids = group.Contacts.Select(one => one.Contact.Id).ToList();
            for (var first = 0; first < ids.Count; first++)
            {
                for (var second = first + 1; second < ids.Count; second++)
                {
                    await Duplicates.DismissAsync(caller, ids[first], ids[second], cancellationToken);
                }
            }
        }))
        {
            _groups!.Remove(group);
            Snackbar.Add(T["Duplicates.Distinct.Done"], MudBlazor.Severity.Success);
        }
    }

    private sealed record Group(ContactDuplicate Found, IReadOnlyList<ContactDetails> Contacts);
}
