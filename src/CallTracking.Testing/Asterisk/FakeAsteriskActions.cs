using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Testing.Asterisk;

/// <summary>What a <see cref="FakeAsterisk"/> does with an action; always under the server's gate.</summary>
internal sealed class FakeAsteriskActions(FakeAsterisk server, FakeAsteriskOptions options)
{
    private readonly FakeAsteriskCalls _calls = new(server, options);
    private readonly FakeAsteriskRecordings _recordings = new(server);

    public void Take(FakeAsteriskSession session, AmiFrame action)
    {
        switch (action.Name.ToUpperInvariant())
        {
            case "LOGIN":
                Login(session, action);
                break;
            case "CHALLENGE":
                Reply(session, action.Success(("Challenge", FakeAsteriskSession.Challenge)));
                break;
            case "LOGOFF":
                Reply(session, action.Reply("Goodbye", [("Message", "Thanks for all the fish.")]));
                session.Close();
                break;
            case var _ when !session.IsLoggedIn:
                Reply(session, action.Error("Permission denied"));
                break;
            case "PING":
                var now = (decimal)(options.TimeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
                Reply(session, action.Success(("Ping", "Pong"), ("Timestamp", now.ToString("0.000000", CultureInfo.InvariantCulture))));
                break;
            case "EVENTS":
                session.WantsEvents = !(action["EventMask"] ?? string.Empty).Equals("off", StringComparison.OrdinalIgnoreCase);
                Reply(session, action.Success(("Events", session.WantsEvents ? "On" : "Off")));
                break;
            case "FILTER":
                session.AddFilter(action["Filter"] ?? string.Empty);
                Reply(session, action.Success(("Message", "Success")));
                break;
            case "ORIGINATE":
                _calls.Originate(action, reply => Reply(session, reply));
                break;
            case "HANGUP":
                _calls.HangUp(action, reply => Reply(session, reply));
                break;
            case "REDIRECT":
                _calls.Redirect(action, reply => Reply(session, reply));
                break;
            case "MIXMONITOR":
                Reply(session, _recordings.Begin(action));
                break;
            case "STOPMIXMONITOR":
                Reply(session, _recordings.End(action));
                break;
            case "GETVAR":
                Reply(session, _recordings.Variable(action));
                break;
            default:
                var answer = server.AnswerFromState(action);
                session.Enqueue(answer ?? Unknown(action).Bytes, isFrame: false);
                break;
        }
    }

    /// <summary>What the calls' ends say when the PBX stops.</summary>
    public IEnumerable<AmiFrame> HangupsOfAll() => _calls.HangupsOfAll();

    /// <summary>A party hangs up.</summary>
    public bool HangUp(string uniqueid) => _calls.HangUp(uniqueid);

    private static void Reply(FakeAsteriskSession session, AmiFrame reply) => session.Enqueue(reply.Bytes, isFrame: false);

    private static AmiFrame Unknown(AmiFrame action) =>
        action.Error($"Invalid/unknown command: {action.Name}. Use Action: ListCommands to show available commands.");

    private void Login(FakeAsteriskSession session, AmiFrame action)
    {
        var isRight = !server.Faults.RefuseLogins && action["Username"] == options.User && IsProven(action);
        server.CountLogin(isRight);
        if (!isRight)
        {
            // Asterisk waits a second here, then hangs up.
            Reply(session, action.Error("Authentication failed"));
            session.Close();
            return;
        }

        session.IsLoggedIn = true;
        session.WantsEvents = !(action["Events"] ?? string.Empty).Equals("off", StringComparison.OrdinalIgnoreCase);
        var ready = options.Ready != FakeAsteriskReady.Never && session.WantsEvents ? server.ReadyEvent() : null;
        if (ready is not null && options.Ready == FakeAsteriskReady.BeforeLoginReply)
        {
            session.Enqueue(ready.Bytes, isFrame: true);
        }

        Reply(session, action.Success(("Message", "Authentication accepted")));
        if (ready is not null && options.Ready == FakeAsteriskReady.AfterLogin)
        {
            session.Enqueue(ready.Bytes, isFrame: true);
        }
    }

    private bool IsProven(AmiFrame action)
    {
        if (action["AuthType"]?.Equals("MD5", StringComparison.OrdinalIgnoreCase) != true)
        {
            return action["Secret"] == options.Secret;
        }

#pragma warning disable CA5351 // It is the manager interface's own way to prove a secret.
        var key = MD5.HashData(Encoding.UTF8.GetBytes(FakeAsteriskSession.Challenge + options.Secret));
#pragma warning restore CA5351
        return Convert.ToHexStringLower(key).Equals(action["Key"], StringComparison.OrdinalIgnoreCase);
    }
}
