using System.Globalization;
using System.Text;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Asterisk;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Testing.Asterisk;

namespace CallTracking.LoadLab.Chaos;

/// <summary>
/// A fake Asterisk on which recorded calls are made again and again, many at a time. What a call is, when nothing goes wrong, is asked of the
/// product itself on each recording alone, which its tests hold against what the phones saw.
/// </summary>
internal sealed class PlayedAsterisk : IChaosPbx
{
    private static readonly TimeSpan CdrDelay = TimeSpan.FromMilliseconds(30);

    private readonly FakeAsterisk _pbx = new FakeAsterisk(new FakeAsteriskOptions { Secret = "s3cret-of-the-chaos" }).Start();
    private readonly List<Recording> _recordings;
    private readonly Random _random;
    private readonly double _rate;
    private readonly Lock _lock = new();
    private readonly PriorityQueue<Step, (DateTimeOffset At, long Order)> _due = new();
    private readonly Dictionary<string, string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _families = new(StringComparer.Ordinal);
    private readonly List<GeneratedCall> _calls = [];
    private readonly HashSet<string> _recorded = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private Task _playing = Task.CompletedTask;
    private bool _begins = true;
    private int _plays;
    private long _order;

    private PlayedAsterisk(List<Recording> recordings, string cdr, double rate, Random random)
    {
        _recordings = recordings;
        _rate = rate;
        _random = random;
        Cdr = cdr;
        File.WriteAllText(cdr, "");
    }

    public string Name => $"fake Asterisk with {_recordings.Count} recordings";

    public int Port => _pbx.Port;

    public string User => _pbx.Options.User;

    public string Secret => _pbx.Options.Secret;

    public string Cdr { get; }

    public string Site => LabSite;

    /// <summary>Starts it with the recordings of a folder.</summary>
    /// <exception cref="ChaosException">There are none.</exception>
    public static PlayedAsterisk Start(string scenarios, string folder, double rate, int seed)
    {
        var site = Path.Combine(folder, "site.json");
        File.WriteAllText(site, LabSite);
        var options = SiteFile.Load(site);
        var recordings = Directory.Exists(scenarios)
            ? Directory.EnumerateDirectories(scenarios).Order(StringComparer.Ordinal).Select(path => Recording.Load(path, options)).OfType<Recording>().ToList()
            : [];
        return recordings.Count == 0
            ? throw new ChaosException($"{scenarios} holds no recordings; run it from the root of the checkout or give --scenarios.")
            : new PlayedAsterisk(recordings, Path.Combine(folder, "Master.csv"), rate, new Random(seed));
    }

    public Task StartCallsAsync(CancellationToken cancellationToken)
    {
        _playing = Task.Run(PlayAsync, cancellationToken);
        return Task.CompletedTask;
    }

    public async Task EndCallsAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _begins = false;
        }

        await _playing.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        var hard = _random.Next(2) == 0;
        lock (_lock)
        {
            // Calls that the end of the PBX cuts short are over, and nothing is written of them after a kill.
            var now = TimeProvider.System.GetUtcNow();
            _due.Clear();
            for (var i = 0; i < _calls.Count; i++)
            {
                _calls[i] = _calls[i].To > now ? _calls[i] with { To = now, Parts = _families[_calls[i].Key] } : _calls[i];
            }

            _calls.RemoveAll(call => call.From > now);
            if (hard)
            {
                _pbx.Kill();
            }
            else
            {
                _pbx.ShutDown();
            }
        }

        await Task.Delay(TimeSpan.FromSeconds(1.5), cancellationToken).ConfigureAwait(false);
        _pbx.Boot();
    }

    public IReadOnlyList<GeneratedCall> ListCalls() => _calls;

    public IReadOnlySet<string> ListRecorded() => _recorded;

    public string? KeyOf(Call call) => call.Families.Select(family => _keys.GetValueOrDefault(family)).FirstOrDefault(static key => key is not null);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _playing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _pbx.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    // How the site of the recordings numbers.
    private const string LabSite = """
        { "country": "US", "extensions": "^1\\d\\d$", "rooms": "^6\\d\\d$", "outboundPrefix": "9", "trunks": ["trunk"] }
        """;

    private async Task PlayAsync()
    {
        var next = TimeProvider.System.GetUtcNow();
        while (true)
        {
            lock (_lock)
            {
                var now = TimeProvider.System.GetUtcNow();
                while (_begins && _pbx.IsRunning && next <= now)
                {
                    Begin(now);
                    next += TimeSpan.FromSeconds(2 * _random.NextDouble() / _rate);
                }

                next = next < now ? now : next;
                while (_due.TryPeek(out var step, out var at) && at.At <= now)
                {
                    _due.Dequeue();
                    step.Do(this);
                }

                if (!_begins && _due.Count == 0)
                {
                    return;
                }
            }

            await Task.Delay(5, _stopping.Token).ConfigureAwait(false);
        }
    }

    private void Begin(DateTimeOffset now)
    {
        var recording = _recordings[_random.Next(_recordings.Count)];

        // Whole seconds apart from the recording, so that rows and events agree; that is up to a second from now.
        var by = TimeSpan.FromSeconds(Math.Ceiling((now - recording.Start).TotalSeconds));
        var scenario = recording.Scenario.Instance(++_plays).Moved(by);
        foreach (var call in recording.CallsOf(scenario))
        {
            var key = call.Families[0];
            foreach (var family in call.Families)
            {
                _keys[family] = key;
            }

            _families[key] = call.Families.Count;
            _calls.Add(new GeneratedCall(key, call.StartedAt, call.EndedAt));
        }

        foreach (var (at, frame) in scenario.Transcript.Connections[0].Messages)
        {
            if (frame.IsEvent && frame.Name != "FullyBooted" && frame["ActionID"] is null)
            {
                Enqueue(at, new Step(frame, null));
            }
        }

        foreach (var row in scenario.Rows)
        {
            Enqueue(Recording.EndOf(row) + CdrDelay, new Step(null, row));
        }
    }

    private void Enqueue(DateTimeOffset at, Step step) => _due.Enqueue(step, (at, ++_order));

    private void Write(string row)
    {
        File.AppendAllText(Cdr, row + "\n");
        foreach (var family in Recording.FamiliesOf(row))
        {
            if (_keys.TryGetValue(family, out var key))
            {
                _recorded.Add(key);
            }
        }
    }

    /// <summary>Something that the PBX says or writes.</summary>
    private sealed record Step(AmiFrame? Frame, string? Row)
    {
        public void Do(PlayedAsterisk pbx)
        {
            if (Frame is not null)
            {
                pbx._pbx.Send(Frame);
            }
            else
            {
                pbx.Write(Row!);
            }
        }
    }

    /// <summary>One recording whose calls are all over at its end.</summary>
    private sealed class Recording(AmiScenario scenario, SiteOptions site)
    {
        private const int EndColumn = 11;

        public AmiScenario Scenario { get; } = scenario;

        public DateTimeOffset Start { get; } = scenario.Transcript.Connections[0].Messages.First(static m => m.Frame.IsEvent && m.Frame.Name != "FullyBooted").At;

        public static Recording? Load(string folder, SiteOptions site)
        {
            var file = Path.Combine(folder, "ami.txt");
            if (!File.Exists(file))
            {
                return null;
            }

            var scenario = AmiScenario.Load(folder);
            if (scenario.Transcript.Connections is not [var only] || !only.Messages.Any(static m => m.Frame.Name == "Newchannel"))
            {
                return null;
            }

            var recording = new Recording(scenario, site);
            var calls = recording.CallsOf(scenario);
            return calls.Count > 0 && calls.All(static call => call.State == CallState.Ended) ? recording : null;
        }

        public IReadOnlyList<Call> CallsOf(AmiScenario played)
        {
            var chunks = played.Transcript.Connections[0].Messages.Select(static message => new TraceChunk(
                message.At, TraceDirection.Received, message.Frame.Bytes, EndOfConnection: false));
            return CallReplay.Run(new AmiDecoderFactory().Create(), [chunks], site).Calls;
        }

        public static DateTimeOffset EndOf(string row) => DateTimeOffset.ParseExact(
            Fields(row)[EndColumn], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal) + TimeSpan.FromSeconds(1);

        // Unique id and linked id stand near the end, in quotes.
        public static IEnumerable<string> FamiliesOf(string row) => Fields(row).Skip(16);

        private static string[] Fields(string row) => CdrFields.Of(row);
    }
}
