using CallTracking.Access;
using CallTracking.Contacts;
using CallTracking.Identification;
using Microsoft.AspNetCore.Components;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>A new customer: from what somebody writes, or from a call, whose number and contact he becomes.</summary>
public sealed partial class NewCustomer
{
    private readonly CustomerForm _form = new() { ["kind"] = nameof(ContactKind.Person) };
    private IReadOnlyList<ContactField> _fields = [];
    private Guid? _call;
    private string _number = string.Empty;

    /// <summary>The number that called.</summary>
    [SupplyParameterFromQuery(Name = "number")]
    private string? Number { get; set; }

    /// <summary>The call.</summary>
    [SupplyParameterFromQuery(Name = "call")]
    private string? Call { get; set; }

    [Inject]
    private CallContacts Calls { get; set; } = null!;

    /// <inheritdoc/>
    protected override async Task OnInitializedAsync()
    {
        _call = Guid.TryParse(Call, out var call) ? call : null;
        _number = Number ?? string.Empty;
        await ActAsync(async (caller, cancellationToken) => _fields = await Book.ListFieldsAsync(caller, cancellationToken));
    }

    private async Task SaveAsync()
    {
        Guid? made = null;
        var isMade = await ActAsync(async (caller, cancellationToken) =>
        {
            var before = new CustomerForm { ["kind"] = nameof(ContactKind.Person) };
            var draft = new ContactDraft();
            _form.Apply(draft, before);
            made = _call is { } call
                ? await FromCallAsync(caller, call, draft, before, cancellationToken)
                : await FromFormAsync(caller, draft, cancellationToken);
        });
        if (isMade && made is { } id)
        {
            Snackbar.Add(T["Saved"], MudBlazor.Severity.Success);
            Navigation.NavigateTo($"/customers/{id}", replace: true);
        }
        else if (isMade)
        {
            SayGone();
        }
    }

    private async Task<Guid?> FromFormAsync(Caller caller, ContactDraft draft, CancellationToken cancellationToken)
    {
        if (_number.Trim() is { Length: > 0 } number)
        {
            draft.Numbers.Add(new NewContactNumber(number));
        }

        return (await Book.CreateAsync(caller, draft, cancellationToken)).Contact.Id;
    }

    // The call first: with the contact it gets its number and the earlier calls of it. What the call does not say comes after it.
    private async Task<Guid?> FromCallAsync(Caller caller, Guid call, ContactDraft draft, CustomerForm before, CancellationToken cancellationToken)
    {
        var name = draft.Name ?? $"{draft.GivenName} {draft.FamilyName}".Trim();
        if (name.Length == 0)
        {
            throw new ContactRejectedException("name.missing", "name", "A contact needs a name.");
        }

        var made = await Calls.CreateFromCallAsync(
            caller, call, new NewCaller(name) { Kind = draft.Kind, GivenName = draft.GivenName, FamilyName = draft.FamilyName, AddressAs = draft.AddressAs }, cancellationToken);
        if (made is null)
        {
            return null;
        }

        if (_form.DifferenceTo(before).Except(["kind", "name", "givenName", "familyName", "addressAs"]).Any())
        {
            await Book.UpdateAsync(caller, made.ContactId, edit => _form.Apply(edit, before), null, cancellationToken);
        }

        return made.ContactId;
    }

    /// <summary>He is a customer already: the call becomes his, and his card asks for the number.</summary>
    private async Task KnownAsync(Guid contact)
    {
        var isDone = await ActAsync(async (caller, cancellationToken) =>
        {
            if (_call is { } call)
            {
                await Calls.AssignAsync(caller, call, contact, cancellationToken);
            }
        });
        if (isDone)
        {
            Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
                $"/customers/{contact}", new Dictionary<string, object?> { ["addNumber"] = Number, ["call"] = _call?.ToString() }));
        }
    }
}
