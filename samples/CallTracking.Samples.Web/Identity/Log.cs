namespace CallTracking.Samples.Web.Identity;

/// <summary>What is told of sign-ins. Accounts by their ids: names and passwords are in no log.</summary>
internal static partial class Log
{
    [LoggerMessage(5001, LogLevel.Information, "Account {Account} signed in.")]
    public static partial void SignedIn(ILogger logger, Guid account);

    [LoggerMessage(5002, LogLevel.Warning, "A sign-in was refused.")]
    public static partial void Refused(ILogger logger);

    [LoggerMessage(5003, LogLevel.Warning, "Account {Account} is locked out after too many wrong passwords.")]
    public static partial void LockedOut(ILogger logger, Guid account);

    [LoggerMessage(5004, LogLevel.Warning, "Whether there is an administrator cannot be found out while the store is away: {Error}")]
    public static partial void FirstRunWaits(ILogger logger, string error);

    [LoggerMessage(5005, LogLevel.Information, "The first administrator was created: account {Account}.")]
    public static partial void FirstAdministrator(ILogger logger, Guid account);
}
