using CallTracking.Calls;
using CallTracking.Contacts;

namespace CallTracking.ScreenPop;

/// <summary>Everything that helps to talk with the caller, as the employee may see it.</summary>
/// <remarks>A picture of one moment. Parts that the employee has no permission for are empty.</remarks>
public sealed record PopCard
{
    /// <summary>The call.</summary>
    public required Guid CallId { get; init; }

    /// <summary>Who called whom.</summary>
    public CallDirection Direction { get; init; }

    /// <summary>What the call does.</summary>
    public CallState State { get; init; }

    /// <summary>When it began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The number outside; null when withheld or internal. Masked for whom numbers are hidden from.</summary>
    public string? Number { get; init; }

    /// <summary>The number that was called: the DID of an inbound call.</summary>
    public string? DialedNumber { get; init; }

    /// <summary>The queue through which it came; null for none.</summary>
    public string? Queue { get; init; }

    /// <summary>Whether the card is shown because the call is on the employee's own screens, whatever rows his roles reach.</summary>
    public bool IsGranted { get; init; }

    /// <summary>Who calls; null when nobody is known.</summary>
    public CardContact? Contact { get; init; }

    /// <summary>Who else it may be, the likeliest first; empty where there is no doubt.</summary>
    public IReadOnlyList<CardCandidate> Candidates { get; init; } = [];

    /// <summary>The employee who spoke with the contact last; null when nobody did.</summary>
    public CardEmployee? LastHandler { get; init; }

    /// <summary>The last calls with the contact, else with the number, latest first, this one left out.</summary>
    public IReadOnlyList<CardCall> LastCalls { get; init; } = [];

    /// <summary>Open tasks about the contact, the first due first.</summary>
    public IReadOnlyList<CardTask> OpenTasks { get; init; } = [];

    /// <summary>Calls that the contact is owed, the first due first.</summary>
    public IReadOnlyList<CardObligation> OpenObligations { get; init; } = [];

    /// <summary>The mark that the contact gave last; null when it never gave one.</summary>
    public CardRating? LastRating { get; init; }

    /// <summary>Names of the parts that could not be read, or not in time: the card is not whole.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];
}

/// <summary>Who calls.</summary>
/// <param name="Id">The contact.</param>
/// <param name="Kind">Person or organisation.</param>
/// <param name="Name">The name.</param>
/// <param name="AddressAs">How to address the caller.</param>
/// <param name="Organisation">Name of the organisation of a person; null for none.</param>
/// <param name="Numbers">The contact's numbers, the primary one first. Masked for whom numbers are hidden from.</param>
/// <param name="Status">Name of the status; null for none.</param>
/// <param name="StatusColor">Colour of the status, <c>#rrggbb</c>; null for none.</param>
/// <param name="StatusSince">Since when it has that status.</param>
/// <param name="Discount">In percent; null for none.</param>
/// <param name="Debt">What the contact owes; null when not known, and for whom debts are hidden from.</param>
/// <param name="DebtCurrency">ISO 4217; null without a debt.</param>
/// <param name="Responsible">Who works with the contact; null for nobody.</param>
/// <param name="Language">Language that the contact speaks (BCP 47); null when unknown.</param>
/// <param name="PhotoId">The photo; null for none.</param>
public sealed record CardContact(
    Guid Id, ContactKind Kind, string Name, string AddressAs, string? Organisation, IReadOnlyList<CardNumber> Numbers, string? Status,
    string? StatusColor, DateTimeOffset? StatusSince, decimal? Discount, decimal? Debt, string? DebtCurrency, CardEmployee? Responsible,
    string? Language, Guid? PhotoId);

/// <summary>A number of a contact.</summary>
/// <param name="Number">In E.164 where possible, else as entered.</param>
/// <param name="Kind">What kind.</param>
/// <param name="Label">What people call it; null for nothing.</param>
/// <param name="IsPrimary">Whether it is the first to dial.</param>
public sealed record CardNumber(string Number, ContactNumberKind Kind, string? Label, bool IsPrimary);

/// <summary>Somebody it may be.</summary>
/// <param name="ContactId">The contact; null for somebody whom only the host's look-up knows.</param>
/// <param name="Name">The name.</param>
/// <param name="Confidence">From 0 to 1.</param>
public sealed record CardCandidate(Guid? ContactId, string Name, double Confidence);

/// <summary>An employee on a card.</summary>
/// <param name="Id">Who.</param>
/// <param name="Name">The name; null when the employee is not in the directory any more.</param>
public sealed record CardEmployee(Guid Id, string? Name);

/// <summary>A call of before.</summary>
/// <param name="CallId">Which.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Direction">Who called whom.</param>
/// <param name="Outcome">How it went; null while it lasts.</param>
/// <param name="IsUnserved">Whether the customer left without what he called for.</param>
/// <param name="Talk">How long our side talked.</param>
/// <param name="Employee">Who talked last; null when nobody did, or no employee.</param>
public sealed record CardCall(
    Guid CallId, DateTimeOffset StartedAt, CallDirection Direction, CallOutcome? Outcome, bool IsUnserved, TimeSpan Talk, CardEmployee? Employee);

/// <summary>An open task.</summary>
/// <param name="Id">Which.</param>
/// <param name="Title">What is to be done.</param>
/// <param name="DueAt">Until when; null for no date.</param>
/// <param name="Assignee">Who is to do it; null for nobody yet.</param>
public sealed record CardTask(Guid Id, string Title, DateTimeOffset? DueAt, CardEmployee? Assignee);

/// <summary>A call that the contact is owed.</summary>
/// <param name="Id">Which.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="Calls">How many calls went unserved.</param>
/// <param name="Owner">Who is to call; null for nobody yet.</param>
public sealed record CardObligation(Guid Id, DateTimeOffset OpenedAt, DateTimeOffset DueAt, int Calls, CardEmployee? Owner);

/// <summary>A mark.</summary>
/// <param name="CallId">The call that was rated.</param>
/// <param name="Score">The mark.</param>
/// <param name="Lowest">The worst mark of its scale.</param>
/// <param name="Highest">The best mark of its scale.</param>
/// <param name="Comment">In the customer's words; null for none.</param>
/// <param name="At">When.</param>
/// <param name="Employee">Who was rated; null when not known.</param>
public sealed record CardRating(Guid CallId, int Score, int Lowest, int Highest, string? Comment, DateTimeOffset At, CardEmployee? Employee);
