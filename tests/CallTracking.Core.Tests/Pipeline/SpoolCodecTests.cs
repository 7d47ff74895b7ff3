using System.Collections;
using CallTracking.Calls;
using CallTracking.Kits;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Storage;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class SpoolCodecTests
{
    [Fact]
    public void Decode_EveryMemberSet_GivesItBack()
    {
        var commit = Full();

        Decode(new SpoolCodec().Encode(commit)).Should().BeEquivalentTo(commit, options => options
            .ComparingRecordsByMembers().Using<ReadOnlyMemory<byte>>(c => c.Subject.ToArray().Should().Equal(c.Expectation.ToArray()))
            .WhenTypeIs<ReadOnlyMemory<byte>>());
    }

    [Fact]
    public void Decode_NothingKnown_GivesItBack()
    {
        var commit = Sample.Commit(3, [Sample.Bare(1)], events: false);

        Decode(new SpoolCodec().Encode(commit)).Should().BeEquivalentTo(commit, options => options
            .ComparingRecordsByMembers().Excluding(c => c.Events));
    }

    [Fact]
    public void Encode_OneAfterAnother_SharesNothing()
    {
        var codec = new SpoolCodec();
        var first = codec.Encode(Full());

        codec.Encode(Sample.Commit(2)).Should().Equal(new SpoolCodec().Encode(Sample.Commit(2)));
        codec.Encode(Full()).Should().Equal(first);
    }

    // Whoever adds a member sees here that the spool has to carry it.
    [Fact]
    public void Full_EveryMember_IsSet()
    {
        var commit = Full();
        object[] parts = [commit, commit.Calls[0], commit.Gaps[0], commit.Records[0], commit.RecordPositions[0], commit.Quarantined[0]];

        var unset = parts.SelectMany(part => part.GetType().GetProperties().Where(property => property.CanWrite)
            .Where(property => property.GetValue(part) is null or 0 or 0L or false || property.GetValue(part) is ICollection { Count: 0 })
            .Select(property => $"{part.GetType().Name}.{property.Name}"));

        unset.Should().Equal([nameof(LedgerCommit) + "." + nameof(LedgerCommit.MadeUnder)], "only what leaves a spool has it");
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 9, 0, 0 })]
    [InlineData(new byte[] { 1, 0 })]
    [InlineData(new byte[] { 1, 0, 2, 3, 0, 0, 0 })]
    public void Decode_NoCommit_SaysSo(byte[] bytes)
    {
        var decode = () => Decode(bytes);

        decode.Should().Throw<InvalidDataException>();
    }

    [Fact]
    public void Decode_CutAnywhere_ThrowsOnlyWhatItSays()
    {
        var bytes = new SpoolCodec().Encode(Full());
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                Decode(bytes[..length]);
            }
            catch (InvalidDataException)
            {
                // Said as it should be.
            }
        }

        Decode(bytes).Calls.Should().HaveCount(2);
    }

    internal static LedgerCommit Full() => new(
        Sample.Tenant, Sample.Link, 4, 17, 100, 9_000_000_123, Sample.Start, new byte[] { 1, 2, 0, 255 },
        [Sample.Full(1) with { Families = ["a", "ƀ"], Outcome = CallOutcome.Missed }, Sample.Bare(2)], [Sample.Id(7), Sample.Id(8)])
    {
        Lease = 12,
        Gaps =
        [
            new CoverageGap
            {
                Tenant = Sample.Tenant, Link = Sample.Link, Id = Sample.Id(20), From = Sample.Start, To = Sample.Start.AddSeconds(3),
                Cause = GapCause.Overflow, Revision = 3,
                Restored = [new GapRestoration(CallWitness.Cdr, 1, 2, 3), new GapRestoration(CallWitness.Snapshot, 0, 0, 1)],
            },
        ],
        Records =
        [
            new StoredRecord("key", "family", Sample.Id(1), Sample.Start, new byte[] { 5 }),
            new StoredRecord("other", null, null, Sample.Start, ReadOnlyMemory<byte>.Empty),
        ],
        RecordPositions = [new RecordPosition("cdr", "row 12")],
        Quarantined = [new QuarantinedRow(4, 101, Sample.Start, "LegUp", "InvalidOperationException", new byte[] { 6, 7 })],
    };

    private static LedgerCommit Decode(byte[] bytes) => SpoolCodec.Decode(bytes);
}
