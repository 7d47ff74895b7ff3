using System.Reflection;
using CallTracking.Pbx;
using CallTracking.Pipeline;

namespace CallTracking.Core.Tests.Pipeline;

public sealed class EventLogCodecTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    public static TheoryData<Type> EventTypes =>
        [.. typeof(PbxEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(PbxEvent)) && !type.IsAbstract)];

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Decode_EveryEventTypeWithEveryMemberSet_GivesItBack(Type type)
    {
        var written = (PbxEvent)Make(type, new Counter());

        var read = RoundTrip([written], out var skipped).Should().ContainSingle().Subject;

        skipped.Should().Be(0);
        read.Should().BeOfType(type).And.BeEquivalentTo(written, options => options.PreferringRuntimeMemberTypes());
    }

    [Theory]
    [MemberData(nameof(EventTypes))]
    public void Decode_EveryEventTypeWithNothingKnown_GivesItBack(Type type)
    {
        var written = (PbxEvent)Make(type, null);

        var read = RoundTrip([written], out _).Should().ContainSingle().Subject;

        read.Should().BeOfType(type).And.BeEquivalentTo(written, options => options.PreferringRuntimeMemberTypes());
    }

    [Fact]
    public void Decode_ManyEvents_KeepsOrderSequenceAndTime()
    {
        var written = Enumerable.Range(0, 500).Select(n => (PbxEvent)new LegUp(
            7 + (n * 3), Start.AddTicks(10 * n * (n % 2 == 0 ? 1 : -1)), new LegId($"leg-{n % 40}"))).ToList();

        RoundTrip(written, out _).Should().Equal(written);
    }

    [Fact]
    public void Decode_LongTexts_GivesThemBack()
    {
        var written = new LegIdentified(1, Start, new LegId("a"), new string('7', 40_000), "Зоя ភាសាខ្មែរ 👍");

        RoundTrip([written], out _).Should().Equal(written);
    }

    [Fact]
    public void Decode_SnapshotLargerThanALengthByte_GivesAllLegs()
    {
        var legs = Enumerable.Range(0, 300).Select(n => new SnapshotLeg(
            new LegId($"leg {n}"), "desk", null, Start.AddSeconds(-n), SnapshotLegState.Up, $"bridge {n / 2}",
            null, null, null, null, null));
        var written = new Snapshot(9, Start, [.. legs]);

        var read = (Snapshot)RoundTrip([written], out _).Single();

        read.Legs.Should().Equal(written.Legs);
    }

    [Fact]
    public void Decode_EventOfANewerProgram_IsPassedOverAndCounted()
    {
        var writer = new EventLogWriter();
        EventLogCodec.Write(writer, new LegUp(1, Start, new LegId("a")));
        writer.Begin(9_999, 2, Start.AddSeconds(1)).Text("only the newer one says this").Number(5).End();
        EventLogCodec.Write(writer, new LegUp(3, Start.AddSeconds(2), new LegId("b")));
        var events = new List<PbxEvent>();

        var skipped = EventLogCodec.Decode(writer.Finish(), events);

        skipped.Should().Be(1);
        events.Should().Equal(new LegUp(1, Start, new LegId("a")), new LegUp(3, Start.AddSeconds(2), new LegId("b")));
    }

    [Fact]
    public void Decode_MembersOfANewerProgram_ArePassedOver()
    {
        var writer = new EventLogWriter();
        writer.Begin(14, 1, Start).Text("a").Text("a member added later").Number(77).End();
        writer.Begin(14, 2, Start).Text("b").End();
        var events = new List<PbxEvent>();

        EventLogCodec.Decode(writer.Finish(), events).Should().Be(0);

        events.Should().Equal(new LegUp(1, Start, new LegId("a")), new LegUp(2, Start, new LegId("b")));
    }

    [Fact]
    public void Decode_MembersAnOlderProgramDidNotWrite_AreNull()
    {
        var writer = new EventLogWriter();
        writer.Begin(10, 1, Start).Text("a").Text("desk").End();
        var events = new List<PbxEvent>();

        EventLogCodec.Decode(writer.Finish(), events);

        events.Should().Equal(new LegStarted(1, Start, new LegId("a"), "desk", null, null, null, null, null));
    }

    [Fact]
    public void Decode_CutShortAnywhere_ThrowsInvalidDataOrGivesAPrefix()
    {
        PbxEvent[] written =
        [
            new LegStarted(1, Start, new LegId("a"), "desk", null, "+12025550101", "A", "12", null),
            new LegEnded(2, Start.AddSeconds(1), new LegId("a"), DialResult.Busy, 17),
        ];
        var blob = Encode(written);
        for (var length = 1; length < blob.Length; length++)
        {
            var events = new List<PbxEvent>();
            var decode = () => EventLogCodec.Decode(blob.AsMemory(0, length), events);

            var error = Record.Exception(() => { decode(); });

            (error is null or InvalidDataException).Should().BeTrue($"a cut at {length} gave {error}");
            events.Should().HaveCountLessThan(2);
        }
    }

    [Fact]
    public void Decode_AnyByteChanged_NeverThrowsAnythingElse()
    {
        var blob = Encode([(PbxEvent)Make(typeof(Snapshot), new Counter()), (PbxEvent)Make(typeof(RecordReceived), new Counter())]);
        byte[] flips = [0x01, 0x40, 0x80, 0xFF];
        for (var at = 0; at < blob.Length * flips.Length; at++)
        {
            var changed = blob.ToArray();
            changed[at / flips.Length] ^= flips[at % flips.Length];

            var error = Record.Exception(() => { EventLogCodec.Decode(changed, new List<PbxEvent>()); });

            (error is null or InvalidDataException).Should().BeTrue($"changing byte {at / flips.Length} gave {error}");
        }
    }

    [Fact]
    public void Decode_OtherVersion_NamesBothVersions()
    {
        var decode = () => EventLogCodec.Decode(new byte[] { 9, 0 }, new List<PbxEvent>());

        decode.Should().Throw<InvalidDataException>().WithMessage("*format 9*reads format 1*");
    }

    [Fact]
    public void Decode_EmptyBlob_HasNoEvents()
    {
        EventLogCodec.Decode(ReadOnlyMemory<byte>.Empty, new List<PbxEvent>()).Should().Be(0);
        new EventLogWriter().Finish().Should().BeEmpty();
    }

    [Fact]
    public void Finish_UsualEvents_TakeFewBytes()
    {
        var written = new List<PbxEvent>();
        for (var call = 0; call < 10; call++)
        {
            var (a, b) = (new LegId($"1732335765.{call * 2}"), new LegId($"1732335765.{(call * 2) + 1}"));
            written.AddRange([
                new LegStarted(call, Start, a, "line", a, "+12025550101", null, "12", "in"),
                new LegStarted(call, Start, b, "desk", a, null, null, null, "out"),
                new LegDialed(call, Start, b, a, "12"), new LegRinging(call, Start, b), new LegUp(call, Start, b),
                new DialEnded(call, Start, b, DialResult.Answered, a, null), new LegUp(call, Start, a),
                new BridgeEntered(call, Start, a, "b1"), new BridgeEntered(call, Start, b, "b1"), new BridgeLeft(call, Start, a, "b1"),
                new LegEnded(call, Start, a, DialResult.Unknown, 16), new LegEnded(call, Start, b, DialResult.Unknown, 16),
            ]);
        }

        (Encode(written).Length / written.Count).Should().BeLessThanOrEqualTo(12);
    }

    private static byte[] Encode(IEnumerable<PbxEvent> events)
    {
        var writer = new EventLogWriter();
        foreach (var pbxEvent in events)
        {
            EventLogCodec.Write(writer, pbxEvent);
        }

        return writer.Finish();
    }

    private static List<PbxEvent> RoundTrip(IEnumerable<PbxEvent> events, out int skipped)
    {
        var read = new List<PbxEvent>();
        skipped = EventLogCodec.Decode(Encode(events), read);
        return read;
    }

    // Through the constructor, so that a member added to an event without adding it to the codec comes back different.
    private static object Make(Type type, Counter? known)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance)
            .OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter, known))]);
    }

    private static object? Value(ParameterInfo parameter, Counter? known)
    {
        var type = parameter.ParameterType;
        var nullable = Nullable.GetUnderlyingType(type) is not null
            || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        if (known is null && nullable)
        {
            return null;
        }

        type = Nullable.GetUnderlyingType(type) ?? type;
        var next = known?.Next() ?? 0;
        return type switch
        {
            _ when type == typeof(long) => (long)next,
            _ when type == typeof(int) => next,
            _ when type == typeof(bool) => known is not null,
            _ when type == typeof(char) => (char)('0' + (next % 10)),
            _ when type == typeof(string) => $"text {next}",
            _ when type == typeof(LegId) => new LegId($"leg {next}"),
            _ when type == typeof(DateTimeOffset) => Start.AddTicks(next * 12_345_670L),
            _ when type.IsEnum => Enum.GetValues(type).GetValue(known is null ? 0 : Enum.GetValues(type).Length - 1)!,
            _ when type == typeof(IReadOnlyList<SnapshotLeg>) =>
                Enumerable.Range(0, known is null ? 0 : 2).Select(_ => (SnapshotLeg)Make(typeof(SnapshotLeg), known)).ToList(),
            _ when type == typeof(FinishedRecord) => Make(type, known),
            _ => throw new NotSupportedException($"Teach this test to make a {type}."),
        };
    }

    private sealed class Counter
    {
        private int _last;

        public int Next() => ++_last;
    }
}
