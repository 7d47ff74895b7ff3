using CallTracking.Pbx;
using CallTracking.Storage;

namespace CallTracking.Pipeline;

/// <summary>How an event on which the rules failed is kept: the event itself, and where in the rules it was.</summary>
internal static class QuarantinedEvents
{
    private const int Frames = 6;

    public static QuarantinedRow ToRow(long epoch, PbxEvent pbxEvent, Exception error)
    {
        var writer = new EventLogWriter();
        EventLogCodec.Write(writer, pbxEvent);
        return new QuarantinedRow(epoch, pbxEvent.Seq, pbxEvent.At, pbxEvent.GetType().Name, Describe(error), writer.Finish());
    }

    /// <summary>The kind of error and the methods that it passed, the innermost first. Never the message: it may hold a number or a name, and
    /// the event is kept beside it.</summary>
    public static string Describe(Exception error)
    {
        var methods = (error.StackTrace ?? string.Empty).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(Method).OfType<string>().Take(Frames).ToList();
        return methods.Count == 0 ? error.GetType().Name : $"{error.GetType().Name} in {string.Join(" < ", methods)}";
    }

    // A line of a stack trace is "at Namespace.Type.Method(Type name) in file:line"; "at" is in the user's language.
    private static string? Method(string line)
    {
        var open = line.IndexOf('(', StringComparison.Ordinal);
        var name = open < 0 ? string.Empty : line[..open];
        var space = name.IndexOf(' ', StringComparison.Ordinal);
        var parts = space < 0 ? [] : name[(space + 1)..].Split('.', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 2 ? null : $"{parts[^2]}.{parts[^1]}";
    }
}
