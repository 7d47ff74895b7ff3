using Microsoft.AspNetCore.Identity;

namespace CallTracking.Samples.Web.Identity;

/// <summary>Refuses what is long enough and still among the first guesses: the user's own name, one sign or a short run over and over, a
/// run of the keyboard.</summary>
internal sealed class GuessablePasswords : IPasswordValidator<Account>
{
    /// <summary>Code of the error.</summary>
    public const string Code = "PasswordGuessable";

    public const string TooLongCode = "PasswordTooLong";

    private static readonly string[] Runs =
        ["abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "йцукенгшщзхъфывапролджэячсмитьбю"];

    private static readonly string[] Words = ["calltracking", "password", "passw0rd", "пароль", "welcome", "letmein", "administrator"];

    public Task<IdentityResult> ValidateAsync(UserManager<Account> manager, Account user, string? password) => Task.FromResult(
        password is null ? IdentityResult.Success
        : password.Length > AccountSetup.LongestPassword ? IdentityResult.Failed(new IdentityError { Code = TooLongCode, Description = "The password is too long." })
        : IsGuessable(password, user.UserName) ? IdentityResult.Failed(new IdentityError { Code = Code, Description = "The password is easily guessed." })
        : IdentityResult.Success);

    internal static bool IsGuessable(string password, string? user)
    {
        var rest = password.ToLowerInvariant();
        if (rest.Distinct().Count() < 4 || Runs.Any(run => run.Contains(rest, StringComparison.Ordinal)))
        {
            return true;
        }

        // What is left beside words that everybody tries has to be worth guessing.
        foreach (var word in user is { Length: >= 4 } ? Words.Append(user.ToLowerInvariant()) : Words)
        {
            rest = rest.Replace(word, string.Empty, StringComparison.Ordinal);
        }

        return rest.Length < 6 && rest.Length < password.Length;
    }
}
