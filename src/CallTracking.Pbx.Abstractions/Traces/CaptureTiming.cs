using System.Text.Json;

namespace CallTracking.Pbx.Traces;

/// <summary>The times of a raw capture, a JSON object a line.</summary>
internal static class CaptureTiming
{
    // A line has about sixty bytes; what is much longer is another kind of file.
    private const int MaxLine = 4096;

    // The last microsecond of the year 9999.
    private const decimal MaxSeconds = 253_402_300_799.999999m;

    /// <summary>Reads the lines lazily.</summary>
    /// <exception cref="TraceFormatException">A line is no timing.</exception>
    public static IEnumerable<Line> Read(string path)
    {
        using var file = TraceReader.OpenFile(path);
        var buffer = new byte[MaxLine];
        var held = 0;
        var number = 0L;
        for (var ended = false; !ended;)
        {
            var got = file.ReadAtLeast(buffer.AsSpan(held), buffer.Length - held, throwOnEndOfStream: false);
            ended = held + got < buffer.Length;
            held += got;
            var start = 0;
            for (int length; (length = LineLength(buffer.AsSpan(start, held - start), ended)) >= 0;)
            {
                number++;
                if (Parse(path, number, buffer.AsSpan(start, length)) is { } line)
                {
                    yield return line;
                }

                start = Math.Min(held, start + length + 1);
            }

            if (start == 0 && !ended)
            {
                throw new TraceFormatException($"{path}, line {number + 1}: longer than {MaxLine} bytes; this is no timing file");
            }

            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
        }

        if (number == 0)
        {
            throw new TraceFormatException($"{path}: the timing file is empty; leave it out to go without times");
        }
    }

    private static int LineLength(ReadOnlySpan<byte> rest, bool ended)
    {
        var length = rest.IndexOf((byte)'\n');
        return length >= 0 || rest.IsEmpty || !ended ? length : rest.Length;
    }

    private static Line? Parse(string path, long number, ReadOnlySpan<byte> text)
    {
        if (number == 1 && text.StartsWith("\uFEFF"u8))
        {
            text = text[3..];
        }

        text = text.Trim(" \t\r"u8);
        if (text.IsEmpty)
        {
            return null;
        }

        var members = default(Members);
        try
        {
            var json = new Utf8JsonReader(text);
            if (json.Read() && json.TokenType == JsonTokenType.StartObject)
            {
                ReadMembers(ref json, ref members);
                members.IsWhole = !json.Read();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            throw Bad(path, number, exception);
        }

        if (!members.IsWhole || members.Seconds is not (>= 0 and <= MaxSeconds) || members.Direction is not { } direction
            || members.Offset is < 0 || members.Length is < 0
            || (!members.IsEnd && (members.Offset is null || members.Length is null)))
        {
            throw Bad(path, number, null);
        }

        var microseconds = (long)(members.Seconds.Value * 1_000_000m);
        return new Line(
            number, DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), direction, members.Offset ?? 0,
            members.Length ?? 0, members.IsEnd);
    }

    private static void ReadMembers(ref Utf8JsonReader json, ref Members members)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = json.ValueTextEquals("t"u8);
            var isDirection = json.ValueTextEquals("dir"u8);
            var isOffset = json.ValueTextEquals("off"u8);
            var isLength = json.ValueTextEquals("len"u8);
            var isEnd = json.ValueTextEquals("eof"u8);
            json.Read();
            if (isTime)
            {
                members.Seconds = json.GetDecimal();
            }
            else if (isDirection)
            {
                members.Direction = json.ValueTextEquals("s2c"u8) ? TraceDirection.Received
                    : json.ValueTextEquals("c2s"u8) ? TraceDirection.Sent : null;
            }
            else if (isOffset)
            {
                members.Offset = json.GetInt64();
            }
            else if (isLength)
            {
                members.Length = json.GetInt64();
            }
            else if (isEnd)
            {
                members.IsEnd = json.GetBoolean();
            }
            else
            {
                json.Skip();
            }
        }
    }

    private static TraceFormatException Bad(string path, long number, Exception? inner) => new(
        $"{path}, line {number}: not a timing such as {{\"t\": 1.5, \"dir\": \"s2c\", \"off\": 0, \"len\": 10}}; "
        + "mend the line, or leave the file out to go without times", inner);

    /// <summary>One chunk's time.</summary>
    /// <param name="Number">Line number, from 1.</param>
    /// <param name="At">When.</param>
    /// <param name="Direction">Which way.</param>
    /// <param name="Offset">Where its bytes begin; without meaning when there are none.</param>
    /// <param name="Length">How many bytes it has.</param>
    /// <param name="IsEnd">Whether the connection died, after these bytes.</param>
    public readonly record struct Line(
        long Number, DateTimeOffset At, TraceDirection Direction, long Offset, long Length, bool IsEnd);

    private struct Members
    {
        public decimal? Seconds;
        public TraceDirection? Direction;
        public long? Offset;
        public long? Length;
        public bool IsEnd;
        public bool IsWhole;
    }
}
