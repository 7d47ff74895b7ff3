using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Numbering;

namespace CallTracking.Storage;

/// <summary>Stores keep enumerations as numbers. A member that changes its number changes the meaning of every ledger there is: new members
/// go to the end, and none is ever taken out.</summary>
public class StoredEnumsTests
{
    [Theory]
    [InlineData(typeof(CallDirection), "Inbound=0 Outbound=1 Internal=2")]
    [InlineData(typeof(CallState), "Ringing=0 Queued=1 Talking=2 Held=3 Ended=4")]
    [InlineData(typeof(CallOrigin), "Dialed=0 ClickToCall=1 Broadcast=2 Callback=3 Unknown=4")]
    [InlineData(typeof(CallOutcome), "Answered=0 NotStarted=1 Voicemail=2 Failed=3 Missed=4 Cancelled=5 Busy=6 Declined=7 NoAnswer=8 Unknown=9")]
    [InlineData(typeof(MissedReason),
        "CallerHungUp=0 AbandonedInQueue=1 AbandonedInIvr=2 NoAnswer=3 Unavailable=4 QueueTimeout=5 Closed=6")]
    [InlineData(typeof(CallSide), "Unknown=0 Caller=1 Callee=2 Pbx=3")]
    [InlineData(typeof(ParticipantKind), "Extension=0 External=1 Room=2 Queue=3 Mailbox=4 Ivr=5 Supervisor=6")]
    [InlineData(typeof(ParticipantResult), "Answered=0 AnsweredElsewhere=1 NoAnswer=2 Busy=3 Declined=4 Unavailable=5 Cancelled=6")]
    [InlineData(typeof(TransferKind), "Blind=0 Attended=1 Forward=2 Pickup=3 Park=4 Redirect=5")]
    [InlineData(typeof(CallRelationKind), "Consultation=0 Conference=1 Callback=2 Tandem=3")]
    [InlineData(typeof(CallWitness), "None=0 Live=1 Cdr=2 Snapshot=4 Webhook=8 Smdr=16")]
    [InlineData(typeof(GapCause), "LinkLost=0 PbxStopped=1 PbxDied=2 HostStopped=3 HostDied=4 Overflow=5 LeaseLost=6")]
    [InlineData(typeof(PhoneNumberKind), "Public=0 Extension=1 ShortCode=2 Withheld=3 Other=4")]
    public void Enumeration_InTheStore_KeepsItsNumbers(Type type, string expected) =>
        string.Join(' ', Enum.GetValues(type).Cast<object>().Select(value => $"{value}={(int)value}")).Should().Be(expected);
}
