using CsCheck;

namespace CallTracking.Access;

public class AuditVerificationTests
{
    private const string Erased = """{"rows":[{"day":20261122,"from":2,"to":3},{"day":20261122,"from":4,"to":4,"sha256":"%"}]}""";

    private static readonly AuditKeys Keys = AuditKeys.Of(Enumerable.Range(0, 32).Select(static i => (byte)i).ToArray());

    [Fact]
    public void Finish_UntouchedTrail_IsIntact()
    {
        var report = Verify(Trail());

        report.Should().Match<AuditReport>(r => r.IsIntact && r.Rows == 15 && r.Vouched == 15 && r.LastCheckpoint!.Day == 20261124);
    }

    [Fact]
    public void Finish_NothingAtAll_IsIntact() => VerifyAll([], [], null).IsIntact.Should().BeTrue();

    [Fact]
    public void Finish_MemberChanged_NamesTheRow()
    {
        var trail = Trail();
        trail[6] = Copy(trail[6], action: "contact.delete");

        Verify(trail).Findings.Should().ContainSingle()
            .Which.Should().Match<AuditFinding>(f => f.Kind == AuditFindingKind.Changed && f.Day == 20261123 && f.Number == 2);
    }

    [Fact]
    public void Finish_RowRemoved_NamesItsPlace()
    {
        var trail = Trail();
        var head = Head(trail);
        trail.RemoveAt(6);

        Verify(trail, head: head).Findings.Should().ContainSingle()
            .Which.Should().Match<AuditFinding>(f => f.Kind == AuditFindingKind.Removed && f.Day == 20261123 && f.Number == 2);
    }

    [Fact]
    public void Finish_WholeDayRemoved_NamesTheRowBehindIt()
    {
        var trail = Trail();
        var (head, checkpoints) = (Head(trail), Checkpoints(trail).Where(c => c.Day != 20261123).ToList());
        trail.RemoveAll(static row => row.Day == 20261123);

        Verify(trail, checkpoints, head).Findings.Should().ContainSingle()
            .Which.Should().Match<AuditFinding>(f => f.Kind == AuditFindingKind.Removed && f.Day == 20261124 && f.Number == 1);
    }

    [Fact]
    public void Finish_LastRowsRemovedWithTheHead_AreFoundByTheCheckpoint()
    {
        var trail = Trail();
        var checkpoints = Checkpoints(trail);
        trail.RemoveRange(12, 3);

        Verify(trail, checkpoints, Head(trail)).Findings.Should().Contain(
            f => f.Kind == AuditFindingKind.Removed && f.Day == 20261124 && f.Number == 3);
    }

    [Fact]
    public void Finish_EverythingRemoved_IsFoundByTheCheckpoint() =>
        VerifyAll([], Checkpoints(Trail()), null).Findings.Should().Contain(f => f.Kind == AuditFindingKind.Removed);

    [Fact]
    public void Finish_TwoRowsSwapped_SaysWhereEachBelongs()
    {
        var trail = Trail();
        (trail[6], trail[8]) = (Copy(trail[8], number: 2), Copy(trail[6], number: 4));

        Verify(trail).Findings.Select(f => (f.Kind, f.Day, f.Number)).Should().BeEquivalentTo(
            [(AuditFindingKind.Reordered, 20261123, 2L), (AuditFindingKind.Reordered, 20261123, 4L)]);
    }

    [Fact]
    public void Finish_RewrittenByOneWhoKnowsHow_IsFoundByTheCheckpoint()
    {
        var trail = Trail();
        var checkpoints = Checkpoints(trail);
        trail[7] = Copy(trail[7], action: "nothing.happened");
        var before = trail[6].Digest;
        foreach (var row in trail.Skip(7))
        {
            AuditChain.Seal(row, row.Day, row.Number, before);
            before = row.Digest;
        }

        Verify(trail, checkpoints, Head(trail)).Findings.Should().Contain(f => f.Kind == AuditFindingKind.Rewritten && f.Day == 20261123);
    }

    [Fact]
    public void Finish_PayloadErasedWithoutAnOrder_IsFound()
    {
        var trail = Trail();
        (trail[3].Payload, trail[3].Salt) = (null, null);

        Verify(trail).Findings.Should().ContainSingle()
            .Which.Should().Match<AuditFinding>(f => f.Kind == AuditFindingKind.PayloadChanged && f.Day == 20261122 && f.Number == 4);
    }

    [Fact]
    public void Finish_PayloadsErasedByOrder_KeepTheTrailIntact()
    {
        const string Replacement = """{"number":"anon-1"}""";
        var trail = Trail(Erased.Replace("%", AuditChain.DigestOfReplacement(Replacement), StringComparison.Ordinal));
        (trail[1].Payload, trail[1].Salt) = (null, null);
        (trail[2].Payload, trail[2].Salt) = (null, null);
        (trail[3].Payload, trail[3].Salt) = (Replacement, null);

        Verify(trail).Should().Match<AuditReport>(r => r.IsIntact && r.Erased == 3);

        trail[3].Payload = """{"number":"anon-2"}""";
        Verify(trail).Findings.Should().ContainSingle().Which.Kind.Should().Be(AuditFindingKind.PayloadChanged);
    }

    [Fact]
    public void Finish_ForgedCheckpoint_IsSaid()
    {
        var trail = Trail();
        var checkpoints = Checkpoints(trail);
        checkpoints[^1] = checkpoints[^1] with { Digest = new string('0', 64) };

        Verify(trail, checkpoints).Findings.Should().Contain(f => f.Kind == AuditFindingKind.CheckpointInvalid);
    }

    [Fact]
    public void Finish_NewestCheckpointGone_IsSaid()
    {
        var trail = Trail();
        var checkpoints = Checkpoints(trail);
        checkpoints.RemoveAt(checkpoints.Count - 1);

        Verify(trail, checkpoints).Findings.Should().ContainSingle().Which.Kind.Should().Be(AuditFindingKind.CheckpointMissing);
    }

    [Fact]
    public void Finish_AnySingleMutation_IsFound() => Gen.Select(Gen.Int[0, 14], Gen.Int[0, 14], Gen.Int[0, 255]).Sample((index, kind, noise) =>
    {
        var trail = Trail();
        var (checkpoints, head) = (Checkpoints(trail), Head(trail));
        Mutate(trail, index, kind, noise);
        return !Verify(trail, checkpoints, head).IsIntact;
    });

    private static void Mutate(List<AuditEntry> trail, int index, int kind, int noise)
    {
        var row = trail[index];
        switch (kind)
        {
            case 0: trail[index] = Copy(row, action: row.Action + (char)('a' + (noise % 26))); break;
            case 1: trail[index] = Copy(row, entity: row.Entity + "x"); break;
            case 2: trail[index] = Copy(row, entityId: noise.ToString(System.Globalization.CultureInfo.InvariantCulture) + "x"); break;
            case 3: trail[index] = Copy(row, at: row.At.AddMicroseconds(noise + 1)); break;
            case 4: trail[index] = Copy(row, employee: Guid.NewGuid()); break;
            case 5: trail[index] = Copy(row, id: Guid.NewGuid()); break;
            case 6: row.Payload += " "; break;
            case 7: row.Digest = Flipped(row.Digest, noise); break;
            case 8: row.Previous = Flipped(row.Previous, noise); break;
            case 9: row.PayloadDigest = Flipped(row.PayloadDigest, noise); break;
            case 10: row.Salt = Flipped(row.Salt!, noise); break;
            case 11: row.Payload = null; break;
            case 12: row.Salt = null; break;
            case 13: trail.RemoveAt(index); break;
            default:
                var other = (index + 1 + (noise % 14)) % trail.Count;
                (trail[index], trail[other]) = (Copy(trail[other], day: row.Day, number: row.Number),
                    Copy(row, day: trail[other].Day, number: trail[other].Number));
                break;
        }
    }

    private static byte[] Flipped(byte[] bytes, int noise)
    {
        var copy = bytes.ToArray();
        copy[noise % copy.Length] ^= (byte)(1 << (noise % 8));
        return copy;
    }

    private static AuditReport Verify(List<AuditEntry> trail, List<AuditCheckpoint>? checkpoints = null, AuditHead? head = null) =>
        VerifyAll(trail, checkpoints ?? Checkpoints(trail), head ?? Head(trail));

    private static AuditReport VerifyAll(IEnumerable<AuditEntry> trail, List<AuditCheckpoint> checkpoints, AuditHead? head)
    {
        var verification = new AuditVerification(checkpoints, Keys.IsValid);
        foreach (var row in trail)
        {
            verification.Add(row);
        }

        return verification.Finish(head);
    }

    /// <summary>Three days of five rows; the last row of the second day may hold an order.</summary>
    private static List<AuditEntry> Trail(string? order = null)
    {
        var rows = new List<AuditEntry>();
        var before = AuditChain.Beginning;
        for (var i = 0; i < 15; i++)
        {
            var isOrder = order is not null && i == 9;
            var row = new AuditEntry
            {
                Tenant = "default",
                Id = Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddDays(i)),
                At = new DateTimeOffset(2026, 11, 22 + (i / 5), 10, i, 0, TimeSpan.Zero),
                Action = isOrder ? AuditErasures.Action : "contact.update",
                Entity = "contact",
                EntityId = $"{i}",
                Payload = isOrder ? order : $$"""{"number":"+1202555010{{i % 10}}"}""",
            };
            AuditChain.Seal(row, AuditChain.DayOf(row.At), (i % 5) + 1, before);
            before = row.Digest;
            rows.Add(row);
        }

        return rows;
    }

    private static AuditHead Head(List<AuditEntry> trail) => trail.Count == 0 ? new AuditHead { Tenant = "default" } : new AuditHead
    {
        Tenant = "default",
        Day = trail[^1].Day,
        Number = trail[^1].Number,
        Digest = trail[^1].Digest,
        CheckpointDay = trail[^1].Day,
        CheckpointNumber = trail[^1].Number,
    };

    private static List<AuditCheckpoint> Checkpoints(IEnumerable<AuditEntry> trail) =>
    [
        .. trail.GroupBy(static row => row.Day).Select(static day => day.Last()).Select(static row => Keys.Sign(
            new AuditCheckpoint("default", row.Day, row.Number, Convert.ToHexStringLower(row.Digest), row.At, "", ""))),
    ];

    private static AuditEntry Copy(
        AuditEntry row, string? action = null, string? entity = null, string? entityId = null, DateTimeOffset? at = null, Guid? employee = null,
        Guid? id = null, int? day = null, long? number = null) => new()
        {
            Tenant = row.Tenant,
            Day = day ?? row.Day,
            Number = number ?? row.Number,
            Id = id ?? row.Id,
            At = at ?? row.At,
            Employee = employee ?? row.Employee,
            Action = action ?? row.Action,
            Entity = entity ?? row.Entity,
            EntityId = entityId ?? row.EntityId,
            Payload = row.Payload,
            Salt = row.Salt,
            PayloadDigest = row.PayloadDigest,
            Previous = row.Previous,
            Digest = row.Digest,
        };
}
