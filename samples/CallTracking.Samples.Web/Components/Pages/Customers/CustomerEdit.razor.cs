using CallTracking.Contacts;
using CallTracking.Storage;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>Changes a customer.</summary>
public sealed partial class CustomerEdit
{
    private CustomerForm _form = new();
    private CustomerForm _before = new();
    private CustomerForm _theirs = new();
    private ContactDetails? _newest;
    private Guid? _begun;

    /// <summary>The customer as the form begins.</summary>
    [Parameter]
    [EditorRequired]
    public ContactDetails One { get; set; } = null!;

    /// <summary>Definitions of the custom fields.</summary>
    [Parameter]
    [EditorRequired]
    public IReadOnlyList<ContactField> Fields { get; set; } = [];

    /// <summary>Was saved, or is to be shown as it is now.</summary>
    [Parameter]
    public EventCallback OnSaved { get; set; }

    /// <summary>Nothing is to be saved.</summary>
    [Parameter]
    public EventCallback OnCancel { get; set; }

    private long Revision { get; set; }

    /// <inheritdoc/>
    protected override void OnParametersSet()
    {
        // What is written stays when the card behind the form is read again.
        if (_begun != One.Contact.Id)
        {
            _begun = One.Contact.Id;
            (_form, _before, Revision) = (CustomerForm.Of(One), CustomerForm.Of(One), One.Contact.Revision);
        }
        else if (CustomerForm.Of(One).DifferenceTo(_before).Count == 0)
        {
            // A note or a number came meanwhile, nothing that stands in the form.
            Revision = One.Contact.Revision;
        }
    }

    private Task SaveAsync() => StoreAsync(Revision, _before);

    private async Task StoreAsync(long revision, CustomerForm before)
    {
        var id = One.Contact.Id;
        var isThere = false;
        ContactDetails? newest = null;
        var isDone = await ActAsync(async (caller, cancellationToken) =>
        {
            // Read by the store's own thread: the form may be written into meanwhile.
            var written = new CustomerForm();
            foreach (var (name, value) in _form.Values)
            {
                written[name] = value;
            }

            try
            {
                isThere = await Book.UpdateAsync(caller, id, draft => written.Apply(draft, before), revision, cancellationToken) is not null;
            }
            catch (RevisionConflictException)
            {
                newest = await Book.GetAsync(caller, id, cancellationToken);
                isThere = newest is not null;
                if (newest is not null && CustomerForm.Of(newest).DifferenceTo(before).Count == 0)
                {
                    // What changed stands not in the form: nobody's words are lost.
                    isThere = await Book.UpdateAsync(
                        caller, id, draft => written.Apply(draft, before), newest.Contact.Revision, cancellationToken) is not null;
                    newest = null;
                }
            }
        });
        if (!isDone)
        {
            return;
        }

        if (!isThere)
        {
            SayGone();
        }
        else if (newest is not null)
        {
            _newest = newest;
            _theirs = CustomerForm.Of(newest);

            // What only they changed is theirs; what both changed is to be decided.
            var mine = _form.DifferenceTo(before);
            foreach (var name in _form.DifferenceTo(_theirs).Except(mine).ToList())
            {
                _form[name] = _theirs[name];
            }

            if (_form.DifferenceTo(_theirs).Count == 0)
            {
                await OnSaved.InvokeAsync();
            }
        }
        else
        {
            Snackbar.Add(T["Saved"], MudBlazor.Severity.Success);
            await OnSaved.InvokeAsync();
        }
    }

    private string NameOf(string name) => name.StartsWith("field:", StringComparison.Ordinal)
        ? Fields.FirstOrDefault(field => field.Key == name["field:".Length..])?.Name ?? name["field:".Length..]
        : name == "responsibleId" ? T["Responsible"] : name == "debt" ? T["Debt"] : T[$"Field.{name}"];

    private string ValueOf(string name, CustomerForm form, ContactDetails newest) => form[name] switch
    {
        "" => T["None"],
        var id when name == "responsibleId" =>
            id == newest.Contact.ResponsibleId?.ToString() ? newest.Responsible ?? T["Somebody"]
            : id == One.Contact.ResponsibleId?.ToString() ? One.Responsible ?? T["Somebody"] : T["Somebody"],
        var kind when name == "kind" => T[$"Kind.{kind}"],
        var value => value,
    };
}
