using CallTracking.Faults;

namespace CallTracking.Pbx.Asterisk.Tests.Scenarios;

/// <summary>Every recorded scenario, and what Asterisk alone may say otherwise.</summary>
public sealed class ScenarioTests : ScenarioKit<AsteriskRecordings, AmiFrame>
{
    /// <summary>While it shuts down Asterisk keeps its events back for a second: then arrival alone cannot tell the true end, and the
    /// ledger says when it heard.</summary>
    public static TheoryData<string> ScenariosInTime => [.. Pbx.Names.Where(name => !name.Contains("restart", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(ScenariosInTime))]
    public void Replay_WithoutEventTimestamps_GivesTheTruthByArrival(string name) => Check(
        name,
        With(Pbx.Load(name), static message => [message with { Frame = Changed(message.Frame, static (header, value) => header == "Timestamp" ? null : value) }]),
        slack: 1.5);

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithSystemNameInIds_GivesTheTruth(string name) =>
        Check(name, With(Pbx.Load(name), static message => [message with { Frame = Named(message.Frame, "pbx-1") }]));

    [Theory, MemberData(nameof(Scenarios))]
    public void Replay_WithoutChannelEventLog_GivesTheTruth(string name) =>
        Check(name, With(Pbx.Load(name), static message => message.Frame is { IsEvent: true, Name: "CEL" } ? [] : [message]));

    private static AmiFrame Changed(AmiFrame frame, Func<string, string, string?> change) => !frame.IsEvent ? frame : AmiFrame.Of(
        frame.Headers.Select(one => (one.Key, Value: change(one.Key, one.Value))).Where(static one => one.Value is not null).Select(static one => (one.Key, one.Value!)));

    /// <summary>The ids as Asterisk writes them when its system has a name.</summary>
    private static AmiFrame Named(AmiFrame frame, string system)
    {
        var named = Changed(frame, (header, value) =>
            (header.EndsWith("niqueid", StringComparison.OrdinalIgnoreCase) || header.EndsWith("inkedid", StringComparison.OrdinalIgnoreCase))
            && !header.Contains("Bridge", StringComparison.Ordinal) && value.Length > 0 && char.IsDigit(value[0]) ? $"{system}-{value}" : value);
        return !frame.IsEvent ? frame : AmiFrame.Of(
            [(named.Headers[0].Key, named.Headers[0].Value), ("SystemName", system), .. named.Headers.Skip(1).Select(static one => (one.Key, one.Value))]);
    }
}
