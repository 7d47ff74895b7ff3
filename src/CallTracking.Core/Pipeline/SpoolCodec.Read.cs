using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

internal sealed partial class SpoolCodec
{
    private delegate T ReadElement<T>(ref EventLogReader reader);

    private static LedgerCommit ReadCommit(ref EventLogReader r)
    {
        var (tenant, link, epoch, firstSeq, lastSeq, lease) = (r.RequiredText(), r.RequiredText(), r.Long(), r.Long(), r.Long(), r.Long());
        return new LedgerCommit(tenant, link, epoch, r.Seq, firstSeq, lastSeq, r.At, r.Blob(), [], []) { Lease = lease };
    }

    private static void Read(ref EventLogReader r, RecordKind kind, LedgerCommit commit, Parts parts)
    {
        switch (kind)
        {
            case RecordKind.Call: parts.Calls.Add(ReadCall(ref r, commit)); break;
            case RecordKind.Withdrawn: parts.Withdrawn.Add(ReadId(ref r) ?? throw Damaged()); break;
            case RecordKind.Gap: parts.Gaps.Add(ReadGap(ref r, commit)); break;
            case RecordKind.FinishedRecord:
                parts.Records.Add(new StoredRecord(r.RequiredText(), r.Text(), ReadId(ref r), r.At, r.Blob()));
                break;
            case RecordKind.Quarantined:
                parts.Quarantined.Add(new QuarantinedRow(r.Long(), r.Seq, r.At, r.RequiredText(), r.RequiredText(), r.Blob()));
                break;
            case RecordKind.RecordPosition: parts.RecordPositions.Add(new RecordPosition(r.RequiredText(), r.RequiredText())); break;
            default: break; // Of a newer program, which wrote it for a newer store.
        }
    }

    private static Call ReadCall(ref EventLogReader r, LedgerCommit commit) => new()
    {
        Tenant = commit.Tenant,
        Link = commit.Link,
        FirstSeq = r.Seq,
        StartedAt = r.At,
        Id = ReadId(ref r) ?? throw Damaged(),
        Revision = r.Number(),
        FirstEpoch = r.Long(),
        Direction = (CallDirection)r.Number(),
        State = (CallState)r.Number(),
        Origin = (CallOrigin)r.Number(),
        PlacedBy = r.Text(),
        External = ReadNumber(ref r),
        CallerNumber = r.Text(),
        CallerName = r.Text(),
        DialedNumber = r.Text(),
        PresentedNumber = r.Text(),
        Trunk = r.Text(),
        Queue = r.Text(),
        Outcome = (CallOutcome?)r.OptionalNumber(),
        MissedReason = (MissedReason?)r.OptionalNumber(),
        LostInTransfer = r.Flag(),
        AnsweredBy = r.Text(),
        LastParty = r.Text(),
        EndedBy = (CallSide)r.Number(),
        AnsweredAt = r.OptionalTime(),
        EndedAt = r.OptionalTime(),
        Wait = new TimeSpan(r.Long()),
        Connected = new TimeSpan(r.Long()),
        Talk = new TimeSpan(r.Long()),
        Hold = new TimeSpan(r.Long()),
        Witnesses = (CallWitness)r.Number(),
        Participants = ReadList(ref r, static (ref EventLogReader p) => new Participant(
            p.RequiredText(), (ParticipantKind)p.Number(), Id(p.Text()), p.Flag(), p.Flag(), p.Flag(), p.Number(), new TimeSpan(p.Long()),
            new TimeSpan(p.Long()), new TimeSpan(p.Long()), (ParticipantResult?)p.OptionalNumber())
        { Department = Id(p.Text()) }),
        Transfers = ReadList(ref r, static (ref EventLogReader t) =>
            new CallTransfer((TransferKind)t.Number(), t.Text(), t.Text(), t.Flag())),
        Relations = ReadList(ref r, static (ref EventLogReader c) =>
            new CallRelation((CallRelationKind)c.Number(), ReadId(ref c) ?? throw Damaged())),
        Digits = ReadList(ref r, static (ref EventLogReader d) => new CallDigits(d.Text(), d.RequiredText())),
        Recordings = ReadList(ref r, static (ref EventLogReader c) => new RecordingRef(
            c.RequiredText(), c.Text(), c.Time(), c.Flag() ? new TimeSpan(c.Long()) : null)),
        Because = ReadList(ref r, static (ref EventLogReader b) => new Because(b.RequiredText(), b.RequiredText(), ReadSeqs(ref b))),
        Families = ReadList(ref r, static (ref EventLogReader f) => f.RequiredText()),
    };

    private static PhoneNumber? ReadNumber(ref EventLogReader r)
    {
        var known = r.Flag();
        var number = new PhoneNumber(r.RequiredText(), (PhoneNumberKind)r.Number(), r.Text(), r.Text());
        return known ? number : null;
    }

    private static CoverageGap ReadGap(ref EventLogReader r, LedgerCommit commit) => new()
    {
        Tenant = commit.Tenant,
        Link = commit.Link,
        From = r.At,
        Id = ReadId(ref r) ?? throw Damaged(),
        To = r.OptionalTime(),
        Cause = (GapCause)r.Number(),
        Revision = r.Number(),
        Restored = ReadList(ref r, static (ref EventLogReader g) =>
            new GapRestoration((CallWitness)g.Number(), g.Number(), g.Number(), g.Number())),
    };

    private static List<T> ReadList<T>(ref EventLogReader r, ReadElement<T> read)
    {
        var list = new List<T>();
        for (var left = r.Number(); left > 0; left--)
        {
            var end = r.BeginGroup();
            list.Add(read(ref r));
            r.EndGroup(end);
        }

        return list;
    }

    private static List<long> ReadSeqs(ref EventLogReader r)
    {
        var seqs = new List<long>();
        for (var left = r.Number(); left > 0; left--)
        {
            seqs.Add(r.Long());
        }

        return seqs;
    }

    private static Guid? ReadId(ref EventLogReader r) =>
        r.Blob() switch
        {
            [] => null,
            { Length: 16 } bytes => new Guid(bytes, bigEndian: true),
            _ => throw Damaged(),
        };

    private static InvalidDataException Damaged() => new("The spool entry is damaged.");

    private sealed class Parts
    {
        public List<Call> Calls { get; } = [];

        public List<Guid> Withdrawn { get; } = [];

        public List<CoverageGap> Gaps { get; } = [];

        public List<StoredRecord> Records { get; } = [];

        public List<QuarantinedRow> Quarantined { get; } = [];

        public List<RecordPosition> RecordPositions { get; } = [];
    }

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;
}
