using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace EmbedInExistingHost.Accounts;

/// <summary>The shop's own people. Both passwords are <c>embed-demo-1</c>: a demonstration on your own machine.</summary>
public sealed class AccountList
{
    private const string Password = "embed-demo-1";

    private static readonly PasswordHasher<string> Hasher = new();

    private readonly FrozenDictionary<string, string> _hashes =
        new[] { "anna", "boris" }.ToFrozenDictionary(static name => name, static name => Hasher.HashPassword(name, Password), StringComparer.Ordinal);

    /// <summary>Whether somebody of that name has that password.</summary>
    /// <param name="name">The name.</param>
    /// <param name="password">The password.</param>
    public bool Knows(string? name, string? password) => name is not null && password is not null && _hashes.TryGetValue(name, out var hash)
        && Hasher.VerifyHashedPassword(name, hash, password) != PasswordVerificationResult.Failed;
}
