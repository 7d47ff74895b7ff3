using System.Globalization;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Import;

/// <summary>One line that is written over and over: how much, how fast, how long still.</summary>
internal sealed class ImportBar(Terminal terminal)
{
    private const int Cells = 20;
    private int _written;

    /// <summary>Draws.</summary>
    /// <param name="bytes">Bytes read, by earlier runs too.</param>
    /// <param name="length">Bytes there are.</param>
    /// <param name="now">Bytes read by this run.</param>
    /// <param name="rows">Records of this run.</param>
    /// <param name="elapsed">Time of this run.</param>
    public void Draw(long bytes, long length, long now, long rows, TimeSpan elapsed)
    {
        var line = Line(bytes, length, now, rows, elapsed);
        terminal.Error.Write("\r" + line.PadRight(_written));
        _written = line.Length;
    }

    public void Clear()
    {
        if (_written > 0)
        {
            terminal.Error.Write("\r" + new string(' ', _written) + "\r");
            _written = 0;
        }
    }

    internal static string Line(long bytes, long length, long now, long rows, TimeSpan elapsed)
    {
        var share = length == 0 ? 1 : Math.Clamp((double)bytes / length, 0, 1);
        var seconds = elapsed.TotalSeconds;
        var left = now > 0 && seconds >= 1 ? $", {Left((length - bytes) / (now / seconds))} left" : "";
        var full = (int)(share * Cells);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"[{new string('#', full)}{new string('-', Cells - full)}] {Math.Floor(share * 100):0} %  {rows:N0} records"
            + $"  {(seconds > 0 ? rows / seconds : 0):N0}/s{left}");
    }

    private static string Left(double seconds) => seconds switch
    {
        >= 3600 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600:0.0} h"),
        >= 90 => string.Create(CultureInfo.InvariantCulture, $"{seconds / 60:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(seconds):0} s"),
    };
}
