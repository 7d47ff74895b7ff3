using CallTracking.Access;
using CallTracking.Samples.Web.Notices;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Samples.Web.Tasks;

public sealed class PresenceTests
{
    [Fact]
    public void Arrive_FromAnotherPage_IsNoAbsenceAndFromTheWeekendIsOne()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero));
        var presence = new Presence(time);
        var caller = Caller.ForEmployee("default", Guid.CreateVersion7(), AccessGrants.Everything);
        presence.Arrive(caller).Should().BeTrue();
        time.Advance(TimeSpan.FromMinutes(9));
        presence.Arrive(caller).Should().BeFalse();
        time.Advance(TimeSpan.FromDays(3));
        presence.Arrive(caller).Should().BeTrue();
    }
}
