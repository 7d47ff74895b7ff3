using CallTracking.Calls;
using CallTracking.Samples.Web.Components.Pages.Calls;

namespace CallTracking.Samples.Web.Calls;

public sealed class CallsViewTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 20, 0, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Far = TimeZoneInfo.CreateCustomTimeZone("far", TimeSpan.FromHours(7), "far", "far");

    [Fact]
    public void ToUri_EveryCondition_ComesBackFromTheAddress()
    {
        var view = new CallsView
        {
            Period = CallPeriod.Own,
            From = new DateOnly(2026, 11, 1),
            To = new DateOnly(2026, 11, 2),
            Directions = [CallDirection.Inbound, CallDirection.Internal],
            Outcomes = [CallOutcome.NoAnswer],
            Employee = Guid.NewGuid(),
            Department = Guid.NewGuid(),
            Contact = Guid.NewGuid(),
            Number = "+1 202 555 0111",
            Link = "office & branch",
            Queue = "sales",
            Least = 5,
            Most = 60,
            Unserved = true,
        };
        CallsView.Of("http://host" + view.ToUri()).Should().BeEquivalentTo(view);
        CallsView.Of("http://host/calls").IsEverything.Should().BeTrue();
    }

    [Fact]
    public void Query_WithANumber_LeavesItOut()
    {
        var view = new CallsView { Number = "0111", Unserved = true };
        view.Query.Should().Be("?unserved=1");
        view.ToUri().Should().Be("/calls?unserved=1#number=0111", "what stands behind # is not sent to any server");
    }

    [Theory]
    [InlineData("?direction=sideways&outcome=7&employee=me&from=yesterday&least=-1&period=42")]
    [InlineData("?direction=&queue=%20&most=9999999999")]
    public void Of_WhatItDoesNotUnderstand_DoesNotRestrict(string query) => CallsView.Of("http://host/calls" + query).IsEverything.Should().BeTrue();

    [Fact]
    public void Of_PeriodTheWrongWayRound_IsTurned()
    {
        var view = CallsView.Of("http://host/calls?from=2026-11-03&to=2026-11-01");
        (view.From, view.To).Should().Be((new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 3)));
    }

    [Fact]
    public void ToFilter_NamedPeriods_AreDaysOfTheUsersClock()
    {
        // There it is three in the morning of the 24th.
        new CallsView { Period = CallPeriod.Today }.ToFilter(Far, Now).From.Should().Be(new DateTimeOffset(2026, 11, 23, 17, 0, 0, TimeSpan.Zero));
        var yesterday = new CallsView { Period = CallPeriod.Yesterday }.ToFilter(Far, Now);
        (yesterday.To - yesterday.From).Should().Be(TimeSpan.FromDays(1));
        new CallsView { Period = CallPeriod.Week }.ToFilter(Far, Now).From.Should().Be(new DateTimeOffset(2026, 11, 17, 17, 0, 0, TimeSpan.Zero));
        new CallsView().ToFilter(Far, Now).Should().BeEquivalentTo(new CallHistoryFilter());
    }

    [Fact]
    public void Shows_CallsOfTheFilter_AndNoOthers()
    {
        var call = new Call
        {
            Tenant = "default",
            Id = Guid.NewGuid(),
            Link = "office",
            Direction = CallDirection.Inbound,
            State = CallState.Ended,
            Outcome = CallOutcome.Missed,
            StartedAt = Now,
            Queue = "sales",
            Talk = TimeSpan.FromSeconds(10),
        };
        bool Shows(CallsView view) => view.Shows(call, view.ToFilter(TimeZoneInfo.Utc, Now));
        Shows(new CallsView { Period = CallPeriod.Today, Unserved = true, Queue = "sales", Least = 10, Most = 10, Link = "office" }).Should().BeTrue();
        foreach (var other in new CallsView[]
        {
            new() { Period = CallPeriod.Yesterday }, new() { Directions = [CallDirection.Outbound] }, new() { Outcomes = [CallOutcome.Answered] }, new() { Queue = "other" },
            new() { Least = 11 }, new() { Most = 9 }, new() { Employee = Guid.NewGuid() }, new() { Department = Guid.NewGuid() }, new() { Link = "branch" },
        })
        {
            Shows(other).Should().BeFalse($"{other}");
        }
    }
}
