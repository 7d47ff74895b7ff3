using Microsoft.AspNetCore.Identity;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Proves who somebody is; what he may do is said by the employee whose account it is.</summary>
internal sealed class Account : IdentityUser<Guid>
{
    /// <summary>The employee who signs in with it.</summary>
    public Guid EmployeeId { get; init; }

    /// <summary>An administrator took it away until further notice.</summary>
    public bool IsDisabled { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When somebody signed in with it the last time.</summary>
    public DateTimeOffset? SignedInAt { get; set; }
}

/// <summary>One browser in which somebody is signed in, from the sign-in to the sign-out.</summary>
internal sealed class SignInSession
{
    public Guid Id { get; init; }

    public Guid AccountId { get; init; }

    public DateTimeOffset BegunAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>What a one-time link is for.</summary>
internal enum LinkPurpose
{
    /// <summary>Creates the first administrator.</summary>
    FirstRun = 1,

    /// <summary>Sets the first password of an account.</summary>
    Invitation = 2,

    /// <summary>Sets another password.</summary>
    Reset = 3,

    /// <summary>Signs a demo user in.</summary>
    Demo = 4,
}

/// <summary>A link that works once. The link itself is kept nowhere; only its hash is.</summary>
internal sealed class OneTimeLink
{
    public Guid Id { get; init; }

    /// <summary>SHA-256 of the token in the link.</summary>
    public required byte[] Hash { get; init; }

    public LinkPurpose Purpose { get; init; }

    /// <summary>Whose account it is for; null at the first run.</summary>
    public Guid? AccountId { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }
}
