namespace CallTracking.Testing.Asterisk;

/// <summary>What one Asterisk said and wrote of the same calls: the events of its manager interface, and the rows of its
/// <c>Master.csv</c>.</summary>
/// <remarks>Immutable.</remarks>
/// <param name="Transcript">What it said.</param>
/// <param name="Rows">What it wrote, a row each without the line end; empty when it wrote nothing.</param>
public sealed record AmiScenario(AmiTranscript Transcript, IReadOnlyList<string> Rows)
{
    /// <summary>Reads a folder with <c>ami.txt</c> and, where there is one, <c>cdr.csv</c>.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="FormatException">A line of the transcript is not as it should be; the message names file and line.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static AmiScenario Load(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        var rows = Path.Combine(folder, "cdr.csv");
        return new AmiScenario(
            AmiTranscript.Load(Path.Combine(folder, "ami.txt")),
            File.Exists(rows) ? [.. File.ReadAllLines(rows).Where(static row => row.Length > 0)] : []);
    }

    /// <summary>The same calls made again: with ids of their own, everything else as it is.</summary>
    /// <param name="number">Which time; 1 to 99,999. Different numbers share no id.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public AmiScenario Instance(int number)
    {
        var names = AmiNames.Of(Transcript, number);
        return new AmiScenario(Transcript.Renamed(names), [.. Rows.Select(names.Rename)]);
    }

    /// <summary>The same calls at another time.</summary>
    /// <param name="by">How much later; rounded to whole seconds, as the rows have them.</param>
    public AmiScenario Moved(TimeSpan by)
    {
        var clock = new AmiClock(by);
        return new AmiScenario(Transcript.Moved(by), [.. Rows.Select(clock.Move)]);
    }
}
