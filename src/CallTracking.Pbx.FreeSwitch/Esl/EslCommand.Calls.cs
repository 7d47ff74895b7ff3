using System.Globalization;
using System.Text;

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
    public static EslCommand Answer(string leg) => Execute(leg, "answer", null);

    /// <summary>Plays a file to a leg and tells by the id when it is over.</summary>
    public static EslCommand Playback(string leg, string file, Guid id) =>
        Execute(leg, "playback", EslArgument.File(file, nameof(file)), id);

    /// <summary>Waits.</summary>
    public static EslCommand Sleep(string leg, int milliseconds) => Execute(
        leg, "sleep", EslArgument.Within(milliseconds, 0, 3_600_000, nameof(milliseconds)).ToString(CultureInfo.InvariantCulture));

    /// <summary>Holds a leg without doing anything with it.</summary>
    public static EslCommand Park(string leg) => Execute(leg, "park", null);

    /// <summary>Calls somebody and connects the leg with him.</summary>
    public static EslCommand Bridge(string leg, EslEndpoint endpoint, EslVariables variables) =>
        Execute(leg, "bridge", variables.ForLeg() + endpoint.DialString);

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
        leg, "event", $"Event-Name=CUSTOM,Event-Subclass={DigitsSubclass},ct_collection={id:N}");

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

/// <summary>Whom FreeSWITCH may be told to call: always one destination.</summary>
internal readonly record struct EslEndpoint
{
    private EslEndpoint(string dialString)
    {
        DialString = dialString;
    }

    /// <summary>How FreeSWITCH writes it.</summary>
    public string DialString { get; }

    /// <summary>A user of the directory, wherever it is registered.</summary>
    public static EslEndpoint User(string extension, string? domain)
    {
        EslArgument.Extension(extension, nameof(extension));
        return new(domain is null ? $"user/{extension}" : $"user/{extension}@{EslArgument.Name(domain, nameof(domain))}");
    }

    /// <summary>A number behind a gateway.</summary>
    public static EslEndpoint Gateway(string gateway, string number) =>
        new($"sofia/gateway/{EslArgument.Name(gateway, nameof(gateway))}/{EslArgument.Number(number, nameof(number))}");
}

/// <summary>The variables that a new leg gets: ids, numbers and seconds. A text of people's belongs into the host's own store, under
/// <c>ct_call_id</c>.</summary>
internal sealed record EslVariables
{
    /// <summary>The name of the new leg. FreeSWITCH takes another without a word when it is in use: read the job's result.</summary>
    public Guid? Leg { get; init; }

    /// <summary>The number that the called party sees.</summary>
    public string? CallerNumber { get; init; }

    /// <summary>An id of the host's own, left in <c>ct_call_id</c>.</summary>
    public string? CallId { get; init; }

    /// <summary>The number that will be called afterwards, left in <c>ct_number</c>: the only place that names it if the first party never
    /// lifts.</summary>
    public string? Number { get; init; }

    /// <summary>How long it may ring, in seconds.</summary>
    public int? RingSeconds { get; init; }

    /// <summary>The number that is shown to whom the dial plan calls for this leg.</summary>
    public string? OnwardNumber { get; init; }

    /// <summary>How long whom the dial plan calls for this leg may ring, in seconds.</summary>
    public int? OnwardSeconds { get; init; }

    /// <summary>Whether the leg ends with the conversation.</summary>
    public bool EndsWithBridge { get; init; }

    /// <summary>As they stand before an <c>originate</c>'s first endpoint.</summary>
    public string ForAll() => Join('{', "originate_timeout", '}');

    /// <summary>As they stand before one endpoint.</summary>
    public string ForLeg() => Join('[', "leg_timeout", ']');

    private string Join(char open, string timeout, char close)
    {
        var text = new StringBuilder();
        Add("origination_uuid", Leg?.ToString("D"));
        if (CallerNumber is not null)
        {
            Add("origination_caller_id_number", EslArgument.Number(CallerNumber, nameof(CallerNumber)));

            // Else it is "Outbound Call".
            Add("origination_caller_id_name", CallerNumber);
        }

        Add("ct_call_id", CallId is null ? null : EslArgument.Id(CallId, nameof(CallId)));
        Add("ct_number", Number is null ? null : EslArgument.Number(Number, nameof(Number)));
        Add("effective_caller_id_number", OnwardNumber is null ? null : EslArgument.Number(OnwardNumber, nameof(OnwardNumber)));
        Add(timeout, Seconds(RingSeconds, nameof(RingSeconds)));
        Add("call_timeout", Seconds(OnwardSeconds, nameof(OnwardSeconds)));
        Add("hangup_after_bridge", EndsWithBridge ? "true" : null);
        return text.Length == 0 ? string.Empty : text.Append(close).ToString();

        static string? Seconds(int? seconds, string name) =>
            seconds is { } some ? EslArgument.Within(some, 1, 600, name).ToString(CultureInfo.InvariantCulture) : null;

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                text.Append(text.Length == 0 ? open : ',').Append(name).Append('=').Append(value);
            }
        }
    }
}

/// <summary>How keys are asked for.</summary>
/// <param name="Least">Fewest keys, 1 to 20.</param>
/// <param name="Most">Most keys, at least as many and at most 20.</param>
/// <param name="Tries">How often the prompt is played, 1 to 10.</param>
/// <param name="TimeoutMs">How long the first key is waited for after the prompt, and each further one.</param>
/// <param name="File">The prompt.</param>
internal sealed record EslDigits(int Least, int Most, int Tries, int TimeoutMs, string File)
{
    /// <summary>Ends the collection before <see cref="Most"/> keys: <c>#</c>, <c>*</c>, or null for none.</summary>
    public char? Terminator { get; init; }

    /// <summary>What the application reads. A try that timed out is followed by silence, and every key counts.</summary>
    public string Arguments(string variable)
    {
        EslArgument.Within(Least, 1, 20, nameof(Least));
        EslArgument.Within(Most, Least, 20, nameof(Most));
        EslArgument.Within(Tries, 1, 10, nameof(Tries));
        EslArgument.Within(TimeoutMs, 500, 60_000, nameof(TimeoutMs));
        EslArgument.File(File, nameof(File));
        var end = Terminator switch
        {
            null => "none",
            '#' => "#",
            '*' => "*",
            _ => throw new ArgumentException($"{nameof(Terminator)} must be # or * or none."),
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{Least} {Most} {Tries} {TimeoutMs} {end} {File} silence_stream://100 {variable} "
            + $"[0-9*#]+ {TimeoutMs}");
    }
}
