using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Tests.Kit;

/// <summary>A store with a few calls of one day.</summary>
internal static class SeededStore
{
    public static readonly DateTimeOffset Day = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<Call> Calls { get; } =
    [
        Make(1, 8, CallDirection.Inbound, CallOutcome.Answered, "+12025550111", answeredBy: "101"),
        Make(2, 9, CallDirection.Inbound, CallOutcome.Missed, "+12025550122"),
        Make(3, 10, CallDirection.Outbound, CallOutcome.NoAnswer, "+12025550133"),
        Make(4, 11, CallDirection.Internal, CallOutcome.Answered, null, answeredBy: "102"),
        Make(5, 11.5, CallDirection.Inbound, null, "+12025550144"),
    ];

    public static async Task<string> WriteAsync(string path, IReadOnlyList<Call>? calls = null)
    {
        var services = new ServiceCollection();
        services.AddCallTracking().UseSqlite(TrackingHost.ConnectionString(path));
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<ILedgerReader>().PrepareAsync(TestContext.Current.CancellationToken);
        await provider.GetRequiredService<ILedgerWriter>().WriteAsync(
            [new LedgerCommit("default", "pbx", 1, 1, 1, 9, Day, default, calls ?? Calls, [])], TestContext.Current.CancellationToken);
        return path;
    }

    public static Call Make(
        int number, double hour, CallDirection direction, CallOutcome? outcome, string? external, string? answeredBy = null,
        string name = "Ada")
    {
        var start = Day.AddHours(hour);
        var (wait, talk) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(55));
        return new Call
        {
            Tenant = "default",
            Id = new Guid($"01938a5c-0000-7000-8000-{number:x12}"),
            Link = "pbx",
            Revision = 1,
            FirstEpoch = 1,
            FirstSeq = number,
            Direction = direction,
            Outcome = outcome,
            State = outcome is null ? CallState.Ringing : CallState.Ended,
            MissedReason = outcome == CallOutcome.Missed ? MissedReason.CallerHungUp : null,
            External = external is null ? null
                : new PhoneNumber(external, PhoneNumberKind.Public, external, new string([.. external[2..].Reverse()])),
            CallerNumber = direction == CallDirection.Inbound ? external : "103",
            CallerName = name,
            DialedNumber = direction == CallDirection.Internal ? answeredBy : "5550100",
            AnsweredBy = answeredBy,
            StartedAt = start,
            AnsweredAt = answeredBy is null ? null : start + wait,
            EndedAt = outcome is null ? null : start + wait + talk,
            Wait = wait,
            Talk = answeredBy is null ? TimeSpan.Zero : talk,
            Participants = answeredBy is null ? [] : [Taker(answeredBy, wait, talk)],
            Because = outcome is null ? [] : [new Because("outcome", "someRule", [number])],
        };
    }

    private static Participant Taker(string party, TimeSpan ring, TimeSpan talk) =>
        new(party, ParticipantKind.Extension, null, true, true, true, 1, ring, talk, TimeSpan.Zero, ParticipantResult.Answered);
}
