using CallTracking.Samples.Web.Identity;
using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Identity;

/// <summary>What somebody types who gets an account.</summary>
internal sealed class NewAccountInput
{
    public string? Name { get; set; }

    public string? User { get; set; }

    public string? Password { get; set; }

    public string? Repeat { get; set; }

    /// <summary>What is wrong before the store is asked; null for nothing.</summary>
    public string? Problem(IStringLocalizer<IdentityTexts> texts, bool withName) => this switch
    {
        _ when withName && Name?.Trim() is not { Length: >= 1 and <= 200 } => texts["NameInvalid"].Value,
        _ when withName && (User?.Trim() is not { Length: >= 1 and <= 200 } user || user.Any(char.IsControl)) => texts["UserInvalid"].Value,
        _ when Password != Repeat => texts["PasswordsDiffer"].Value,
        { Password: null } or { Password.Length: < AccountSetup.ShortestPassword } => texts["PasswordTooShort", AccountSetup.ShortestPassword].Value,
        _ => null,
    };

    /// <summary>What the accounts said, in the language of the page.</summary>
    public static string Words(IStringLocalizer<IdentityTexts> texts, IdentityResult result) => result.Errors.FirstOrDefault()?.Code switch
    {
        nameof(IdentityErrorDescriber.PasswordTooShort) => texts["PasswordTooShort", AccountSetup.ShortestPassword].Value,
        GuessablePasswords.TooLongCode => texts["PasswordTooLong", AccountSetup.LongestPassword].Value,
        GuessablePasswords.Code => texts["PasswordGuessable"].Value,
        nameof(IdentityErrorDescriber.DuplicateUserName) => texts["UserTaken"].Value,
        nameof(IdentityErrorDescriber.InvalidUserName) => texts["UserInvalid"].Value,
        _ => texts["Failed"].Value,
    };
}
