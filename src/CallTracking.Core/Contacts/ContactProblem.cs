namespace CallTracking.Contacts;

/// <summary>Something about a contact that cannot be taken.</summary>
/// <param name="Code">Which rule, stable, for programs and translations: <c>name.missing</c>.</param>
/// <param name="Field">The property concerned, as the API names it, or <c>field:KEY</c>; null when it is the contact as a whole.</param>
/// <param name="Message">One sentence that says what is wrong and what to do. It quotes no number and no name.</param>
public sealed record ContactProblem(string Code, string? Field, string Message);

/// <summary>A contact, or what belongs to one, was refused; nothing was changed.</summary>
public sealed class ContactRejectedException : Exception
{
    /// <summary>Refuses for one reason.</summary>
    /// <param name="code">Which rule.</param>
    /// <param name="field">The property concerned.</param>
    /// <param name="message">One sentence that says what is wrong and what to do.</param>
    public ContactRejectedException(string code, string? field, string message)
        : this([new ContactProblem(code, field, message)])
    {
    }

    /// <summary>Refuses for several reasons.</summary>
    /// <param name="problems">At least one.</param>
    public ContactRejectedException(IReadOnlyList<ContactProblem> problems)
        : base(string.Join(' ', problems.Select(problem => problem.Message)))
    {
        Problems = problems;
    }

    /// <summary>All that is wrong.</summary>
    public IReadOnlyList<ContactProblem> Problems { get; }
}
