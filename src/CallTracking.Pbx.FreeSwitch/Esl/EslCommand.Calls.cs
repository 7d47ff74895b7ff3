using System.Globalization;

namespace CallTracking.Pbx.FreeSwitch;

// Commands that make calls, run applications on a leg, and rule an outbound session.
internal sealed partial class EslCommand
{
    /// <summary>Name of the CUSTOM event that tells that keys were collected; it carries the leg's variables.</summary>
    public const string DigitsSubclass = "ct::digits";

    /// <summary>Begins a session that FreeSWITCH has opened: the answer is the leg's whole state.</summary>
    public static EslCommand Connect() => new("connect", "connect");

    /// <summary>Keeps an outbound session's socket open after the leg's end, so that its last events still come.</summary>
    public static EslCommand Linger(int seconds) =>
        new("linger", string.Create(CultureInfo.InvariantCulture, $"linger {EslArgument.Within(seconds, 1, 60, nameof(seconds))}"));

    /// <summary>Subscribes an outbound session to its own leg's events.</summary>
    public static EslCommand MyEvents() => new("myevents", "myevents json");

    /// <summary>Lifts a leg.</summary>
    public static EslCommand Answer(string leg, Guid id) => Execute(leg, "answer", null, id);

    /// <summary>Plays a file to a leg and tells by the id when it is over.</summary>
    public static EslCommand Playback(string leg, string file, Guid id) =>
        Execute(leg, "playback", EslArgument.File(file, nameof(file)), id);

    /// <summary>Calls somebody and connects the leg with him.</summary>
    public static EslCommand Bridge(string leg, EslEndpoint endpoint, EslVariables variables, Guid id) =>
        Execute(leg, "bridge", variables.ForLeg() + endpoint.DialString, id);

    /// <summary>Sends a leg to another destination of the dial plan.</summary>
    public static EslCommand Route(string leg, string destination, string context) => Execute(
        leg, "transfer",
        $"{EslArgument.Extension(destination, nameof(destination))} XML {EslArgument.Name(context, nameof(context))}");

    /// <summary>Ends a leg.</summary>
    public static EslCommand HangUp(string leg, EslCause cause) => Message(
        leg, "hangup", new KeyValuePair<string, string>("hangup-cause", CauseName(cause)));

    /// <summary>Asks a leg for keys. They are left in the variable <see cref="DigitsVariable"/>; <see cref="TellDigits"/> sent behind it tells
    /// of them.</summary>
    public static EslCommand CollectDigits(string leg, EslDigits digits, Guid id) => Execute(
        leg, "play_and_get_digits", digits.Arguments(DigitsVariable(id)), id);

    /// <summary>Tells by a CUSTOM event that a leg's keys were collected. It comes after whatever was asked of the leg before.</summary>
    public static EslCommand TellDigits(string leg, Guid id) => Execute(
        leg, "event", $"Event-Subclass={DigitsSubclass},Event-Name=CUSTOM,ct_collection={id:N}");

    /// <summary>The variable in which the keys of one collection are left.</summary>
    public static string DigitsVariable(Guid id) => $"ct_digits_{id:N}";

    /// <summary>Calls one endpoint and, when it is lifted, another, and connects both: click-to-call.</summary>
    /// <param name="job">Id of the result, which comes when the first lifts.</param>
    /// <param name="first">Who is called first.</param>
    /// <param name="firstVariables">Variables of the first leg.</param>
    /// <param name="second">Who is called then.</param>
    /// <param name="secondVariables">Variables of the second leg.</param>
    public static EslCommand Originate(
        Guid job, EslEndpoint first, EslVariables firstVariables, EslEndpoint second, EslVariables secondVariables) =>
        Background(job, "originate", $"{firstVariables.ForAll()}{first.DialString} &bridge({secondVariables.ForLeg()}{second.DialString})");

    /// <summary>Calls one endpoint and, when it is lifted, hands it to the dial plan.</summary>
    /// <param name="job">Id of the result, which comes when it lifts.</param>
    /// <param name="first">Who is called.</param>
    /// <param name="variables">Variables of its leg.</param>
    /// <param name="destination">The extension or number to which it goes then.</param>
    /// <param name="context">Where the dial plan looks it up.</param>
    public static EslCommand OriginateTo(Guid job, EslEndpoint first, EslVariables variables, string destination, string context) =>
        Background(job, "originate", $"{variables.ForAll()}{first.DialString} {EslArgument.Extension(destination, nameof(destination))} XML "
            + EslArgument.Name(context, nameof(context)));

    private static EslCommand Execute(string leg, string application, string? argument, Guid? id = null)
    {
        var headers = new List<KeyValuePair<string, string>>(4) { new("execute-app-name", application) };
        if (argument is not null)
        {
            headers.Add(new("execute-app-arg", argument));
        }

        // One after the other: what is asked of a leg later waits until this is over.
        headers.Add(new("event-lock", "true"));
        if (id is { } known)
        {
            headers.Add(new("Event-UUID", known.ToString("D")));
        }

        return Message(leg, "execute", [.. headers]);
    }

    private static EslCommand Message(string leg, string command, params KeyValuePair<string, string>[] headers) =>
        new("sendmsg", $"sendmsg {EslArgument.Leg(leg, nameof(leg))}") { Headers = [new("call-command", command), .. headers] };
}
