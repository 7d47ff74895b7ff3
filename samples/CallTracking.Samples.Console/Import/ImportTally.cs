using CallTracking.Pbx.Records;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Import;

/// <summary>A file to import, and how far it is.</summary>
internal sealed class ImportFile(string path, long length)
{
    public string Path { get; } = path;

    public long Length { get; set; } = length;

    public long Bytes { get; set; }

    /// <summary>Where this run began; null before it did.</summary>
    public long? From { get; set; }

    public long Rows { get; set; }

    public long Damaged { get; set; }
}

/// <summary>Counts what the adapter tells from its own thread, and draws it where somebody watches.</summary>
internal sealed class ImportTally(IReadOnlyList<ImportFile> files, Terminal terminal) : IProgress<RecordProgress>, IProgress<RecordDamage>
{
    private const int DamageShown = 5;
    private static readonly TimeSpan DrawEvery = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly long _started = terminal.Time.GetTimestamp();
    private readonly ImportBar? _bar = terminal.IsScreen ? new ImportBar(terminal) : null;
    private long _drawn;
    private long _damageShown;
    private string? _trouble;

    public IReadOnlyList<ImportFile> Files => files;

    public long Rows => files.Sum(static file => file.Rows);

    public long Damaged => files.Sum(static file => file.Damaged);

    /// <summary>Whether an earlier run had read a part.</summary>
    public bool IsResumed => files.Any(static file => file.From > 0);

    public TimeSpan Elapsed { get; private set; }

    public void Report(RecordProgress value)
    {
        lock (_lock)
        {
            var file = files.First(one => one.Path == value.File);
            file.From ??= value.Bytes;
            (file.Bytes, file.Length, file.Rows, file.Damaged) = (value.Bytes, value.Length, value.Rows, value.Damaged);
            Draw();
        }
    }

    public void Report(RecordDamage value)
    {
        lock (_lock)
        {
            if (_damageShown++ < DamageShown)
            {
                _bar?.Clear();
                terminal.Error.WriteLine($"calltracking: {Printable.Line($"{value.File}, line {value.Line} was passed over: {value.Reason}")}");
            }
        }
    }

    public void Show(string? trouble)
    {
        lock (_lock)
        {
            if (trouble is not null && trouble != _trouble)
            {
                _bar?.Clear();
                terminal.Error.WriteLine($"calltracking: {Printable.Line(trouble)} It is tried again.");
            }

            _trouble = trouble;
        }
    }

    public void Finish()
    {
        lock (_lock)
        {
            Elapsed = terminal.Time.GetElapsedTime(_started);
            _bar?.Clear();
        }
    }

    private void Draw()
    {
        if (_bar is null || (_drawn != 0 && terminal.Time.GetElapsedTime(_drawn) < DrawEvery))
        {
            return;
        }

        _drawn = terminal.Time.GetTimestamp();
        _bar.Draw(
            files.Sum(static file => file.Bytes), files.Sum(static file => file.Length),
            files.Sum(static file => file.Bytes - (file.From ?? 0)), Rows, terminal.Time.GetElapsedTime(_started));
    }
}
