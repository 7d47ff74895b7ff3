using System.Text;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Tests.Kit;

/// <summary>Runs the command in this process, with a world of its own and a folder that goes away.</summary>
internal sealed class TestConsole : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();
    private readonly List<MemoryStream> _streams = [];

    public TestConsole()
    {
        Folder = Directory.CreateTempSubdirectory("calltracking-test-").FullName;
        Environment["CALLTRACKING_DATA"] = System.IO.Path.Combine(Folder, "data");
    }

    public string Folder { get; }

    public Dictionary<string, string> Environment { get; } = [];

    public Func<string, CancellationToken, Task<string>>? AskSecret { get; init; }

    public FixedDate Time { get; } = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public bool IsScreen { get; init; }

    /// <summary>Everything written to standard output, text first.</summary>
    public string Out => _out + string.Concat(_streams.Select(stream => Encoding.UTF8.GetString(stream.ToArray())));

    public string Error => _error.ToString();

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string PathOf(string name) => System.IO.Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public Terminal CreateTerminal() => new()
    {
        Out = TextWriter.Synchronized(_out),
        Error = TextWriter.Synchronized(_error),
        OpenOut = () =>
        {
            _streams.Add(new MemoryStream());
            return _streams[^1];
        },
        IsScreen = IsScreen,
        Environment = name => Environment.GetValueOrDefault(name),
        AskSecret = AskSecret,
        Time = Time,
    };

    public Task<int> RunAsync(params string[] args) => RunAsync(TestContext.Current.CancellationToken, args);

    public Task<int> RunAsync(CancellationToken cancellationToken, params string[] args) =>
        CallTrackingCommand.RunAsync(args, CreateTerminal(), cancellationToken);

    public void Dispose()
    {
        // SQLite keeps pooled connections to the files in it.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>The system's clock, moved to a date on which the tests agree; its zone is UTC. An hour passes when a test says so.</summary>
internal sealed class FixedDate : TimeProvider
{
    /// <summary>A delay that no test waits for.</summary>
    public static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private Action _hourIsOver = () => { };
    private readonly DateTimeOffset _date;
    private readonly long _begun;

    public FixedDate(DateTimeOffset date)
    {
        _date = date;
        _begun = GetTimestamp();
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _date + GetElapsedTime(_begun);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Hour)
        {
            _hourIsOver += () => callback(state);
            dueTime = Timeout.InfiniteTimeSpan;
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }

    /// <summary>Fires the timers that were set to an hour.</summary>
    public void EndHour() => _hourIsOver();
}
