using System.Globalization;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// One command to FreeSWITCH. There is a method for each command that the product sends and none for a free text: what comes from outside
/// is an argument, and its alphabet is checked here, before anything is written.
/// </summary>
/// <remarks>Immutable. Every method throws an <see cref="ArgumentException"/> that names the argument and the cure.</remarks>
internal sealed partial class EslCommand
{
    private const string Hidden = "[hidden]";

    private readonly string _line;
    private readonly string? _shown;

    private EslCommand(string name, string line, string? shown = null)
    {
        Name = name;
        _line = line;
        _shown = shown;
    }

    /// <summary>The command without its arguments, for messages: <c>uuid_kill</c>.</summary>
    public string Name { get; }

    /// <summary>Its header lines.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; private init; } = [];

    /// <summary>Whether its line holds a password.</summary>
    public bool IsSecret => _shown is not null;

    /// <summary>Under which id the result of a background job comes (<c>BACKGROUND_JOB</c>); null for commands that answer at once.</summary>
    public Guid? Job { get; private init; }

    /// <summary>Whether the answer is <c>api/response</c>; all others are answered by <c>command/reply</c>.</summary>
    public bool IsApi { get; private init; }

    /// <summary>Proves who we are. A client that is wrong once is thrown out.</summary>
    public static EslCommand Auth(string password) =>
        new("auth", $"auth {EslArgument.Password(password, nameof(password))}", $"auth {Hidden}");

    /// <summary>Proves who we are as a user of the directory, whose <c>esl-*</c> parameters limit what it may do.</summary>
    /// <param name="user">The user.</param>
    /// <param name="domain">Its domain; null for the PBX's default.</param>
    /// <param name="password">Its <c>esl-password</c>.</param>
    public static EslCommand UserAuth(string user, string? domain, string password)
    {
        EslArgument.Password(password, nameof(password));
        var who = EslArgument.Name(user, nameof(user)) + At(domain);
        return new("userauth", $"userauth {who}:{password}", $"userauth {who}:{Hidden}");
    }

    /// <summary>Subscribes. The format is that of everything on the connection from here on.</summary>
    /// <param name="json">JSON, else plain.</param>
    /// <param name="names">Events.</param>
    /// <param name="subclasses">Subclasses of CUSTOM; they stand last, because all that follows CUSTOM is one.</param>
    public static EslCommand Events(bool json, IReadOnlyCollection<string> names, IReadOnlyCollection<string> subclasses)
    {
        var words = new List<string>(names.Count + subclasses.Count + 3) { "event", json ? "json" : "plain" };
        words.AddRange(names.Select(static name => EslArgument.EventName(name, nameof(names))));
        if (subclasses.Count > 0)
        {
            words.Add("CUSTOM");
            words.AddRange(subclasses.Select(static subclass => EslArgument.Subclass(subclass, nameof(subclasses))));
        }

        return words.Count > 2 ? new("event", string.Join(' ', words)) : throw new ArgumentException(
            "There is nothing to subscribe to: name an event or a subclass.", nameof(names));
    }

    /// <summary>Says goodbye.</summary>
    public static EslCommand Exit() => new("exit", "exit");

    /// <summary>Asks which channels there are. Without one the answer has no <c>rows</c>.</summary>
    public static EslCommand ShowChannels() => Api("show", "channels as json");

    /// <summary>Asks for everything about one leg.</summary>
    public static EslCommand Dump(string leg) => Api("uuid_dump", $"{EslArgument.Leg(leg, nameof(leg))} json");

    /// <summary>Asks whether there is such a leg: <c>true</c> or <c>false</c>.</summary>
    public static EslCommand Exists(string leg) => Api("uuid_exists", EslArgument.Leg(leg, nameof(leg)));

    /// <summary>Asks what it is.</summary>
    public static EslCommand Version() => Api("version", null);

    /// <summary>Asks which FreeSWITCH process it is: the <c>Core-UUID</c> of its events.</summary>
    public static EslCommand Core() => Api("global_getvar", "core_uuid");

    /// <summary>Has it say something, so that what comes behind can be told from what came before.</summary>
    public static EslCommand Mark(string mark) =>
        Api("echo", string.Join(' ', mark.Split(' ').Select(static word => EslArgument.Name(word, nameof(mark)))));

    /// <summary>Asks how it is: a sign of life, with the time since it started.</summary>
    public static EslCommand Status() => Api("status", null);

    /// <summary>Ends a leg.</summary>
    public static EslCommand Kill(Guid job, string leg, EslCause cause) =>
        Background(job, "uuid_kill", $"{EslArgument.Leg(leg, nameof(leg))} {CauseName(cause)}");

    /// <summary>Sends a leg to another destination of the dial plan.</summary>
    /// <param name="job">Id of the result.</param>
    /// <param name="leg">The leg.</param>
    /// <param name="destination">Extension or number.</param>
    /// <param name="context">Where the dial plan looks it up.</param>
    public static EslCommand Transfer(Guid job, string leg, string destination, string context) => Background(
        job, "uuid_transfer", $"{EslArgument.Leg(leg, nameof(leg))} {EslArgument.Extension(destination, nameof(destination))} XML "
            + EslArgument.Name(context, nameof(context)));

    /// <summary>The leg puts the other side on hold.</summary>
    public static EslCommand Hold(Guid job, string leg) => Background(job, "uuid_hold", EslArgument.Leg(leg, nameof(leg)));

    /// <summary>The leg takes the other side back.</summary>
    public static EslCommand Resume(Guid job, string leg) => Background(job, "uuid_hold", $"off {EslArgument.Leg(leg, nameof(leg))}");

    /// <summary>Plays a file.</summary>
    public static EslCommand Play(Guid job, string leg, string file, bool toBothSides) => Background(
        job, "uuid_broadcast",
        $"{EslArgument.Leg(leg, nameof(leg))} {EslArgument.File(file, nameof(file))} {(toBothSides ? "both" : "aleg")}");

    /// <summary>Stops what is played to a leg.</summary>
    public static EslCommand StopPlaying(Guid job, string leg) =>
        Background(job, "uuid_break", $"{EslArgument.Leg(leg, nameof(leg))} all");

    /// <summary>Begins to record a leg's conversation.</summary>
    /// <param name="job">Id of the result.</param>
    /// <param name="leg">The leg.</param>
    /// <param name="file">The file, whose ending says the format.</param>
    /// <param name="limitSeconds">Longest recording; null for no limit.</param>
    public static EslCommand Record(Guid job, string leg, string file, int? limitSeconds)
    {
        var limit = limitSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $" {EslArgument.Within(seconds, 1, 86_400, nameof(limitSeconds))}")
            : string.Empty;
        return Background(
            job, "uuid_record", $"{EslArgument.Leg(leg, nameof(leg))} start {EslArgument.File(file, nameof(file))}{limit}");
    }

    /// <summary>Ends one recording of a leg, or all of them.</summary>
    public static EslCommand StopRecording(Guid job, string leg, string? file) => Background(
        job, "uuid_record", $"{EslArgument.Leg(leg, nameof(leg))} stop {(file is null ? "all" : EslArgument.File(file, nameof(file)))}");

    private static EslCommand Api(string name, string? arguments) =>
        new(name, arguments is null ? $"api {name}" : $"api {name} {arguments}") { IsApi = true };

    private static EslCommand Background(Guid job, string name, string arguments)
    {
        return new(name, $"bgapi {name} {arguments}") { Job = job, Headers = [new("Job-UUID", job.ToString("D"))] };
    }

    private static string At(string? domain) => domain is null ? string.Empty : "@" + EslArgument.Name(domain, nameof(domain));

    private static string CauseName(EslCause cause) => Enum.IsDefined(cause) ? cause.ToString() : throw new ArgumentOutOfRangeException(
        nameof(cause), "FreeSWITCH has no such cause; give one that the enumeration names.");

    /// <summary>The command's line.</summary>
    internal string LineToWrite(bool hideSecrets) => hideSecrets && _shown is not null ? _shown : _line;

    /// <summary>The command as it may be shown.</summary>
    public override string ToString() => Name;
}

/// <summary>Why a leg is ended: FreeSWITCH's own names, which go on the wire as they stand. It takes unknown names without a word for
/// NORMAL_CLEARING.</summary>
internal enum EslCause
{
    NORMAL_CLEARING,
    USER_BUSY,
    NO_USER_RESPONSE,
    NO_ANSWER,
    CALL_REJECTED,
    UNALLOCATED_NUMBER,
    DESTINATION_OUT_OF_ORDER,
    NORMAL_TEMPORARY_FAILURE,
    NORMAL_CIRCUIT_CONGESTION,
    ORIGINATOR_CANCEL,
    MANAGER_REQUEST,
}
