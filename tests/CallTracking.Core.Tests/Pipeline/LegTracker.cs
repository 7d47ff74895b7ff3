using System.Security.Cryptography;
using System.Text;
using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Core.Tests.Pipeline;

/// <summary>Rules simple enough to foresee: each leg is a call, a hash key makes them fail, and a tick ends what is older than an
/// hour.</summary>
internal sealed class LegTracker(string link = "office")
{
    private readonly Dictionary<string, Call> _open = [];

    public static Guid Id(string leg, string link = "office") => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{link}/{leg}"))[..16]);

    public void Apply(long epoch, PbxEvent pbxEvent, ICollection<CallChange> changes)
    {
        switch (pbxEvent)
        {
            case LegStarted e:
                var call = new Call
                {
                    Tenant = "default",
                    Id = Id(e.Leg.Value, link),
                    Link = link,
                    Revision = 1,
                    FirstEpoch = epoch,
                    FirstSeq = e.Seq,
                    StartedAt = e.At,
                    Participants =
                    [
                        new Participant(e.Endpoint, ParticipantKind.Extension, null, true, true, false, 1, default, default, default, null),
                    ],
                };
                _open[e.Leg.Value] = call;
                changes.Add(new CallChange(call, CallChangeKind.Started));
                break;
            case LegUp e when _open.TryGetValue(e.Leg.Value, out var open):
                Change(e.Leg.Value, open with { State = CallState.Talking, AnsweredAt = e.At }, changes);
                break;
            case LegEnded e when _open.TryGetValue(e.Leg.Value, out var open):
                End(e.Leg.Value, open, e.At, changes);
                break;
            case LegsJoined e when _open.Remove(e.B.Value, out var open):
                changes.Add(new CallChange(open with { Revision = open.Revision + 1 }, CallChangeKind.Withdrawn));
                break;
            case DigitPressed { Digit: '#' } e:
                throw new InvalidOperationException($"No rule for {e.Leg}.");
            case Tick e:
                foreach (var (leg, old) in _open.Where(pair => e.At - pair.Value.StartedAt > TimeSpan.FromHours(1)).ToList())
                {
                    End(leg, old, e.At, changes);
                }

                break;
        }
    }

    private void Change(string leg, Call call, ICollection<CallChange> changes)
    {
        _open[leg] = call with { Revision = call.Revision + 1 };
        changes.Add(new CallChange(_open[leg], CallChangeKind.Updated));
    }

    private void End(string leg, Call call, DateTimeOffset at, ICollection<CallChange> changes)
    {
        _open.Remove(leg);
        changes.Add(new CallChange(
            call with
            {
                Revision = call.Revision + 1,
                State = CallState.Ended,
                EndedAt = at,
                Outcome = call.AnsweredAt is null ? CallOutcome.Missed : CallOutcome.Answered,
            },
            CallChangeKind.Ended));
    }
}
