namespace CallTracking.Testing.FreeSwitch;

/// <summary>What a <see cref="FakeFreeSwitch"/> does with a command; always under the server's gate.</summary>
internal sealed class FakeFreeSwitchCommands(FakeFreeSwitch server, FakeFreeSwitchApi api)
{
    // 67 bytes, as FreeSWITCH sends it.
    private const string Goodbye = "Disconnected, goodbye.\nSee you at ClueCon! http://www.cluecon.com/\n";

    /// <param name="session">Who asks.</param>
    /// <param name="command">What.</param>
    /// <param name="scripted">What the test answers in the PBX's stead; null for nothing.</param>
    public void Take(FakeFreeSwitchSession session, EslCommandLine command, string? scripted)
    {
        if (scripted is { Length: 0 })
        {
            return;
        }

        if (scripted is not null && (scripted.StartsWith("Content-Type:", StringComparison.Ordinal) || command.Verb is not ("api" or "bgapi")))
        {
            session.Enqueue(
                scripted.StartsWith("Content-Type:", StringComparison.Ordinal)
                    ? System.Text.Encoding.UTF8.GetBytes(scripted.ReplaceLineEndings("\n")) : EslFrame.Reply(scripted).ToBytes(),
                isFrame: false);
            return;
        }

        switch (command.Verb.ToUpperInvariant())
        {
            case "AUTH":
                LogIn(session, command.Arguments == server.Options.Password);
                break;
            case "USERAUTH":
                LogIn(session, command.Arguments == $"{server.Options.User}:{server.Options.Password}");
                break;
            case "EXIT":
                Reply(session, "+OK bye");
                Leave(session, Goodbye);
                break;
            case var _ when !session.IsLoggedIn:
                Reply(session, "-ERR command not found");
                break;
            case "API":
                api.Run(command.Arguments, isJob: false, scripted, result => session.Say(EslFrame.Response(result)));
                break;
            case "BGAPI":
                RunLater(session, command, scripted);
                break;
            default:
                Reply(session, Do(session, command));
                break;
        }
    }

    private static void Reply(FakeFreeSwitchSession session, string text) => session.Say(EslFrame.Reply(text));

    private static void Leave(FakeFreeSwitchSession session, string words)
    {
        session.Say(EslFrame.Message("text/disconnect-notice", [], words));
        session.Close();
    }

    private string Do(FakeFreeSwitchSession session, EslCommandLine command)
    {
        switch (command.Verb.ToUpperInvariant())
        {
            case "EVENT" or "EVENTS":
                return session.Listen(command.Arguments);
            case "NIXEVENT":
                return session.Ignore(command.Arguments);
            case "NOEVENTS":
                return session.IgnoreAll();
            case "FILTER":
                return session.Filter(command.Arguments);
            case "MYEVENTS":
                return "+OK Events Enabled";
            case "LINGER" or "NOLINGER" or "CONNECT":
                // Only a connection that FreeSWITCH itself opened has a session.
                return "-ERR not controlling a session";
            case "LOG" or "NOLOG" or "DIVERT_EVENTS":
                return "+OK";
            case "SENDEVENT":
                return Announce(command);
            case "SENDMSG":
                return server.Calls.Message(command);
            default:
                return "-ERR command not found";
        }
    }

    private void LogIn(FakeFreeSwitchSession session, bool isRight)
    {
        isRight &= !server.Faults.RefuseLogins;
        server.CountLogin(isRight);
        session.IsLoggedIn |= isRight;
        Reply(session, isRight ? "+OK accepted" : "-ERR invalid");
        if (!isRight)
        {
            Leave(session, Goodbye);
        }
    }

    /// <summary>The answer names the job twice, and its result comes as an event, to whoever wants such.</summary>
    private void RunLater(FakeFreeSwitchSession session, EslCommandLine command, string? scripted)
    {
        var job = command["Job-UUID"] ?? server.Calls.NewId();
        session.Say(EslFrame.Reply($"+OK Job-UUID: {job}", ("Job-UUID", job)));
        var words = command.Arguments.Split(' ', 2);
        api.Run(command.Arguments, isJob: true, scripted, result => server.Tell(EslFrame.Event(
            "BACKGROUND_JOB",
            [("Job-UUID", job), ("Job-Command", words[0]), .. words.Length > 1 ? [("Job-Command-Arg", words[1])] : Array.Empty<(string, string)>()],
            result)));
    }

    /// <summary>Anybody who is logged in may say anything.</summary>
    private string Announce(EslCommandLine command)
    {
        var id = server.Calls.NewId();
        server.Tell(EslFrame.Event(
            command.Arguments.Split(' ')[0],
            [.. command.Headers.Where(static one => one.Key.ToUpperInvariant() is not "CONTENT-LENGTH").Select(static one => (one.Key, one.Value)), ("Event-UUID", id)],
            command.Body));
        return $"+OK {id}";
    }
}
