using CallTracking.Calls;
using CallTracking.Dialing;

namespace CallTracking.Samples.Web.Dialing;

/// <summary>A call that the user placed from a page, as his screen shows it: still being asked for, going on, refused or over.</summary>
internal sealed class PlacedDial
{
    /// <summary>The number as the page shows it; null where it is only known whom the call is owed to.</summary>
    public string? Number { get; init; }

    /// <summary>The customer; null when unknown.</summary>
    public Guid? ContactId { get; init; }

    /// <summary>The obligation that it serves; null for none.</summary>
    public Guid? ObligationId { get; init; }

    /// <summary>When the user pressed.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>Since when both talk; null before.</summary>
    public DateTimeOffset? TalkingSince { get; set; }

    /// <summary>The call itself; null while it is asked for, and when it was refused.</summary>
    public DialHandle? Handle { get; set; }

    /// <summary>How far it is.</summary>
    public DialState? State { get; set; }

    /// <summary>Name of the text that says why it was not placed; null unless it was refused.</summary>
    public string? Refusal { get; set; }

    /// <summary>Whether hanging up was tried in vain.</summary>
    public bool HangUpFailed { get; set; }

    /// <summary>Whether nothing more will come of it.</summary>
    public bool IsOver => Refusal is not null || State?.Outcome is not null;

    /// <summary>Whether the customer was reached.</summary>
    public bool IsReached => State?.Outcome?.Outcome == CallOutcome.Answered;

    /// <summary>Names of the texts that say how far it is, the most exact one first.</summary>
    public IEnumerable<string> Words
    {
        get
        {
            if (Refusal is not null)
            {
                return [$"Refused.{Refusal}"];
            }

            if (State?.Outcome is { } outcome)
            {
                return outcome.Reason is { } reason
                    ? [$"Outcome.{outcome.Outcome}.{reason}", $"Outcome.{outcome.Outcome}"] : [$"Outcome.{outcome.Outcome}"];
            }

            return
            [
                "State." + State switch
                {
                    { Customer: DialProgress.Lifted } => "Talking",
                    { Customer: DialProgress.Ringing } => "CustomerRinging",
                    { Customer: DialProgress.NotReached or DialProgress.Left } => "Ending",
                    { Agent: DialProgress.Lifted } => "Connecting",
                    { Agent: DialProgress.Ringing } => "AgentRinging",
                    { Agent: DialProgress.NotReached or DialProgress.Left } => "Ending",
                    _ => "Asked",
                },
            ];
        }
    }

    /// <summary>Whether it is the call of a number or obligation that a page shows.</summary>
    public bool IsOf(string? number, Guid? obligation) => obligation is not null ? ObligationId == obligation : ObligationId is null && Number == number;
}
