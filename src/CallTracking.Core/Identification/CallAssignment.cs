using System.Text.Json;
using System.Text.Json.Serialization;
using CallTracking.Contacts;

namespace CallTracking.Identification;

/// <summary>The contact of a call, with what a list shows of it.</summary>
/// <param name="CallId">The call.</param>
/// <param name="ContactId">The contact; the one it was merged into, where it was.</param>
/// <param name="Name">The contact's name today.</param>
/// <param name="How">How they came together.</param>
/// <param name="At">When.</param>
/// <param name="ByEmployee">The employee who said so; null when it was found by the number.</param>
public sealed record CallContactName(Guid CallId, Guid ContactId, string Name, CallContactOrigin How, DateTimeOffset At, Guid? ByEmployee);

/// <summary>What became of saying who a call was with.</summary>
/// <param name="CallId">The call.</param>
/// <param name="ContactId">Its contact now.</param>
/// <param name="How">How they came together.</param>
/// <param name="Number">What became of the number.</param>
public sealed record CallAssignment(Guid CallId, Guid ContactId, CallContactOrigin How, NewNumberOutcome Number);

/// <summary>What became of taking the contact of a call away.</summary>
/// <param name="CallId">The call.</param>
/// <param name="FormerContactId">The contact that it had, as whom that is shown today.</param>
public sealed record CallUnassignment(Guid CallId, Guid FormerContactId);

/// <summary>What became of a caller's number.</summary>
public enum NewNumberOutcome
{
    /// <summary>There was nothing to add: the contact has it, or it is withheld, an extension or a short code.</summary>
    Nothing = 0,

    /// <summary>It is not on the contact's card: ask, and add it with <see cref="CallContacts.AddNumberAsync"/>.</summary>
    Offered = 1,

    /// <summary>It is on the contact's card now.</summary>
    Added = 2,

    /// <summary>It is not on the contact's card, and the policy is not to ask. The choice is remembered for the number.</summary>
    NotOffered = 3,
}

/// <summary>Who an unknown caller is.</summary>
/// <param name="Name">The name that is shown, 1 to 200 characters.</param>
public sealed record NewCaller(string Name)
{
    private const int NameLength = 200;
    private const int PartLength = 100;

    /// <summary>Person or organisation. Default: person.</summary>
    public ContactKind Kind { get; init; } = ContactKind.Person;

    /// <summary>Given name, at most 100 characters; null when unknown.</summary>
    public string? GivenName { get; init; }

    /// <summary>Family name, at most 100 characters; null when unknown.</summary>
    public string? FamilyName { get; init; }

    /// <summary>How to address the caller, at most 200 characters; null for the name.</summary>
    public string? AddressAs { get; init; }

    /// <summary>What kind of number the call came from. Default: not known.</summary>
    public ContactNumberKind NumberKind { get; init; }

    internal ContactDraft Draft() => new()
    {
        Kind = Kind,
        Name = Name.Trim(),
        GivenName = GivenName,
        FamilyName = FamilyName,
        AddressAs = AddressAs,
    };

    internal void ThrowIfInvalid()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            throw new ArgumentException("Name is empty: say who it is, 1 to 200 characters.", nameof(Name));
        }

        foreach (var (what, text, most) in new[]
        {
            (nameof(Name), Name, NameLength), (nameof(GivenName), GivenName, PartLength), (nameof(FamilyName), FamilyName, PartLength),
            (nameof(AddressAs), AddressAs, NameLength),
        })
        {
            if (text?.Length > most)
            {
                throw new ArgumentException($"{what} has {text.Length} characters: give at most {most}.", what);
            }

            if (text?.Any(char.IsControl) == true)
            {
                throw new ArgumentException($"{what} holds a control character: leave it out.", what);
            }
        }

        if (!Enum.IsDefined(Kind) || !Enum.IsDefined(NumberKind))
        {
            throw new ArgumentException("Kind is none that there is: give Person or Organisation, and one of the kinds of numbers.", nameof(Kind));
        }
    }
}

/// <summary>What the audit trail keeps of an assignment: ids, no numbers and no names.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(CallAssignment))]
[JsonSerializable(typeof(CallUnassignment))]
internal sealed partial class CallContactJson : JsonSerializerContext
{
    public static string? Of(object result) => result switch
    {
        CallAssignment assignment => JsonSerializer.Serialize(assignment, Default.CallAssignment),
        CallUnassignment unassignment => JsonSerializer.Serialize(unassignment, Default.CallUnassignment),
        _ => null,
    };
}
