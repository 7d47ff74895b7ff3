using CallTracking.Storage;

namespace CallTracking.Identification;

/// <summary>Who a number was said to belong to: what an employee chose among several, or told of a number that is on no card.</summary>
public sealed class NumberChoice : ITenantOwned
{
    /// <summary>The tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>E.164; or <c>~</c> and the digits of a number that is only complete inside its area.</summary>
    public required string Number { get; init; }

    /// <summary>The contact.</summary>
    public required Guid ContactId { get; set; }

    /// <summary>When it was said last.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The employee who said so; null for the system.</summary>
    public Guid? ByEmployee { get; set; }
}
