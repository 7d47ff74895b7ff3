using System.Runtime.CompilerServices;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Every command, with values that fit each of its arguments and what FreeSWITCH has to understand of it.</summary>
internal static class EslCommandTable
{
    public static readonly Guid Job = Guid.Parse("11111111-2222-4333-8444-555555555555");
    public static readonly Guid First = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000001");
    public static readonly Guid Second = Guid.Parse("aaaaaaaa-0000-4000-8000-000000000002");

    private const string Leg = "d0d2720f-264c-40d7-ad28-80044a15d0b3";
    private const string Lock = "event-lock=true";
    private static readonly string JobHeader = $"job={Job:D}";

    public sealed record Row(
        string Name, string[] Fitting, Func<string[], EslCommand> Make, Func<string[], string[]> Meaning,
        [CallerArgumentExpression(nameof(Make))] string Source = "")
    {
        public override string ToString() => Name;
    }

    public static IReadOnlyList<Row> All { get; } =
    [
        new("auth", ["Cluecon ${x} %0A \"q\""], a => EslCommand.Auth(a[0]), a => ["auth", a[0]]),
        new("userauth", ["ct", "pbx.test", "s:e@c ret"], a => EslCommand.UserAuth(a[0], a[1], a[2]), a => ["userauth", .. a]),
        new("userauth without domain", ["ct", "secret"], a => EslCommand.UserAuth(a[0], null, a[1]), a => ["userauth", a[0], string.Empty, a[1]]),
        new("event json", ["CHANNEL_CREATE", "DTMF", "callcenter::info"],
            a => EslCommand.Events(json: true, a[..2], a[2..]), a => ["event", "json", a[0], a[1], "CUSTOM", a[2]]),
        new("event plain", ["BACKGROUND_JOB"], a => EslCommand.Events(json: false, a, []), a => ["event", "plain", a[0]]),
        new("exit", [], _ => EslCommand.Exit(), _ => ["exit"]),
        new("show channels", [], _ => EslCommand.ShowChannels(), _ => ["api", "show", "channels", "as", "json"]),
        new("version", [], _ => EslCommand.Version(), _ => ["api", "version"]),
        new("global_getvar", [], _ => EslCommand.Core(), _ => ["api", "global_getvar", "core_uuid"]),
        new("echo", ["ct snapshot 1"], a => EslCommand.Mark(a[0]), a => ["api", "echo", .. a[0].Split(' ')]),
        new("status", [], _ => EslCommand.Status(), _ => ["api", "status"]),
        new("uuid_dump", [Leg], a => EslCommand.Dump(a[0]), a => ["api", "uuid_dump", a[0], "json"]),
        new("uuid_exists", [Leg], a => EslCommand.Exists(a[0]), a => ["api", "uuid_exists", a[0]]),
        new("uuid_kill", [Leg], a => EslCommand.Kill(Job, a[0], EslCause.USER_BUSY), a => ["uuid_kill", a[0], "USER_BUSY", JobHeader]),
        new("uuid_transfer", [Leg, "1002", "default"], a => EslCommand.Transfer(Job, a[0], a[1], a[2]),
            a => ["uuid_transfer", a[0], a[1], "XML", a[2], JobHeader]),
        new("uuid_hold", [Leg], a => EslCommand.Hold(Job, a[0]), a => ["uuid_hold", a[0], JobHeader]),
        new("uuid_hold off", [Leg], a => EslCommand.Resume(Job, a[0]), a => ["uuid_hold", "off", a[0], JobHeader]),
        new("uuid_broadcast", [Leg, "/sounds/hello.wav"], a => EslCommand.Play(Job, a[0], a[1], toBothSides: true),
            a => ["uuid_broadcast", a[0], a[1], "both", JobHeader]),
        new("uuid_break", [Leg], a => EslCommand.StopPlaying(Job, a[0]), a => ["uuid_break", a[0], "all", JobHeader]),
        new("uuid_record start", [Leg, "C:/rec/1.wav"], a => EslCommand.Record(Job, a[0], a[1], 60),
            a => ["uuid_record", a[0], "start", a[1], "60", JobHeader]),
        new("uuid_record stop", [Leg, "/rec/1.wav"], a => EslCommand.StopRecording(Job, a[0], a[1]),
            a => ["uuid_record", a[0], "stop", a[1], JobHeader]),
        new("uuid_record stop all", [Leg], a => EslCommand.StopRecording(Job, a[0], null),
            a => ["uuid_record", a[0], "stop", "all", JobHeader]),
        new("originate", ["1001", "pbx.test", "+12025550111", "CT-1", "trunk1", "+12025550199"],
            a => EslCommand.Originate(
                Job,
                EslEndpoint.User(a[0], a[1]),
                new EslVariables { Leg = First, CallerNumber = a[2], CallId = a[3], Number = a[2], RingSeconds = 30, EndsWithBridge = true },
                EslEndpoint.Gateway(a[4], a[2]),
                new EslVariables { Leg = Second, CallerNumber = a[5], CallId = a[3], RingSeconds = 45 }),
            a =>
            [
                "originate", $"origination_uuid={First:D}", $"origination_caller_id_number={a[2]}", $"origination_caller_id_name={a[2]}",
                $"ct_call_id={a[3]}", $"ct_number={a[2]}", "originate_timeout=30", "hangup_after_bridge=true", $"to user/{a[0]}@{a[1]}",
                "&bridge", $"origination_uuid={Second:D}", $"origination_caller_id_number={a[5]}", $"origination_caller_id_name={a[5]}",
                $"ct_call_id={a[3]}", "leg_timeout=45", $"to sofia/gateway/{a[4]}/{a[2]}", JobHeader,
            ]),
        new("originate to the dial plan", ["1001", "+12025550111", "default", "+12025550199"],
            a => EslCommand.OriginateTo(
                Job, EslEndpoint.User(a[0], null), new EslVariables { OnwardNumber = a[3], OnwardSeconds = 60 }, a[1], a[2]),
            a =>
            [
                "originate", $"effective_caller_id_number={a[3]}", "call_timeout=60", $"to user/{a[0]}", a[1], "XML", a[2], JobHeader,
            ]),
        new("connect", [], _ => EslCommand.Connect(), _ => ["connect"]),
        new("linger", [], _ => EslCommand.Linger(5), _ => ["linger", "5"]),
        new("myevents", [], _ => EslCommand.MyEvents(), _ => ["myevents", "json"]),
        new("answer", [Leg], a => EslCommand.Answer(a[0], Job),
            a => ["sendmsg", a[0], "call-command=execute", "execute-app-name=answer", Lock, $"Event-UUID={Job:D}"]),
        new("playback", [Leg, "ivr/menu.wav"], a => EslCommand.Playback(a[0], a[1], Job),
            a => ["sendmsg", a[0], "call-command=execute", "execute-app-name=playback", Lock, $"Event-UUID={Job:D}", a[1]]),
        new("bridge", [Leg, "1001", "pbx.test"],
            a => EslCommand.Bridge(a[0], EslEndpoint.User(a[1], a[2]), new EslVariables { Leg = Second }, Job),
            a =>
            [
                "sendmsg", a[0], "call-command=execute", "execute-app-name=bridge", Lock, $"Event-UUID={Job:D}",
                $"origination_uuid={Second:D}", $"to user/{a[1]}@{a[2]}",
            ]),
        new("transfer", [Leg, "1002", "public"], a => EslCommand.Route(a[0], a[1], a[2]),
            a => ["sendmsg", a[0], "call-command=execute", "execute-app-name=transfer", Lock, a[1], "XML", a[2]]),
        new("hangup", [Leg], a => EslCommand.HangUp(a[0], EslCause.CALL_REJECTED),
            a => ["sendmsg", a[0], "call-command=hangup", "hangup-cause=CALL_REJECTED"]),
        new("play_and_get_digits", [Leg, "/sounds/rate.wav"],
            a => EslCommand.CollectDigits(a[0], new EslDigits(1, 1, 3, 4000, a[1]) { Terminator = '#' }, Job),
            a =>
            [
                "sendmsg", a[0], "call-command=execute", "execute-app-name=play_and_get_digits", Lock, $"Event-UUID={Job:D}",
                "1", "1", "3", "4000", "#", a[1], "silence_stream://100", $"ct_digits_{Job:N}", "not plain: [0-9*#]+", "4000",
            ]),
        new("event", [Leg], a => EslCommand.TellDigits(a[0], Job),
            a =>
            [
                "sendmsg", a[0], "call-command=execute", "execute-app-name=event", Lock, "Event-Subclass=ct::digits", "Event-Name=CUSTOM",
                $"ct_collection={Job:N}",
            ]),
    ];
}
