using Microsoft.Extensions.Logging;

namespace CallTracking.Webhooks;

internal static partial class Log
{
    [LoggerMessage(5101, LogLevel.Warning, "Webhook {Subscription}: message {Delivery} was not taken at attempt {Attempt} (status {Status}, {Error}); given up: {IsDead}.")]
    public static partial void AttemptFailed(
        ILogger logger, Guid subscription, Guid delivery, int attempt, int? status, string error, bool isDead);

    [LoggerMessage(5102, LogLevel.Warning, "Webhook {Subscription} is disabled: its receiver answered 410 (gone). Change it to make it active again.")]
    public static partial void Disabled(ILogger logger, Guid subscription);

    [LoggerMessage(5103, LogLevel.Warning, "Webhooks are not sent, the store does not answer; they are tried again: {Error}")]
    public static partial void StoreFailed(ILogger logger, string error);

    [LoggerMessage(5104, LogLevel.Error, "Webhook {Subscription} could not be served; it is tried again.")]
    public static partial void ServingFailed(ILogger logger, Guid subscription, Exception exception);
}
