namespace CallTracking.Testing.FreeSwitch;

/// <summary>The API commands of a <see cref="FakeFreeSwitch"/>; always under the server's gate.</summary>
internal sealed class FakeFreeSwitchApi(FakeFreeSwitch server)
{
    private const string NoChannel = "-ERR No such channel!\n";

    /// <param name="command">The command with its arguments.</param>
    /// <param name="isJob">Whether it runs in the background.</param>
    /// <param name="scripted">The result that a test gives in the PBX's stead; null for nothing.</param>
    /// <param name="done">Takes the result, now or later.</param>
    public void Run(string command, bool isJob, string? scripted, Action<string> done)
    {
        var (name, arguments) = command.Split(' ', 2) is [var first, var rest] ? (first, rest.Trim()) : (command, string.Empty);
        if (scripted is not null)
        {
            done(scripted);
        }
        else if (name == "originate")
        {
            server.Calls.Originate(arguments, done);
        }
        else
        {
            done(Known(name, arguments) ?? server.State.Answer(command, server.Now) ?? $"-ERR {name} Command not found!\n");
        }
    }

    private string? Known(string name, string arguments)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var calls = server.Calls;
        return name switch
        {
            "create_uuid" => calls.NewId(),
            "hostname" or "switchname" => "pbx1",
            "strepoch" => server.Now.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture),
            "reloadxml" => "+OK [Success]\n",
            "uuid_kill" => Of(words, 0, leg => calls.End(leg, words.ElementAtOrDefault(1) ?? "NORMAL_CLEARING", by: null), "+OK\n"),
            "uuid_hold" when words is ["off", ..] => Of(words, 1, leg => calls.Hold(leg, isHeld: false), "+OK Success\n"),
            "uuid_hold" when words is ["toggle", ..] => Of(words, 1, leg => calls.Hold(leg, leg.HeldAt is null), "+OK Success\n"),
            "uuid_hold" => Of(words, 0, leg => calls.Hold(leg, isHeld: true), "+OK Success\n"),
            "uuid_setvar" when words.Length > 1 => Of(words, 0, leg => leg.Variables[words[1]] = string.Join(' ', words[2..]), "+OK\n"),
            "uuid_record" when words.Length > 1 => Of(words, 0, leg => calls.Record(leg, words[1], words.ElementAtOrDefault(2) ?? "all"), "+OK Success\n"),
            "uuid_broadcast" when words.Length > 1 => Of(words, 0, leg => calls.Play(leg, words[1]), "+OK Message sent\n"),
            "uuid_break" => Of(words, 0, calls.StopPlaying, "+OK\n"),
            "uuid_answer" or "uuid_park" or "uuid_media" => Of(words, 0, static _ => { }, "+OK\n"),
            "uuid_transfer" when words.Length > 1 => Transfer(words),
            "uuid_bridge" when words.Length > 1 => Bridge(words),
            _ => null,
        };
    }

    private string Of(string[] words, int index, Action<FakeLeg> act, string done)
    {
        if (words.ElementAtOrDefault(index) is not { } id)
        {
            return "-USAGE: <uuid>\n";
        }

        if (server.Calls.Find(id) is { } leg)
        {
            act(leg);
            return done;
        }

        // A leg of a recording cannot be changed, but it is there.
        return server.State.Find(id) is not null ? done : NoChannel;
    }

    private string Transfer(string[] words)
    {
        var isOther = words[1] is "-bleg" or "-both";
        var destination = words[isOther ? 2 : 1];
        return Of(words, 0, leg => server.Calls.Transfer(isOther && leg.Partner is { } other ? other : leg, destination), "+OK\n");
    }

    private string Bridge(string[] words)
    {
        if (server.Calls.Find(words[0]) is not { } a || server.Calls.Find(words[1]) is not { } b)
        {
            return NoChannel;
        }

        server.Calls.Join(a, b);
        return $"+OK {b.Id}\n";
    }
}
