using System.Text;

namespace CallTracking.Testing.FreeSwitch;

/// <content>What clients make it do: originate, and messages to a leg.</content>
internal sealed partial class FakeFreeSwitchCalls
{
    /// <summary><c>{variables}endpoint &amp;bridge([variables]endpoint)</c>, <c>{variables}endpoint number dialplan context</c>, or with any
    /// other application, which keeps the leg.</summary>
    public void Originate(string arguments, Action<string> done)
    {
        var (variables, rest) = VariablesIn(arguments, '{', '}');
        var space = rest.IndexOf(' ', StringComparison.Ordinal);
        if (space <= 0)
        {
            done("-USAGE: <call url> <exten>|&<application_name>(<app_args>) [<dialplan>] [<context>] [<cid_name>] [<cid_num>] [<timeout_sec>]\n");
            return;
        }

        var (endpoint, then) = (rest[..space], rest[(space + 1)..].Trim());
        var caller = variables.GetValueOrDefault("origination_caller_id_number") ?? "0000000000";
        Reach(endpoint, variables, null, caller, leg => Go(leg, then, done), cause => done($"-ERR {cause}\n"));
    }

    /// <summary><c>sendmsg</c>: executes an application on a leg, or ends it.</summary>
    public string Message(EslCommandLine command)
    {
        var id = command.Arguments;
        if (Find(id) is not { } leg)
        {
            return server.State.Find(id) is null ? $"-ERR invalid session id [{id}]" : "+OK";
        }

        if (command["call-command"] == "hangup")
        {
            End(leg, command["hangup-cause"] ?? "NORMAL_CLEARING", by: null);
        }
        else
        {
            Execute(leg, command["execute-app-name"] ?? string.Empty, command["execute-app-arg"] ?? string.Empty);
        }

        return "+OK";
    }

    private void Execute(FakeLeg leg, string application, string argument)
    {
        switch (application)
        {
            case "answer":
                Answer(leg);
                break;
            case "hangup":
                End(leg, argument.Length > 0 ? argument : "NORMAL_CLEARING", by: null);
                break;
            case "playback":
                Play(leg, argument);
                break;
            case "set" when argument.Split('=', 2) is [var name, var value]:
                leg.Variables[name] = value;
                break;
            case "play_and_get_digits" when argument.Split(' ') is { Length: > 7 } words:
                foreach (var key in server.Digits)
                {
                    Tell("DTMF", leg, ("DTMF-Digit", key.ToString()), ("DTMF-Duration", "1600"), ("DTMF-Source", "RTP"));
                }

                leg.Variables[words[7]] = server.Digits;
                leg.Variables["read_result"] = server.Digits.Length > 0 ? "success" : "failure";
                break;
            case "event":
                var headers = argument.Split(',').Select(static one => one.Split('=', 2)).Where(static one => one.Length == 2)
                    .Select(static one => (Name: one[0], Value: one[1])).ToList();
                var told = headers.Find(static one => one.Name == "Event-Name").Value ?? "CHANNEL_APPLICATION";
                server.Tell(EslFrame.Event(told, [.. headers.Where(static one => one.Name != "Event-Name"), .. leg.Headers()]));
                break;
            case "transfer":
                Transfer(leg, argument.Split(' ')[0]);
                break;
            case "bridge":
                var (variables, endpoint) = VariablesIn(argument, '[', ']');
                Dial(leg, endpoint, variables, static _ => { });
                break;
        }
    }

    /// <summary>Calls somebody: he is absent, refuses, or rings and perhaps lifts.</summary>
    private void Reach(
        string endpoint, IReadOnlyDictionary<string, string> variables, FakeLeg? originator, string caller, Action<FakeLeg> reached, Action<string> failed)
    {
        var callee = server.Callee(endpoint);
        if (callee == FakeCallee.Absent)
        {
            failed(endpoint.StartsWith("user/", StringComparison.Ordinal) ? "USER_NOT_REGISTERED" : "UNALLOCATED_NUMBER");
            return;
        }

        FakeLeg? made = null;
        var seconds = double.TryParse(variables.GetValueOrDefault("originate_timeout") ?? variables.GetValueOrDefault("leg_timeout"), out var told) ? told : 60;
        var (after, cause) = callee switch
        {
            FakeCallee.Busy => (server.Options.Ringing, "USER_BUSY"),
            FakeCallee.Declines => (server.Options.Ringing, "CALL_REJECTED"),
            FakeCallee.NeverAnswers => (TimeSpan.FromSeconds(seconds), "NO_ANSWER"),
            _ => (server.Options.Ringing, null),
        };

        // Before the first word of it: whoever hears that moves the clock.
        server.Later(after, () =>
        {
            if (made is not { EndedAt: null } leg)
            {
                return;
            }

            if (cause is null)
            {
                Answer(leg);
                reached(leg);
            }
            else
            {
                End(leg, cause, cause == "NO_ANSWER" ? null : leg);
                failed(cause);
            }
        });
        made = Made(endpoint, variables, originator, caller);
        Ring(made);
    }

    private FakeLeg Made(string endpoint, IReadOnlyDictionary<string, string> variables, FakeLeg? originator, string caller)
    {
        var parts = endpoint.Split('/');
        var number = parts[^1].Split('@')[0];
        var isGateway = parts is ["sofia", "gateway", _, ..];
        var name = isGateway ? $"sofia/external/{number}" : parts[0] == "user" ? $"sofia/internal/{number}@pbx.test" : endpoint;
        var own = new Dictionary<string, string>(variables);
        if (isGateway)
        {
            own["sip_gateway_name"] = parts[2];
        }
        else if (parts[0] == "user")
        {
            own["dialed_user"] = number;
        }

        return Begin(
            name, isInbound: false, caller, number, "default", originator, variables.GetValueOrDefault("origination_uuid"),
            variables.GetValueOrDefault("origination_caller_id_name") ?? string.Empty, own);
    }

    /// <summary>What a leg does that was called and has lifted.</summary>
    private void Go(FakeLeg leg, string then, Action<string> done)
    {
        if (then.StartsWith("&bridge(", StringComparison.Ordinal) && then.EndsWith(')'))
        {
            var (variables, endpoint) = VariablesIn(then["&bridge(".Length..^1], '[', ']');
            Dial(leg, endpoint, variables, static _ => { });
        }
        else if (!then.StartsWith('&'))
        {
            Dial(leg, $"user/{then.Split(' ')[0]}", new Dictionary<string, string>(), static _ => { });
        }

        done($"+OK {leg.Id}\n");
    }

    /// <summary>Variables before a dial string: separated by commas, unless quoted or escaped.</summary>
    private static (Dictionary<string, string> Variables, string Behind) VariablesIn(string text, char open, char close)
    {
        var variables = new Dictionary<string, string>();
        while (text.StartsWith(open) && text.IndexOf(close, StringComparison.Ordinal) is > 0 and var end)
        {
            foreach (var one in Split(text[1..end]))
            {
                if (one.Split('=', 2) is [var name, var value])
                {
                    variables[name.Trim()] = value.Trim('\'');
                }
            }

            text = text[(end + 1)..];
        }

        return (variables, text);
    }

    private static List<string> Split(string text)
    {
        var (parts, part) = (new List<string>(), new StringBuilder());
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                part.Append(text[++i]);
            }
            else if (text[i] == ',')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(text[i]);
            }
        }

        return [.. parts, part.ToString()];
    }
}
