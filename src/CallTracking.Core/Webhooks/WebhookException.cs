namespace CallTracking.Webhooks;

/// <summary>A change of a webhook that cannot be made. The message is one line that says what to do.</summary>
public sealed class WebhookException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">One line.</param>
    public WebhookException(WebhookFault fault, string message)
        : base(message)
    {
        Fault = fault;
    }

    /// <summary>What is wrong.</summary>
    public WebhookFault Fault { get; }
}

/// <summary>What can be wrong with a webhook.</summary>
public enum WebhookFault
{
    /// <summary>A value cannot be used.</summary>
    Invalid = 1,

    /// <summary>There is no such webhook or message.</summary>
    NotFound = 2,

    /// <summary>The tenant has as many as it may.</summary>
    TooMany = 3,

    /// <summary>The host keeps no secrets: it lacks an <see cref="IWebhookSecrets"/>.</summary>
    NoSecrets = 4,
}
