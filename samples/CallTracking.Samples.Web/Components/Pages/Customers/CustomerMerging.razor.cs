using CallTracking.Contacts;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>Merges, splits and takes either back.</summary>
public sealed partial class CustomerMerging
{
    private readonly HashSet<Guid> _parts = [];
    private IReadOnlyList<ContactMerge> _merges = [];
    private ContactDetails? _other;
    private string _name = string.Empty;
    private Guid? _shown;

    /// <summary>The customer that stays.</summary>
    [Parameter]
    [EditorRequired]
    public ContactDetails One { get; set; } = null!;

    /// <summary>Something was done.</summary>
    [Parameter]
    public EventCallback OnChanged { get; set; }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        if (_shown != One.Contact.Id)
        {
            _shown = One.Contact.Id;
            await ReadAsync();
        }
    }

    private Task<bool> ReadAsync() =>
        ActAsync(async (caller, cancellationToken) => _merges = await Book.ListMergesAsync(caller, One.Contact.Id, cancellationToken));

    private Task<bool> PreviewAsync(Guid id) => ActAsync(async (caller, cancellationToken) => _other = await Book.GetAsync(caller, id, cancellationToken));

    private void Choose(Guid part, bool isChosen)
    {
        if (isChosen)
        {
            _parts.Add(part);
        }
        else
        {
            _parts.Remove(part);
        }
    }

    private async Task MergeAsync()
    {
        ContactMerge? merge = null;
        var name = _other!.Contact.Name;
        if (await ActAsync(async (caller, cancellationToken) => merge = await Book.MergeAsync(caller, One.Contact.Id, _other!.Contact.Id, cancellationToken)))
        {
            if (merge is null)
            {
                SayGone();
                return;
            }

            _other = null;
            await DoneAsync(T["Merge.Done", name], merge);
        }
    }

    private async Task SplitAsync()
    {
        ContactMerge? split = null;
        var name = _name.Trim();
        if (await ActAsync(async (caller, cancellationToken) => split = await Book.SplitAsync(
            caller, One.Contact.Id, new ContactDraft { Kind = One.Contact.Kind, Name = name }, _parts, cancellationToken)))
        {
            if (split is null)
            {
                SayGone();
                return;
            }

            _name = string.Empty;
            _parts.Clear();
            await DoneAsync(T["Split.Done", name], split);
        }
    }

    private async Task UndoAsync(ContactMerge merge)
    {
        if (await ActAsync((caller, cancellationToken) => Book.UndoMergeAsync(caller, merge.Id, cancellationToken)))
        {
            await OnChanged.InvokeAsync();
            await ReadAsync();
        }
    }

    private async Task DoneAsync(string text, ContactMerge merge)
    {
        var (book, session, changed) = (Book, Session, OnChanged);
        Undo.Offer(text, async () =>
        {
            await book.UndoMergeAsync(await session.GetCallerAsync(), merge.Id, CancellationToken.None);
            await InvokeAsync(async () =>
            {
                await changed.InvokeAsync();
                await ReadAsync();
                StateHasChanged();
            });
        });
        await changed.InvokeAsync();
        await ReadAsync();
    }

    private IEnumerable<(string Name, string? Left, string? Right)> Rows(ContactDetails left, ContactDetails right)
    {
        (string Name, Func<ContactDetails, string?> Value)[] rows =
        [
            (T["Name"], one => one.Contact.Name),
            (T["Field.addressAs"], one => one.Contact.AddressAs),
            (T["Field.kind"], one => T[$"Kind.{one.Contact.Kind}"]),
            (T["Numbers"], one => string.Join(", ", one.Numbers.Select(number => number.E164 ?? number.Raw))),
            (T["Emails"], one => string.Join(", ", one.Emails.Select(email => email.Address))),
            (T["Status"], one => one.Status?.Name),
            (T["Responsible"], one => one.Responsible),
            (T["Field.externalId"], one => one.Contact.ExternalId),
        ];
        return rows.Select(row => (row.Name, row.Value(left), row.Value(right)))
            .Where(row => !string.IsNullOrEmpty(row.Item2) || !string.IsNullOrEmpty(row.Item3));
    }
}
