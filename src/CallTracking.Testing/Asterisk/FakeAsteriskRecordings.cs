using System.Globalization;

namespace CallTracking.Testing.Asterisk;

/// <summary>MixMonitor, StopMixMonitor and Getvar, as far as a client sees them; always under the server's gate.</summary>
internal sealed class FakeAsteriskRecordings(FakeAsterisk server)
{
    private readonly List<(string Uniqueid, string Id, string? Variable)> _recordings = [];
    private int _ids;

    public AmiFrame Begin(AmiFrame action)
    {
        if (server.Find(action["Channel"]) is not { } channel)
        {
            return NoSuchChannel(action);
        }

        var options = action["Options"] ?? string.Empty;
        var open = options.IndexOf("i(", StringComparison.Ordinal);
        var variable = open < 0 ? null : options[(open + 2)..].Split(')')[0];
        _recordings.Add((channel.Uniqueid, string.Create(CultureInfo.InvariantCulture, $"0x7f{++_ids:x8}"), variable));
        Tell("MixMonitorStart", channel);
        return action.Success();
    }

    public AmiFrame End(AmiFrame action)
    {
        if (server.Find(action["Channel"]) is not { } channel)
        {
            return NoSuchChannel(action);
        }

        var index = _recordings.FindLastIndex(one => one.Uniqueid == channel.Uniqueid && (action["MixMonitorID"] is not { } id || one.Id == id));
        if (index < 0)
        {
            return action.Error("Could not stop monitoring channel");
        }

        _recordings.RemoveAt(index);
        Tell("MixMonitorStop", channel);
        return action.Success();
    }

    /// <summary>The only variables that it keeps are those that name a recording.</summary>
    public AmiFrame Variable(AmiFrame action)
    {
        if (server.Find(action["Channel"]) is not { } channel)
        {
            return NoSuchChannel(action);
        }

        var value = _recordings.FindLast(one => one.Uniqueid == channel.Uniqueid && one.Variable == action["Variable"]).Id ?? string.Empty;
        return action.Success(("Variable", action["Variable"] ?? string.Empty), ("Value", value));
    }

    private static AmiFrame NoSuchChannel(AmiFrame action) => action.Error("No such channel");

    private void Tell(string name, AmiChannel channel) =>
        server.Tell(AmiFrame.Of([("Event", name), ("Privilege", "call,all"), .. AmiAnswers.Snapshot(channel)]));
}
