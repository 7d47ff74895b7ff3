using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pipeline;

namespace CallTracking.Pbx.Simulator;

/// <summary>Thousands of simulated calls through the tracker: the ledger has to say what really happened.</summary>
public sealed class LedgerAgainstTruthTests
{
    // What a PBX takes between two events is no matter of right or wrong.
    private static readonly TimeSpan Tolerance = TimeSpan.FromMilliseconds(60);

    private static readonly SiteOptions Named = new() { Extensions = @"^7\d\d\d$", Rooms = @"^8\d\d\d$", Trunks = ["provider"] };

    public static TheoryData<int, bool> Seeds => new(
        from seed in Enumerable.Range(1, 6) from named in new[] { true, false } select (seed, named));

    [Fact]
    [Trait("Size", "soak")]
    public void Ledger_OfManyRandomDays_IsTheTruth()
    {
        var pairs = Environment.GetEnvironmentVariable("CALLTRACKING_SOAK_DAYS");
        Assert.SkipWhen(pairs is null, "A soak: say with CALLTRACKING_SOAK_DAYS how many pairs of days to play.");

        // The same days every time, unless other ones are asked for.
        var first = int.Parse(
            Environment.GetEnvironmentVariable("CALLTRACKING_SOAK_SEED") ?? "1000", System.Globalization.CultureInfo.InvariantCulture);
        for (var i = 0; i < int.Parse(pairs, System.Globalization.CultureInfo.InvariantCulture); i++)
        {
            Ledger_OfRandomDays_IsTheTruth(first + i, i % 2 == 0);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Ledger_OfRandomDays_IsTheTruth(int seed, bool namesTrunks)
    {
        var options = SimulatedPbxTests.Day(seed, days: 2);
        options.OutboundPrefix = seed % 2 == 0 ? "9" : null;
        var run = SimulatedPbx.Play(options, new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        var site = new SiteOptions
        {
            Extensions = Named.Extensions,
            Rooms = Named.Rooms,
            OutboundPrefix = options.OutboundPrefix,
            Trunks = namesTrunks ? Named.Trunks : [],
        };

        var ledger = CallReplay.RunEvents(run.Events, site);

        ledger.OpenCalls.Should().Be(0);
        ledger.Quarantined.Should().BeEmpty();
        ledger.Calls.Should().HaveCount(run.Truths.Count);
        var calls = ledger.Calls.ToDictionary(call => call.StartedAt);
        run.Truths.SelectMany(truth => Differences(truth, calls.GetValueOrDefault(truth.StartedAt), calls.Values)
            .Select(difference => $"{truth.RootLeg} {truth.Direction} {truth.Outcome}: {difference}")).Should().BeEmpty();
    }

    private static List<string> Differences(SimulatedCallTruth truth, Call? call, IEnumerable<Call> all)
    {
        if (call is null)
        {
            return ["not in the ledger"];
        }

        List<string> differences = [];
        Same(nameof(call.Direction), call.Direction, truth.Direction);
        Same(nameof(call.Origin), call.Origin, truth.Origin);
        Same(nameof(call.External), call.External?.Display, truth.ExternalNumber);
        Same(nameof(call.CallerNumber), call.CallerNumber, truth.CallerNumber);
        Same(nameof(call.CallerName), call.CallerName, truth.CallerName);
        Same(nameof(call.DialedNumber), truth.DialedNumber is null ? null : call.DialedNumber, truth.DialedNumber);
        Same(nameof(call.Trunk), call.Trunk, truth.Trunk);
        Same(nameof(call.Queue), call.Queue, truth.Queue);
        Same(nameof(call.Outcome), call.Outcome, truth.Outcome);
        Same(nameof(call.MissedReason), call.MissedReason, truth.MissedReason);
        Same(nameof(call.LostInTransfer), call.LostInTransfer, truth.LostInTransfer);
        Same(nameof(call.AnsweredBy), call.AnsweredBy, truth.AnsweredBy);
        Same(nameof(call.LastParty), call.LastParty, truth.LastParty);
        Same(nameof(call.EndedBy), truth.EndedBy is null ? null : call.EndedBy, truth.EndedBy);
        Same(nameof(call.Digits), string.Concat(call.Digits.Select(digits => digits.Digits)), truth.Digits);
        Same(nameof(call.Transfers), Join(call.Transfers, t => $"{t.Kind} {t.From} {t.To} {t.Completed}"),
            Join(truth.Transfers, t => $"{t.Kind} {t.From} {t.To} {t.Completed}"));
        Near(nameof(call.EndedAt), call.EndedAt - call.StartedAt, truth.EndedAt - truth.StartedAt);
        Near(nameof(call.Wait), call.Wait, truth.Wait);
        Near(nameof(call.Connected), call.Connected, truth.Connected);
        Near(nameof(call.Talk), call.Talk, truth.Talk);
        Near(nameof(call.Hold), call.Hold, truth.Hold);
        if (truth.ConsultationFor is not null && !call.Relations.Any(relation => relation.Kind == CallRelationKind.Consultation
            && all.Any(other => other.Id == relation.CallId && other.StartedAt < truth.StartedAt)))
        {
            differences.Add("is not related to the call it was made for");
        }

        foreach (var party in truth.Parties)
        {
            var got = call.Participants.FirstOrDefault(participant => participant.Party == party.Party);
            Same($"{party.Party} answered", got?.Answered, party.Answered);
            Same($"{party.Party} result", party.Result is null ? null : got?.Result, party.Result);
            Near($"{party.Party} talk", got?.Talk, truth.Talk is null ? null : party.Talk);
            if (party.Rang is not null)
            {
                Same($"{party.Party} rang", got?.Rang, party.Rang);
                Same($"{party.Party} rings", got?.Rings, party.Rings);
                Near($"{party.Party} ring", got?.Ring, party.Ring);
            }
        }

        return differences;

        void Same(string what, object? got, object? real)
        {
            if (!string.Equals(got?.ToString(), real?.ToString(), StringComparison.Ordinal))
            {
                differences.Add($"{what} is {got ?? "null"}, really {real ?? "null"}");
            }
        }

        void Near(string what, TimeSpan? got, TimeSpan? real)
        {
            if (real is { } known && (got is not { } value || (value - known).Duration() > Tolerance))
            {
                differences.Add($"{what} is {got}, really {real}");
            }
        }

        static string Join<T>(IEnumerable<T> items, Func<T, string> text) => string.Join(", ", items.Select(text));
    }
}
