using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Storage;

namespace CallTracking.Testing.Stores;

/// <summary>Calls and commits to store.</summary>
public static class LedgerSample
{
    /// <summary>The tenant of all that says no other.</summary>
    public const string Tenant = "default";

    /// <summary>The link of all that says no other.</summary>
    public const string Link = "head-office";

    /// <summary>One microsecond that milliseconds, floating point and text formats lose.</summary>
    public static readonly DateTimeOffset Start = new DateTimeOffset(2026, 11, 23, 4, 22, 44, TimeSpan.Zero).AddTicks(9_850_010);

    /// <summary>The id of the call with a number.</summary>
    /// <param name="number">The number.</param>
    public static Guid Id(int number) => new($"01938a5c-0000-7000-8000-{number:x12}");

    /// <summary>The first family of a call.</summary>
    public static string Family(int number) => $"{number}.7";

    /// <summary>A gap with every member set.</summary>
    public static CoverageGap Gap(int number, int revision = 2, string tenant = Tenant, string link = Link) => new()
    {
        Tenant = tenant,
        Id = Id(2_000_000 + number),
        Link = link,
        From = Start.AddSeconds(number),
        To = Start.AddSeconds(number + 10).AddTicks(10),
        Cause = GapCause.HostDied,
        Restored = [new GapRestoration(CallWitness.Snapshot, 1, 2, 3), new GapRestoration(CallWitness.Cdr, 0, 0, 4)],
        Revision = revision,
    };

    /// <summary>A finished record of a call.</summary>
    public static StoredRecord Record(int number, int? call = null, string? family = null) => new(
        $"cdr:{number}", family ?? Family(call ?? number), call is { } owner ? Id(owner) : null, Start.AddSeconds(number),
        new byte[] { 7, (byte)number, 0, 255 });

    /// <summary>An event that was set aside.</summary>
    public static QuarantinedRow Quarantined(long seq, long epoch = 1) =>
        new(epoch, seq, Start.AddSeconds(seq), "LegStarted", $"InvalidOperationException: {seq}", new byte[] { 9, (byte)seq, 0 });

    /// <summary>A call with every member set.</summary>
    public static Call Full(int number, int revision = 7, string tenant = Tenant, string link = Link) => new()
    {
        Tenant = tenant,
        Id = Id(number),
        Link = link,
        Revision = revision,
        FirstEpoch = 1,
        FirstSeq = number,
        Direction = CallDirection.Outbound,
        State = CallState.Ended,
        Origin = CallOrigin.ClickToCall,
        PlacedBy = "anna",
        External = new PhoneNumber("(202) 555-0111", PhoneNumberKind.Public, "+12025550111", "1110555202"),
        CallerNumber = "101",
        CallerName = "Ånna \"Sœur\" 字 'O\\'",
        DialedNumber = "912025550111",
        PresentedNumber = "+12025550100",
        Trunk = "line",
        Queue = "sales",
        Outcome = CallOutcome.Missed,
        MissedReason = Calls.MissedReason.AbandonedInQueue,
        LostInTransfer = true,
        AnsweredBy = "101",
        LastParty = "102",
        EndedBy = CallSide.Pbx,
        StartedAt = Start.AddSeconds(number),
        AnsweredAt = Start.AddSeconds(number).AddTicks(10),
        EndedAt = Start.AddSeconds(number + 60).AddTicks(20),
        Wait = TimeSpan.FromTicks(10),
        Connected = TimeSpan.FromDays(3) + TimeSpan.FromTicks(30),
        Talk = TimeSpan.FromTicks(40),
        Hold = TimeSpan.FromTicks(50),
        Participants =
        [
            new Participant("101", ParticipantKind.Extension, new Guid("01980000-0000-7000-8000-00000000a44a"), true, true, true, 2, TimeSpan.FromTicks(60), TimeSpan.FromTicks(70),
                TimeSpan.FromTicks(80), ParticipantResult.Answered),
            new Participant("101", ParticipantKind.Mailbox, null, false, false, false, 0, default, default, default, null),
            new Participant("+12025550111", ParticipantKind.External, null, true, true, false, 1, TimeSpan.FromSeconds(9), default, default,
                ParticipantResult.NoAnswer),
        ],
        Transfers = [new CallTransfer(TransferKind.Attended, "101", "102", true), new CallTransfer(TransferKind.Park, null, null, false)],
        Relations = [new CallRelation(CallRelationKind.Tandem, Id(1_000_000 + number))],
        Digits = [new CallDigits(null, "*1#"), new CallDigits("101", "5")],
        Recordings =
        [
            new RecordingRef(link, "2026/11/a \"b\".wav", Start.AddTicks(90), TimeSpan.FromTicks(123_456_780)),
            new RecordingRef(link, null, Start, null),
        ],
        Witnesses = CallWitness.Live | CallWitness.Smdr,
        Because = [new Because("outcome", "abandonedInQueue", [12, 9_000_000_000]), new Because("direction", "guessed", [])],
        Families = [Family(number), $"\u1780 \"{number}\""],
    };

    /// <summary>A call of which only what must be known is known.</summary>
    public static Call Bare(int number, int revision = 1, string tenant = Tenant, string link = Link) => new()
    {
        Tenant = tenant,
        Id = Id(number),
        Link = link,
        Revision = revision,
        FirstEpoch = 1,
        FirstSeq = number,
        StartedAt = Start.AddSeconds(number),
        State = CallState.Ringing,
    };

    /// <summary>The commit with an ordinal, whose events are the frames 10 × ordinal to 10 × ordinal + 9.</summary>
    public static LedgerCommit Commit(
        long ordinal, IReadOnlyList<Call>? calls = null, IReadOnlyList<Guid>? withdrawn = null, long epoch = 1, string tenant = Tenant,
        string link = Link, bool events = true) => new(
            tenant, link, epoch, ordinal, ordinal * 10, (ordinal * 10) + 9, Start.AddSeconds(ordinal),
            events ? new byte[] { (byte)epoch, (byte)ordinal, 0, 255 } : ReadOnlyMemory<byte>.Empty, calls ?? [], withdrawn ?? []);
}
