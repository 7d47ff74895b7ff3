namespace CallTracking.Storage;

/// <summary>Somebody else changed it since it was read: read it again, and decide whether the change is still meant.</summary>
public sealed class RevisionConflictException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="what">What was to be changed: <c>contact</c>, <c>task</c>, …</param>
    /// <param name="id">Its id.</param>
    /// <param name="expected">The revision that was read.</param>
    /// <param name="current">The revision that it has now.</param>
    public RevisionConflictException(string what, Guid id, long expected, long current)
        : base($"The {what} {id} was changed meanwhile (revision {expected} was read, {current} is stored): read it again and repeat the change.")
    {
        Current = current;
    }

    /// <summary>The revision that it has now.</summary>
    public long Current { get; }
}
