using CallTracking.Links;
using CallTracking.Pbx;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CallTracking.Core.Tests.Links;

public sealed class LinkHealthCheckTests
{
    private static readonly DateTimeOffset Since = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(LinkState.Starting, HealthStatus.Degraded)]
    [InlineData(LinkState.Connecting, HealthStatus.Degraded)]
    [InlineData(LinkState.Up, HealthStatus.Healthy)]
    [InlineData(LinkState.Down, HealthStatus.Unhealthy)]
    [InlineData(LinkState.Failed, HealthStatus.Unhealthy)]
    [InlineData(LinkState.Finished, HealthStatus.Healthy)]
    [InlineData(LinkState.Stopped, HealthStatus.Healthy)]
    public void Judge_EachState_IsHonest(LinkState state, HealthStatus health)
    {
        LinkHealthCheck.Judge(Status(state), HealthStatus.Unhealthy).Status.Should().Be(health);
    }

    [Fact]
    public void Judge_Down_SaysWhy()
    {
        var status = Status(LinkState.Down) with { Failure = PbxLinkFailure.Unreachable, LastError = "Nobody answers at pbx:5038." };

        LinkHealthCheck.Judge(status, HealthStatus.Unhealthy).Description.Should().Be("Nobody answers at pbx:5038.");
    }

    [Fact]
    public void Judge_StoreTakesNothing_IsDegradedThoughTheLinkIsUp()
    {
        var result = LinkHealthCheck.Judge(Status(LinkState.Up) with { StoreError = "The disk is full." }, HealthStatus.Unhealthy);

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("The disk is full.");
    }

    [Fact]
    public void Judge_InboxFull_SaysThatThePbxIsNotRead()
    {
        var result = LinkHealthCheck.Judge(Status(LinkState.Up) with { InboxFullSince = Since, Backlog = 8_192 }, HealthStatus.Unhealthy);

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("not read");
        result.Data["backlog"].Should().Be(8_192);
    }

    [Fact]
    public void Judge_StoreIsAwayAtTheStart_IsNotHealthyBecauseNothingIsHeard()
    {
        var result = LinkHealthCheck.Judge(Status(LinkState.Starting) with { StoreError = "Nobody answers." }, HealthStatus.Unhealthy);

        result.Status.Should().Be(HealthStatus.Unhealthy);
        result.Description.Should().Contain("Nobody answers.");
    }

    [Fact]
    public void Judge_CallsWaitInTheSpool_IsDegradedUntilItIsDrained()
    {
        var away = Status(LinkState.Up) with { StoreError = "Nobody answers.", SpooledSince = Since, SpoolBytes = 77 };

        var result = LinkHealthCheck.Judge(away, HealthStatus.Unhealthy);
        var later = LinkHealthCheck.Judge(away with { StoreError = null }, HealthStatus.Unhealthy);

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("spool").And.Contain("Nobody answers.");
        result.Data["spoolBytes"].Should().Be(77L);
        later.Status.Should().Be(HealthStatus.Degraded);
        later.Description.Should().Contain("catches up");
    }

    [Fact]
    public void Judge_SpoolTakesNothingEither_IsUnhealthy()
    {
        var status = Status(LinkState.Up) with { StoreError = "Nobody answers.", SpooledSince = Since, SpoolError = "The spool is full." };

        LinkHealthCheck.Judge(status, HealthStatus.Unhealthy).Should().BeEquivalentTo(
            new { Status = HealthStatus.Unhealthy }, options => options.ExcludingMissingMembers());
        LinkHealthCheck.Judge(status, HealthStatus.Unhealthy).Description.Should().Contain("The spool is full.");
    }

    [Fact]
    public void Judge_SpoolCannotBeUsedThoughTheStoreAnswers_IsDegraded()
    {
        var result = LinkHealthCheck.Judge(Status(LinkState.Up) with { SpoolError = "No right to write." }, HealthStatus.Unhealthy);

        result.Status.Should().Be(HealthStatus.Degraded);
        result.Description.Should().Contain("No right to write.");
    }

    private static LinkStatus Status(LinkState state) => new() { Link = "office", State = state, Since = Since };
}
