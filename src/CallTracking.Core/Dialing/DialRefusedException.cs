namespace CallTracking.Dialing;

/// <summary>A call is not placed. The message is one line for people and says what to do; nothing rang.</summary>
public sealed class DialRefusedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">One line.</param>
    /// <param name="innerException">The cause, if any.</param>
    public DialRefusedException(DialRefusal reason, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Reason = reason;
    }

    /// <summary>Why.</summary>
    public DialRefusal Reason { get; }
}

/// <summary>Why a call is not placed.</summary>
public enum DialRefusal
{
    /// <summary>The number holds what no number holds, or is too long or too short.</summary>
    NotANumber = 1,

    /// <summary>The number is of a kind, or in a country, that may not be called: <see cref="DialingOptions"/>.</summary>
    NotAllowed = 2,

    /// <summary>There is no such employee, or he works here no more.</summary>
    NoEmployee = 3,

    /// <summary>The employee has no such extension now.</summary>
    NoExtension = 4,

    /// <summary>No link can place it now: it is down, held by another host, or its PBX places no calls.</summary>
    NoLink = 5,

    /// <summary>Too many calls of this employee within a minute.</summary>
    TooManyInAMinute = 6,

    /// <summary>Too many calls of this employee within 24 hours.</summary>
    TooManyInADay = 7,

    /// <summary>The employee is in as many calls that the program placed as he may.</summary>
    TooManyAtOnce = 8,

    /// <summary>The PBX refused it.</summary>
    RefusedByPbx = 9,
}
