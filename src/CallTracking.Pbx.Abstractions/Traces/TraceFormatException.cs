namespace CallTracking.Pbx.Traces;

/// <summary>A file cannot be read as a trace. The message is one line that names file, place and cure.</summary>
public sealed class TraceFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line that names file, place and cure.</param>
    /// <param name="innerException">What lies behind it, if something does.</param>
    public TraceFormatException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
