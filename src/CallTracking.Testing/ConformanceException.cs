namespace CallTracking.Testing;

/// <summary>A check of a conformance kit was not met. The message says which, what was expected and what was seen.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What was expected and what was seen.</param>
    /// <param name="innerException">What was thrown instead, if anything.</param>
    public ConformanceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
