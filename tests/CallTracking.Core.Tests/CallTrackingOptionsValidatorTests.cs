using CallTracking.Numbering;

namespace CallTracking.Core.Tests;

public sealed class CallTrackingOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_AreRight()
    {
        Failures(_ => { }).Should().BeEmpty();
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { nameof(CallTrackingOptions.Tenant), "Tenant is empty; give 1 to 64 printable characters, or leave it at 'default'." },
        { nameof(CallTrackingOptions.InboxCapacity), "InboxCapacity is 3; give 64 to 1048576." },
        { nameof(CallTrackingOptions.MaxBatch), "MaxBatch is 0; give 1 to 1048576." },
        { nameof(CallTrackingOptions.SubscriberBuffer), "SubscriberBuffer is 0; give 16 to 1048576." },
        { nameof(CallTrackingOptions.EventLogRetention), "EventLogRetention is -1.00:00:00; give 00:00:00 to 3653.00:00:00." },
        { nameof(CallTrackingOptions.MaxCallDuration), "MaxCallDuration is 00:00:01; give 00:01:00 to 30.00:00:00." },
        { nameof(CallTrackingOptions.MaxRetryDelay), "MaxRetryDelay is 00:00:00; give 00:00:01 to 01:00:00." },
        { nameof(CallTrackingOptions.StableAfter), "StableAfter is 1.00:00:00; give 00:00:00 to 01:00:00." },
        { nameof(CallTrackingOptions.Site), "Site is null; give a SiteOptions, or leave it out for the defaults." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Validate_OneWrongOption_NamesItAndTheCure(string option, string message)
    {
        var failures = Failures(o =>
        {
            switch (option)
            {
                case nameof(o.Tenant): o.Tenant = " "; break;
                case nameof(o.InboxCapacity): o.InboxCapacity = 3; break;
                case nameof(o.MaxBatch): o.MaxBatch = 0; break;
                case nameof(o.SubscriberBuffer): o.SubscriberBuffer = 0; break;
                case nameof(o.EventLogRetention): o.EventLogRetention = TimeSpan.FromDays(-1); break;
                case nameof(o.MaxCallDuration): o.MaxCallDuration = TimeSpan.FromSeconds(1); break;
                case nameof(o.MaxRetryDelay): o.MaxRetryDelay = TimeSpan.Zero; break;
                case nameof(o.StableAfter): o.StableAfter = TimeSpan.FromDays(1); break;
                case nameof(o.Site): o.Site = null!; break;
            }
        });

        failures.Should().Equal(message);
    }

    [Fact]
    public void Validate_WrongSites_SayWhichSite()
    {
        var failures = Failures(o =>
        {
            o.Site.Country = "Cambodia";
            o.LinkSites["branch"] = new SiteOptions { Extensions = "(" };
        });

        failures.Should().HaveCount(2);
        failures[0].Should().StartWith("Site.Country 'Cambodia' is not a country");
        failures[1].Should().StartWith("LinkSites[branch].Extensions '(' is not a regular expression");
    }

    private static List<string> Failures(Action<CallTrackingOptions> change)
    {
        var options = new CallTrackingOptions();
        change(options);
        return [.. new CallTrackingOptionsValidator().Validate(null, options).Failures ?? []];
    }
}
