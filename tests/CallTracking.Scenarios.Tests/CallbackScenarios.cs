using CallTracking.Access;
using CallTracking.Callbacks;
using CallTracking.Calls;
using CallTracking.Scenarios.Kit;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Scenarios;

/// <summary>Whom we owe a call, from recorded calls.</summary>
public sealed class CallbackScenarios
{
    private const string Customer = "+12025550111";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("asterisk-22/in_noanswer", "unserved:Missed:NoAnswer")]
    [InlineData("asterisk-22/voicemail_left", "unserved:Voicemail")]
    [InlineData("asterisk-22/in_busy", "unserved:Busy")]
    [InlineData("asterisk-22/queue_abandoned", "unserved:Missed:AbandonedInQueue")]
    [InlineData("asterisk-22/queue_timeout", "unserved:Missed:QueueTimeout")]
    [InlineData("asterisk-22/in_declined", "unserved:Declined")]
    [InlineData("asterisk-22/in_unavailable", "unserved:Missed:Unavailable")]
    [InlineData("asterisk-22/ringgroup_noanswer", "unserved:Missed:NoAnswer")]
    [InlineData("asterisk-22/park_given_up", "unserved:lostInTransfer")]
    public async Task Unserved_InARecording_OpensOne(string recording, string rule)
    {
        await using var office = await OpenAsync(recording);

        await office.PlayAsync(recording);

        var one = (await AllAsync(office)).Should().ContainSingle().Subject;
        (one.State, one.Number, one.Calls).Should().Be((ObligationState.Open, Customer, 1));
        var call = (await office.CallsAsync()).Should().ContainSingle().Subject;
        call.IsUnserved.Should().BeTrue();
        var history = (await office.Get<ObligationBook>().HistoryAsync(Caller.System(), one.Id, Cancel))!;
        (history.Events[0].Kind, history.Events[0].Rule, history.Events[0].CallId).Should().Be((ObligationEventKind.Opened, rule, call.Id));
    }

    [Theory]
    [InlineData("asterisk-22/ringgroup_answered")]
    [InlineData("asterisk-22/pickup_group")]
    [InlineData("asterisk-22/forward_in_group_other_answers")]
    [InlineData("asterisk-22/in_answered_caller_hangup")]
    [InlineData("asterisk-22/queue_answered")]
    [InlineData("asterisk-22/out_noanswer")]
    [InlineData("asterisk-22/out_busy")]
    [InlineData("asterisk-22/out_congestion")]
    [InlineData("asterisk-22/c2c_ami_ext_noanswer")]
    [InlineData("asterisk-22/internal_answered")]
    [InlineData("freeswitch-1.11/c2c-answered")]
    public async Task Served_OrOurs_InARecording_OpensNone(string recording)
    {
        await using var office = await OpenAsync(recording);

        await office.PlayAsync(recording);

        (await office.CallsAsync()).Should().NotBeEmpty();
        (await AllAsync(office)).Should().BeEmpty();
    }

    [Fact]
    public async Task CallerWhoHungUpAtOnce_IsCountedAndObligesNobody()
    {
        const string Recording = "asterisk-22/in_caller_cancel";
        await using var office = await OpenAsync(Recording, options => options.ShortAbandonSeconds = 60);

        await office.PlayAsync(Recording);

        (await AllAsync(office)).Should().BeEmpty();
        var day = DateOnly.FromDateTime(office.Time.GetUtcNow().UtcDateTime);
        (await office.Get<ObligationBook>().ReportAsync(Caller.System(), new ObligationReportQuery(day, day), Cancel)).ShortAbandons.Should().Be(1);
    }

    [Fact]
    public async Task WithheldNumber_IsCountedAndObligesNobody()
    {
        const string Anonymous = "asterisk-22/anonymous_caller";
        await using var office = await OpenAsync(Anonymous);

        await office.PlayAsync(Anonymous);

        var unserved = (await office.CallsAsync()).Count(static call => call.IsUnserved);
        (await AllAsync(office)).Should().BeEmpty();
        var day = DateOnly.FromDateTime(office.Time.GetUtcNow().UtcDateTime);
        (await office.Get<ObligationBook>().ReportAsync(Caller.System(), new ObligationReportQuery(day, day), Cancel)).Withheld.Should().Be(unserved);
    }

    [Theory]
    [InlineData("asterisk-22/in_answered_caller_hangup", ObligationState.Returned)]
    [InlineData("asterisk-22/out_answered", ObligationState.Reached)]
    public async Task Missed_AndThenAnsweredWithAnotherNumberOfTheContact_IsClosed(string answer, ObligationState state)
    {
        await using var office = await OpenAsync("asterisk-22/in_noanswer");
        const string Other = "+12025550118";
        var contact = await office.AddContactAsync("A customer", Customer, Other);
        await office.PlayAsync("asterisk-22/in_noanswer");
        (await AllAsync(office)).Should().ContainSingle().Which.ContactId.Should().Be(contact.Id);

        await office.PlayAsync(Recording.Load(answer, 2, office.Time.GetUtcNow().AddMinutes(7), [(Customer[1..], Other[1..])]));

        var calls = await office.CallsAsync();
        var one = (await AllAsync(office)).Should().ContainSingle().Subject;
        (one.State, one.EvidenceCallId, one.ClosedAt).Should().Be((state, calls[1].Id, calls[1].AnsweredAt));
        calls[1].External!.E164.Should().Be(Other);
    }

    [Fact]
    public async Task Missed_AndThenAnsweredWithAStranger_StaysOpen()
    {
        await using var office = await OpenAsync("asterisk-22/in_noanswer");
        await office.PlayAsync("asterisk-22/in_noanswer");

        await office.PlayAsync(Recording.Load(
            "asterisk-22/in_answered_caller_hangup", 2, office.Time.GetUtcNow().AddMinutes(7), [("12025550111", "12025550117")]));

        (await AllAsync(office)).Should().ContainSingle().Which.State.Should().Be(ObligationState.Open);
    }

    [Fact]
    public async Task Missed_ThenTriedAndMissedAgain_IsOneObligation()
    {
        await using var office = await OpenAsync("asterisk-22/in_noanswer");
        await office.PlayAsync("asterisk-22/in_noanswer");
        await office.PlayAsync(Recording.Load("asterisk-22/out_noanswer", 2, office.Time.GetUtcNow().AddMinutes(3)));
        await office.PlayAsync(Recording.Load("asterisk-22/in_noanswer", 3, office.Time.GetUtcNow().AddMinutes(3)));

        var one = (await AllAsync(office)).Should().ContainSingle().Subject;
        (one.State, one.Calls, one.Attempts).Should().Be((ObligationState.Tried, 2, 1));
    }

    private static async Task<List<Obligation>> AllAsync(Office office) => [.. (await office.Get<ObligationBook>().ListAsync(
        Caller.System(), new ObligationFilter { IsOpen = null }, null, 100, Cancel)).Obligations];

    private static Task<Office> OpenAsync(string recording, Action<CallbackOptions>? configure = null) => Office.OpenAsync(
        recording, recording.StartsWith("asterisk", StringComparison.Ordinal) ? Screens.OfAsterisk : Screens.OfFreeSwitch,
        services => services.Configure(configure ?? (static _ => { })));
}
