using Microsoft.Extensions.Options;

namespace CallTracking.Webhooks;

/// <summary>How webhooks are sent. Checked when the host starts.</summary>
public sealed class WebhookOptions
{
    /// <summary>How long an attempt may take, from the look-up of the name to the end of the answer. Default 15 s; 1 s to 2 min.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Longest pause between two attempts; the first is 5 seconds, each next one three times as long, and each is jittered. Default
    /// 1 hour; 5 s to 1 day.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>After how long without success a message is given up. Default 3 days; 1 min to 30 days.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long messages that were taken are kept for replay. Default 7 days; zero to 1 year.</summary>
    public TimeSpan KeepDelivered { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long messages that were given up are kept for replay. Default 30 days; zero to 1 year.</summary>
    public TimeSpan KeepDead { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Whether this machine itself may be an address, and plain http to it: for tests and a receiver beside the host. Default
    /// false.</summary>
    public bool AllowLoopback { get; set; }

    /// <summary>Whether addresses of private networks may be told. Whoever may add webhooks can then reach what stands behind the
    /// firewall. Default false.</summary>
    public bool AllowPrivateNetworks { get; set; }

    /// <summary>How many messages are on their way to one subscription at a time; those about one thing never are. Default 4; 1 to 32.</summary>
    public int Parallel { get; set; } = 4;
}

internal sealed class WebhookOptionsValidator : IValidateOptions<WebhookOptions>
{
    public ValidateOptionsResult Validate(string? name, WebhookOptions options)
    {
        List<string> failures = [];
        Check(nameof(options.Timeout), options.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));
        Check(nameof(options.MaxRetryDelay), options.MaxRetryDelay, TimeSpan.FromSeconds(5), TimeSpan.FromDays(1));
        Check(nameof(options.GiveUpAfter), options.GiveUpAfter, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        Check(nameof(options.KeepDelivered), options.KeepDelivered, TimeSpan.Zero, TimeSpan.FromDays(366));
        Check(nameof(options.KeepDead), options.KeepDead, TimeSpan.Zero, TimeSpan.FromDays(366));
        if (options.Parallel is < 1 or > 32)
        {
            failures.Add($"{nameof(WebhookOptions)}.{nameof(options.Parallel)}: give 1 to 32.");
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check(string option, TimeSpan value, TimeSpan least, TimeSpan most)
        {
            if (value < least || value > most)
            {
                failures.Add($"{nameof(WebhookOptions)}.{option} is {value}: give {least} to {most}.");
            }
        }
    }
}
