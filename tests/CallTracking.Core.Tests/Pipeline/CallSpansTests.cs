using System.Collections.Concurrent;
using System.Diagnostics;
using CallTracking.Calls;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using static CallTracking.Core.Tests.Pipeline.PipelineRig;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class CallSpansTests
{
    [Fact]
    public void Observe_CallEnds_EmitsItWithItsParticipantsAtTheTimesOfThen()
    {
        using var listening = new Listening();
        var spans = new CallSpans();
        var call = NewCall();
        var outer = new Activity("the host's own").Start();

        spans.Observe(Begin(1, "x"), new CallChange(call, CallChangeKind.Started));
        call = call with { Participants = [Party("101"), Party("+12025550111")] };
        spans.Observe(Answer(3, "x"), new CallChange(call, CallChangeKind.Updated));
        call = call with { Participants = [Party("101", ParticipantResult.NoAnswer), Party("+12025550111", ParticipantResult.Answered)] };
        spans.Observe(Answer(5, "x"), new CallChange(call, CallChangeKind.Updated));
        call = call with { State = CallState.Ended, EndedAt = At(9), Outcome = CallOutcome.Answered };
        spans.Observe(End(9, "x"), new CallChange(call, CallChangeKind.Ended));

        Activity.Current.Should().BeSameAs(outer);
        outer.Stop();
        var root = listening.Of(call.Id);
        root.OperationName.Should().Be("call");
        root.ParentSpanId.Should().Be(default(ActivitySpanId));
        (root.StartTimeUtc, root.Duration).Should().Be((call.StartedAt.UtcDateTime, TimeSpan.FromSeconds(9)));
        var children = listening.ChildrenOf(root);
        children.Select(child => (child.StartTimeUtc, child.Duration)).Should().Equal(
            (At(3).UtcDateTime, TimeSpan.FromSeconds(2)), (At(3).UtcDateTime, TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void Observe_CallEnds_NamesNobody()
    {
        using var listening = new Listening();
        var spans = new CallSpans();
        var call = NewCall() with
        {
            CallerNumber = "+12025550111",
            CallerName = "Zoe Marsh",
            DialedNumber = "2025550190",
            AnsweredBy = "101",
            State = CallState.Ended,
            EndedAt = At(9),
            Participants = [Party("101", ParticipantResult.Answered), Party("+12025550111")],
        };

        spans.Observe(End(9, "x"), new CallChange(call, CallChangeKind.Ended));

        var root = listening.Of(call.Id);
        var values = listening.ChildrenOf(root).Append(root).SelectMany(span => span.TagObjects)
            .Where(tag => tag.Key != "calltracking.call.id").Select(tag => tag.Value?.ToString() ?? string.Empty);
        values.Should().NotBeEmpty().And.AllSatisfy(
            value => new[] { "101", "2025550111", "Zoe", "2025550190" }.Should().NotContain(secret => value.Contains(secret)));
    }

    [Fact]
    public void Observe_CallWithdrawn_EmitsNothing()
    {
        using var listening = new Listening();
        var spans = new CallSpans();
        var call = NewCall();

        spans.Observe(Begin(1, "x"), new CallChange(call, CallChangeKind.Started));
        spans.Observe(Begin(2, "x"), new CallChange(call, CallChangeKind.Withdrawn));

        listening.Any(call.Id).Should().BeFalse();
    }

    private static Call NewCall() => new() { Tenant = "default", Id = Guid.NewGuid(), Link = "office", StartedAt = Start };

    private static Participant Party(string party, ParticipantResult? result = null) =>
        new(party, ParticipantKind.Extension, null, true, true, result == ParticipantResult.Answered, 1, default, default, default, result);

    // The source is one for the process, so tests that run meanwhile are heard too: spans are found by their call.
    private sealed class Listening : IDisposable
    {
        private readonly ActivityListener _listener;
        private readonly ConcurrentQueue<Activity> _stopped = new();

        public Listening()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == CallTrackingTelemetry.Name,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public bool Any(Guid call) => _stopped.Any(span => IsOf(span, call));

        public Activity Of(Guid call) => _stopped.Single(span => IsOf(span, call));

        public List<Activity> ChildrenOf(Activity root) => [.. _stopped.Where(span => span.ParentSpanId == root.SpanId)];

        public void Dispose() => _listener.Dispose();

        private static bool IsOf(Activity span, Guid call) => Equals(span.GetTagItem("calltracking.call.id"), call.ToString());
    }
}
