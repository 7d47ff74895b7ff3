using System.Text;
using System.Text.Json;
using CallTracking.Links;
using CallTracking.Numbering;
using CsCheck;

namespace CallTracking.Calls;

public sealed class LedgerDocumentTests
{
    // The public contract. A change here is a change for everybody who reads our JSON: members may be added, nothing else.
    private const string Pinned = """
        {
          "schema": 1,
          "calls": [
            {
              "id": "019ab3c2-1111-7000-8000-000000000001",
              "link": "head-office",
              "direction": "inbound",
              "state": "ended",
              "origin": "dialed",
              "placedBy": null,
              "externalNumber": "+12025550111",
              "callerNumber": "+12025550111",
              "callerName": "Ян \"Кот\" <x> + សុខ",
              "dialedNumber": "5550100",
              "presentedNumber": null,
              "trunk": "provider",
              "queue": "sales",
              "outcome": "answered",
              "missedReason": null,
              "lostInTransfer": false,
              "answeredBy": "101",
              "lastParty": "102",
              "endedBy": "caller",
              "startedAt": "2026-11-23T04:22:44.985Z",
              "answeredAt": "2026-11-23T04:22:45.995001Z",
              "endedAt": "2026-11-23T04:22:55.000Z",
              "waitSeconds": 1.01,
              "connectedSeconds": 9.005,
              "talkSeconds": 5.62,
              "holdSeconds": 3.52,
              "participants": [
                {
                  "party": "101",
                  "kind": "extension",
                  "employee": null,
                  "asked": true,
                  "rang": true,
                  "answered": true,
                  "rings": 1,
                  "ringSeconds": 1.01,
                  "talkSeconds": 2,
                  "holdSeconds": 3.52,
                  "result": "answered"
                },
                {
                  "party": "103",
                  "kind": "extension",
                  "employee": "01980000-0000-7000-8000-000000000001",
                  "asked": true,
                  "rang": true,
                  "answered": false,
                  "rings": 2,
                  "ringSeconds": 1,
                  "talkSeconds": 0,
                  "holdSeconds": 0,
                  "result": "answeredElsewhere"
                }
              ],
              "transfers": [
                {
                  "kind": "attended",
                  "from": "101",
                  "to": "102",
                  "completed": true
                }
              ],
              "relations": [
                {
                  "kind": "consultation",
                  "callId": "019ab3c2-1111-7000-8000-000000000002"
                }
              ],
              "digits": [
                {
                  "party": "+12025550111",
                  "digits": "5#"
                }
              ],
              "recordings": [
                {
                  "id": "bfca0c43778e8729",
                  "startedAt": "2026-11-23T04:22:46.000Z",
                  "lengthSeconds": 8.25
                }
              ],
              "witnesses": [
                "live",
                "cdr"
              ],
              "because": [
                {
                  "verdict": "outcome",
                  "rule": "personAnswered",
                  "events": [
                    12,
                    19
                  ]
                }
              ]
            },
            {
              "id": "019ab3c2-1111-7000-8000-000000000003",
              "link": "head-office",
              "direction": "inbound",
              "state": "queued",
              "origin": "unknown",
              "placedBy": null,
              "externalNumber": null,
              "callerNumber": null,
              "callerName": null,
              "dialedNumber": null,
              "presentedNumber": null,
              "trunk": null,
              "queue": null,
              "outcome": null,
              "missedReason": null,
              "lostInTransfer": false,
              "answeredBy": null,
              "lastParty": null,
              "endedBy": "unknown",
              "startedAt": "2026-11-23T05:00:00.000Z",
              "answeredAt": null,
              "endedAt": null,
              "waitSeconds": 0,
              "connectedSeconds": 0,
              "talkSeconds": 0,
              "holdSeconds": 0,
              "participants": [],
              "transfers": [],
              "relations": [],
              "digits": [],
              "recordings": [],
              "witnesses": [],
              "because": []
            }
          ],
          "gaps": [
            {
              "link": "head-office",
              "from": "2026-11-23T06:00:00.000Z",
              "to": null,
              "reason": "linkLost",
              "id": "01abe0f0-8a52-7e3a-9d10-0f1d1c3a7b55",
              "cause": "linkLost",
              "restored": [
                {
                  "witness": "snapshot",
                  "closed": 2,
                  "adopted": 1,
                  "restored": 0
                }
              ]
            }
          ],
          "openCalls": 1,
          "unknownEvents": {
            "Bar": 1,
            "Foo": 3
          }
        }
        """;

    [Fact]
    public void ToJson_WholeShape_IsThePinnedContract() =>
        Sample().ToJson(indented: true).ReplaceLineEndings("\n").Should().Be(Pinned.ReplaceLineEndings("\n"));

    [Fact]
    public void Read_WhatWasWritten_IsTheSameDocument()
    {
        using var stream = new MemoryStream();
        Sample().Write(stream);
        stream.Position = 0;

        var read = LedgerDocument.Read(stream);

        read.ToJson(indented: true).Should().Be(Sample().ToJson(indented: true));
        stream.ToArray().Should().StartWith("{\"schema\":1"u8.ToArray());
    }

    [Fact]
    public void Read_DocumentFromTheFuture_IgnoresWhatItDoesNotKnow()
    {
        var json = """
            { "schema": 1, "calls": [ { "id": "019ab3c2-1111-7000-8000-000000000001", "outcome": "teleported", "mood": { "a": [1] },
              "startedAt": "2026-11-23T06:22:44+02:00", "participants": [ { "party": "101", "kind": "robot", "seat": 7 } ] } ], "moon": 1 }
            """;

        var document = LedgerDocument.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

        var call = document.Calls.Should().ContainSingle().Subject;
        call.Outcome.Should().Be("teleported");
        call.StartedAt.Should().Be(new DateTimeOffset(2026, 11, 23, 4, 22, 44, TimeSpan.Zero));
        call.Because.Should().BeEmpty();
        call.Participants.Should().ContainSingle().Which.Kind.Should().Be("robot");
    }

    [Fact]
    public void Read_NoLedger_Throws()
    {
        var read = () => LedgerDocument.Read(new MemoryStream("[1]"u8.ToArray()));

        read.Should().Throw<JsonException>();
    }

    [Fact]
    public void From_CallsInAnyOrder_AreInOrderOfStart()
    {
        var calls = Enumerable.Range(1, 20).Select(i => new Call
        {
            Tenant = "t",
            Link = "l",
            Id = Guid.Parse($"019ab3c2-1111-7000-8000-0000000000{i:00}"),
            StartedAt = At(i / 2),
        }).ToList();

        var document = LedgerDocument.From(calls.AsEnumerable().Reverse(), openCalls: 0);

        document.Calls.Select(call => call.Id).Should().Equal(calls.Select(call => call.Id));
    }

    [Fact]
    public void ToJson_OneCall_IsTheElementOfTheDocument()
    {
        var sample = Sample();

        sample.ToJson().Should().Contain(sample.Calls[0].ToJson());
        LedgerCall.Read(new MemoryStream(Encoding.UTF8.GetBytes(sample.Calls[0].ToJson()))).ToJson().Should().Be(sample.Calls[0].ToJson());
    }

    [Fact]
    public void ToJson_RecordingsPlace_StaysInside() => Sample().ToJson().Should().NotContain("monitor");

    [Fact]
    public void ToJson_AnyName_IsValidJson() =>
        Gen.String.Sample(name =>
        {
            var call = new Call { Tenant = "t", Link = "l", Id = Guid.Empty, CallerName = name };
            using var json = JsonDocument.Parse(LedgerCall.From(call).ToJson());
            return json.RootElement.GetProperty("callerName").GetString()!.Length == name.Length;
        }, iter: 2_000, threads: 1);

    [Theory]
    [InlineData(10_100_000, 1.01)]
    [InlineData(10_104_999, 1.01)]
    [InlineData(10_105_000, 1.011)]
    [InlineData(1, 0)]
    [InlineData(864_000_000_000, 86400)]
    public void Seconds_AreRoundedToMilliseconds(long ticks, double expected) =>
        LedgerJson.Seconds(new TimeSpan(ticks)).Should().Be(expected);

    [Fact]
    public void Words_OfEveryEnumeration_AreThePinnedOnes()
    {
        string.Join(' ', Enum.GetValues<CallDirection>().Select(LedgerWord<CallDirection>.Of)).Should().Be("inbound outbound internal");
        string.Join(' ', Enum.GetValues<CallState>().Select(LedgerWord<CallState>.Of)).Should().Be("ringing queued talking held ended");
        string.Join(' ', Enum.GetValues<CallOrigin>().Select(LedgerWord<CallOrigin>.Of))
            .Should().Be("dialed clickToCall broadcast callback unknown");
        string.Join(' ', Enum.GetValues<CallOutcome>().Select(LedgerWord<CallOutcome>.Of))
            .Should().Be("answered notStarted voicemail failed missed cancelled busy declined noAnswer unknown");
        string.Join(' ', Enum.GetValues<MissedReason>().Select(LedgerWord<MissedReason>.Of))
            .Should().Be("callerHungUp abandonedInQueue abandonedInIvr noAnswer unavailable queueTimeout closed");
        string.Join(' ', Enum.GetValues<CallSide>().Select(LedgerWord<CallSide>.Of)).Should().Be("unknown caller callee pbx");
        string.Join(' ', Enum.GetValues<ParticipantKind>().Select(LedgerWord<ParticipantKind>.Of))
            .Should().Be("extension external room queue mailbox ivr supervisor");
        string.Join(' ', Enum.GetValues<ParticipantResult>().Select(LedgerWord<ParticipantResult>.Of))
            .Should().Be("answered answeredElsewhere noAnswer busy declined unavailable cancelled");
        string.Join(' ', Enum.GetValues<TransferKind>().Select(LedgerWord<TransferKind>.Of))
            .Should().Be("blind attended forward pickup park redirect");
        string.Join(' ', Enum.GetValues<CallRelationKind>().Select(LedgerWord<CallRelationKind>.Of))
            .Should().Be("consultation conference callback tandem");
        LedgerWord<CallWitness>.OfFlags((CallWitness)31).Should().Equal("live", "cdr", "snapshot", "webhook", "smdr");
    }

    private static DateTimeOffset At(int minute) => new(2026, 11, 23, 4, minute, 0, TimeSpan.Zero);

    private static LedgerDocument Sample()
    {
        var start = new DateTimeOffset(2026, 11, 23, 6, 22, 44, 985, TimeSpan.FromHours(2));
        var answered = new Call
        {
            Tenant = "default",
            Id = Guid.Parse("019ab3c2-1111-7000-8000-000000000001"),
            Link = "head-office",
            Direction = CallDirection.Inbound,
            State = CallState.Ended,
            External = new PhoneNumber("12025550111", PhoneNumberKind.Public, "+12025550111", "1110555202"),
            CallerNumber = "+12025550111",
            CallerName = "Ян \"Кот\" <x> + សុខ",
            DialedNumber = "5550100",
            Trunk = "provider",
            Queue = "sales",
            Outcome = CallOutcome.Answered,
            AnsweredBy = "101",
            LastParty = "102",
            EndedBy = CallSide.Caller,
            StartedAt = start,
            AnsweredAt = start + TimeSpan.FromMicroseconds(1_010_001),
            EndedAt = start + TimeSpan.FromMilliseconds(10_015),
            Wait = TimeSpan.FromMicroseconds(1_010_001),
            Connected = TimeSpan.FromMicroseconds(9_004_999),
            Talk = TimeSpan.FromSeconds(5.62),
            Hold = TimeSpan.FromSeconds(3.52),
            Participants =
            [
                new Participant("101", ParticipantKind.Extension, null, true, true, true, 1, TimeSpan.FromSeconds(1.01),
                    TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3.52), ParticipantResult.Answered),
                new Participant("103", ParticipantKind.Extension, new Guid("01980000-0000-7000-8000-000000000001"), true, true, false, 2, TimeSpan.FromSeconds(1),
                    TimeSpan.Zero, TimeSpan.Zero, ParticipantResult.AnsweredElsewhere),
            ],
            Transfers = [new CallTransfer(TransferKind.Attended, "101", "102", true)],
            Relations = [new CallRelation(CallRelationKind.Consultation, Guid.Parse("019ab3c2-1111-7000-8000-000000000002"))],
            Digits = [new CallDigits("+12025550111", "5#")],
            Recordings = [new RecordingRef("head-office", "/var/spool/monitor/a.wav", At(22).AddSeconds(46), TimeSpan.FromSeconds(8.25))],
            Witnesses = CallWitness.Live | CallWitness.Cdr,
            Because = [new Because("outcome", "personAnswered", [12, 19])],
        };
        var open = new Call
        {
            Tenant = "default",
            Id = Guid.Parse("019ab3c2-1111-7000-8000-000000000003"),
            Link = "head-office",
            State = CallState.Queued,
            Origin = CallOrigin.Unknown,
            External = new PhoneNumber("anonymous", PhoneNumberKind.Withheld, null, null),
            StartedAt = new DateTimeOffset(2026, 11, 23, 5, 0, 0, TimeSpan.Zero),
        };
        return LedgerDocument.From(
            [open, answered], openCalls: 1, new Dictionary<string, long> { ["Foo"] = 3, ["Bar"] = 1 },
            [LedgerGap.Of(new CoverageGap
            {
                Tenant = "default",
                Id = Guid.Parse("01abe0f0-8a52-7e3a-9d10-0f1d1c3a7b55"),
                Link = "head-office",
                From = new DateTimeOffset(2026, 11, 23, 6, 0, 0, TimeSpan.Zero),
                Restored = [new GapRestoration(CallWitness.Snapshot, 2, 1, 0)],
            })]);
    }
}
