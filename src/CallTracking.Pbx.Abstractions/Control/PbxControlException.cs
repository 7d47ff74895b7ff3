namespace CallTracking.Pbx;

/// <summary>A command could not be given to a PBX. The message is one line for people and says what to do.</summary>
public sealed class PbxControlException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="message">One line that names the place and the cure.</param>
    /// <param name="innerException">The cause, if any.</param>
    public PbxControlException(PbxControlFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
    }

    /// <summary>What went wrong.</summary>
    public PbxControlFailure Failure { get; }
}

/// <summary>Why a command could not be given to a PBX.</summary>
public enum PbxControlFailure
{
    /// <summary>The link is not connected; nothing was sent.</summary>
    LinkDown,

    /// <summary>This PBX, or this link as it is set up, cannot do it; nothing was sent.</summary>
    NotAble,

    /// <summary>It was sent and not answered: the PBX took too long or the link broke. Whether it was done, only events tell.</summary>
    Unanswered,
}
