using CallTracking.Calls;
using CallTracking.Kits;

namespace CallTracking.Core.Tests.Calls;

public sealed class SoundTimesTests
{
    private static readonly TimeSpan Back = TimeSpan.FromSeconds(-7);

    [Fact]
    public void WithSoundTimes_SoundCall_IsTheSame()
    {
        var call = Sample.Full(1);

        call.WithSoundTimes().Should().BeSameAs(call);
    }

    [Fact]
    public void WithSoundTimes_ClockWentBackAmidTheCall_LastsNoTimeAndSaysWhy()
    {
        var call = Sample.Full(1);
        call = call with
        {
            EndedAt = call.StartedAt + Back,
            Talk = Back,
            Participants = [call.Participants[0] with { Ring = Back, Talk = Back, Hold = Back }],
        };

        var sound = call.WithSoundTimes();

        sound.Should().BeEquivalentTo(new { call.StartedAt, call.AnsweredAt, EndedAt = call.AnsweredAt, Talk = TimeSpan.Zero });
        sound.Participants.Should().OnlyContain(one => one.Ring == TimeSpan.Zero && one.Talk == TimeSpan.Zero && one.Hold == TimeSpan.Zero);
        sound.Because[^1].Rule.Should().Be("clockWentBack");
    }

    [Fact]
    public void WithSoundTimes_WhereARecordCompletedATime_SaysThatRecordsAreCoarse()
    {
        var call = Sample.Full(1);
        call = call with { EndedAt = call.StartedAt + Back, Because = [.. call.Because, new Because("endedAt", "recordCompletes", [])] };

        call.WithSoundTimes().Because[^1].Rule.Should().Be("recordTimesAreCoarse");
    }

    [Fact]
    public void WithSoundTimes_AnsweredBeforeItBegan_WasAnsweredAtOnce()
    {
        var call = Sample.Bare(1);

        (call with { AnsweredAt = call.StartedAt + Back }).WithSoundTimes().AnsweredAt.Should().Be(call.StartedAt);
    }
}
