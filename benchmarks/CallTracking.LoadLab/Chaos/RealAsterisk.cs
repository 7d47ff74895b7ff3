using System.Globalization;
using CallTracking.Calls;

namespace CallTracking.LoadLab.Chaos;

/// <summary>A real Asterisk that <c>eng/servers/asterisk.sh</c> starts, with sipp's phones on it.</summary>
internal sealed class RealAsterisk : IChaosPbx
{
    private readonly ServerScript _server;
    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly SippPhones _phones;
    private readonly double _rate;

    private RealAsterisk(ServerScript server, IReadOnlyDictionary<string, string> values, string folder, double rate)
    {
        _server = server;
        _values = values;
        _rate = rate;
        _phones = new SippPhones(
            Path.Combine(server.Folder, "asterisk", "sipp"), folder, $"{Value("HOST")}:{Value("SIP_PORT")}");
    }

    public string Name => "Asterisk " + Value("VERSION");

    public int Port => int.Parse(Value("AMI_PORT"), CultureInfo.InvariantCulture);

    public string User => Value("USER");

    public string Secret => Value("SECRET");

    public string Cdr => Value("CDR");

    public string Site => LabSite;

    /// <summary>Starts it.</summary>
    /// <exception cref="ChaosException">It cannot be had here; the message is the script's.</exception>
    public static async Task<RealAsterisk> StartAsync(string servers, string folder, double rate, CancellationToken cancellationToken)
    {
        var server = new ServerScript(Path.Combine(servers, "asterisk.sh"));
        await server.RunAsync(cancellationToken, "start").ConfigureAwait(false);
        var values = await server.ReadEnvironmentAsync(cancellationToken).ConfigureAwait(false);
        return new RealAsterisk(server, values, folder, rate);
    }

    public async Task StartCallsAsync(CancellationToken cancellationToken)
    {
        _phones.Answer(int.Parse(Value("LOAD_PORT"), CultureInfo.InvariantCulture), ringMilliseconds: 400);
        await Task.Delay(500, cancellationToken).ConfigureAwait(false);

        // Short calls that lie in a gap, middling ones, and long ones that outlast it.
        var number = LoadNumber;
        _phones.Call("short", number, "12025550141", _rate * 0.5, 700);
        _phones.Call("middle", number, "12025550142", _rate * 0.4, 4_000);
        _phones.Call("long", number, "12025550143", _rate * 0.1, 20_000);
    }

    public Task EndCallsAsync(CancellationToken cancellationToken) => _phones.EndAsync(cancellationToken);

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await _server.RunAsync(cancellationToken, "cli", "core restart now").ConfigureAwait(false);
        await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken).ConfigureAwait(false);
    }

    public IReadOnlyList<GeneratedCall> ListCalls() => _phones.ListCalls();

    public IReadOnlySet<string> ListRecorded()
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(Cdr))
        {
            // accountcode, src, dst, dcontext, "name" <number>, ...
            var fields = CdrFields.Of(line);
            if (fields.Length > 4 && fields[4].Split('"') is [_, { Length: > 0 } name, ..])
            {
                keys.Add(name);
            }
        }

        return keys;
    }

    public string? KeyOf(Call call) => call.CallerName;

    public async ValueTask DisposeAsync()
    {
        _phones.Dispose();
        await _server.RunAsync(CancellationToken.None, "stop").ConfigureAwait(false);
    }

    // What the dial plan of eng/servers/asterisk calls the load phone, and how its site numbers.
    private const string LoadNumber = "5550199";

    private const string LabSite = """{ "country": "US", "extensions": "^1\\d\\d$", "outboundPrefix": "9", "trunks": ["trunk"] }""";

    private string Value(string name) =>
        _values.TryGetValue("CALLTRACKING_ASTERISK_" + name, out var value)
            ? value
            : throw new ChaosException($"asterisk.sh env does not print CALLTRACKING_ASTERISK_{name}.");
}
