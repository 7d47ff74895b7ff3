using System.Text;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Testing.Traces;

namespace CallTracking.Faults;

/// <summary>
/// What the fault kit has to know of one PBX's wire: how its recordings are read, what its messages are bytes of, which of them may be told
/// twice, and what the PBX would answer a link that comes back.
/// </summary>
/// <typeparam name="TFrame">One message.</typeparam>
public abstract class FaultPbx<TFrame>
    where TFrame : class
{
    /// <summary>The site of the recordings.</summary>
    public abstract SiteOptions Site { get; }

    /// <summary>The PBX's name among those to whom a true call may be invisible.</summary>
    public abstract string Witness { get; }

    /// <summary>The recordings' names: their folders below <c>Scenarios</c>.</summary>
    public IReadOnlyList<string> Names => [.. Directory.EnumerateFiles(Root, TranscriptFile, SearchOption.AllDirectories)
        .Select(static file => Path.GetRelativePath(Root, Path.GetDirectoryName(file)!).Replace('\\', '/'))
        .Order(StringComparer.Ordinal)];

    /// <summary>Whether a recording is cut with the link being back after so many seconds; one may be left out where nobody can know what it
    /// was, or is known not to be mended yet.</summary>
    public virtual bool IsCut(string name, int seconds) => true;

    protected static string Root => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    protected abstract string TranscriptFile { get; }

    public abstract IPbxDecoder Decoder();

    public abstract byte[] Bytes(TFrame frame);

    /// <summary>Whether it tells a state, so that hearing it twice tells no more.</summary>
    public abstract bool IsRepeatable(TFrame frame);

    /// <summary>Whether it carries its own time; a message without one is told when it arrives.</summary>
    public abstract bool IsTimed(TFrame frame);

    /// <summary>Whether nothing in a recording has its time from its arrival alone.</summary>
    public virtual bool IsTimed(IReadOnlyList<TranscriptConnection<TFrame>> recording) =>
        recording.SelectMany(static connection => connection.Messages).All(message => IsTimed(message.Frame));

    /// <summary>A message about nothing that anybody knows, beside another one.</summary>
    public abstract TFrame Stranger(string name, TFrame beside);

    /// <summary>Whether it is an event, to be counted when it is unknown.</summary>
    public abstract bool IsEvent(TFrame frame);

    /// <summary>The family of the device's leg that begins with it; null when none does.</summary>
    public abstract string? Born(TFrame frame);

    public abstract IFaultMemory<TFrame> Memory();

    public IReadOnlyList<TranscriptConnection<TFrame>> Load(string name) => LoadFile(Path.Combine(Root, name, TranscriptFile));

    internal IReadOnlyList<TrueCall> Truth(string name) => TrueCall.Load(Path.Combine(Root, name, "truth.json"), Witness);

    public abstract IReadOnlyList<TranscriptConnection<TFrame>> Reordered(string name, int seed, TimeSpan window);

    public abstract IReadOnlyList<TranscriptConnection<TFrame>> Duplicated(string name, int seed);

    public abstract IReadOnlyList<TranscriptConnection<TFrame>> Delayed(string name, int seed, TimeSpan most);

    public ReplayResult Replay(IEnumerable<TranscriptConnection<TFrame>> connections, IEnumerable<RecordReceived>? records = null) =>
        CallReplay.Run(Decoder(), connections.Select(Chunks), Site, records: records);

    /// <summary>A chunk per message, as the socket might have given them.</summary>
    public IEnumerable<TraceChunk> Chunks(TranscriptConnection<TFrame> connection) => connection.Messages
        .Select(message => new TraceChunk(message.At, TraceDirection.Received, Bytes(message.Frame), false))
        .Concat(End(connection));

    /// <summary>Pieces of the given sizes in turn, none the size of a message; each arrives when its last byte's message did.</summary>
    public IEnumerable<TraceChunk> Pieces(TranscriptConnection<TFrame> connection, IReadOnlyList<int> sizes)
    {
        using var all = new MemoryStream();
        var ends = new List<(long End, DateTimeOffset At)>();
        foreach (var (at, frame) in connection.Messages)
        {
            all.Write(Bytes(frame));
            ends.Add((all.Length, at));
        }

        var bytes = all.ToArray();
        var message = 0;
        for (int start = 0, turn = 0; start < bytes.Length; turn++)
        {
            var end = Math.Min(bytes.Length, start + Math.Max(1, sizes[turn % sizes.Count]));
            while (ends[message].End < end)
            {
                message++;
            }

            yield return new TraceChunk(ends[message].At, TraceDirection.Received, bytes.AsMemory(start, end - start), false);
            start = end;
        }

        foreach (var ended in End(connection))
        {
            yield return ended;
        }
    }

    protected abstract IReadOnlyList<TranscriptConnection<TFrame>> LoadFile(string path);

    private static IEnumerable<TraceChunk> End(TranscriptConnection<TFrame> connection) =>
        connection.DiedAt is { } died ? [new TraceChunk(died, TraceDirection.Received, default, true)] : [];
}

/// <summary>What the PBX itself has at a moment of a recording.</summary>
/// <typeparam name="TFrame">One message.</typeparam>
public interface IFaultMemory<TFrame>
    where TFrame : class
{
    /// <summary>A connection of the recording begins.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="former">The one before it; null for the first.</param>
    /// <returns>Whether what the PBX has is known from its first message on.</returns>
    bool Begin(TranscriptConnection<TFrame> connection, TranscriptConnection<TFrame>? former);

    /// <summary>Folds a message.</summary>
    /// <returns>Whether it is known now what the PBX has, if it was not before.</returns>
    bool Apply(TranscriptMessage<TFrame> message);

    void End();

    /// <summary>What a link hears that comes back: the greeting, and the answers to what it asks.</summary>
    byte[] Connect(DateTimeOffset at);
}

/// <summary>A ledger as text.</summary>
internal static class LedgerText
{
    /// <summary>Without what names messages: a repeated or an inserted one moves those.</summary>
    public static string Of(ReplayResult result) => LedgerDocument
        .From(result.Calls.Select(call => call with { Because = [.. call.Because.Select(one => one with { Events = [] })] }), result.OpenCalls)
        .ToJson(indented: true);

    /// <summary>The same where legs that were asked at once may be told in any order: participants in the order of their names.</summary>
    public static string InNoOrder(ReplayResult result) => Of(result with
    {
        Calls = [.. result.Calls.Select(static call => call with
        {
            Participants = [.. call.Participants.OrderBy(static one => one.Party, StringComparer.Ordinal).ThenBy(static one => one.Asked).ThenBy(static one => one.Rings)],
        })],
    });

    public static string Utf8(IEnumerable<IEnumerable<TraceChunk>> connections) =>
        string.Concat(connections.SelectMany(static connection => connection.Select(static chunk => Encoding.UTF8.GetString(chunk.Bytes.Span))));
}
