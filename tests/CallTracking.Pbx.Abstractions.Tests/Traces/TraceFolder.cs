using System.Text;

namespace CallTracking.Pbx.Traces;

/// <summary>A folder of its own for one test.</summary>
internal sealed class TraceFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("trace").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public string Write(string name, ReadOnlySpan<byte> bytes)
    {
        File.WriteAllBytes(this[name], bytes);
        return this[name];
    }

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public void Dispose() => Directory.Delete(_path, recursive: true);

    // The reader lends its bytes, so a test that keeps them copies.
    public static List<TraceChunk> ReadAll(TraceReader reader) =>
        [.. reader.ReadChunks().Select(chunk => chunk with { Bytes = chunk.Bytes.ToArray() })];

    public static string Text(IEnumerable<TraceChunk> chunks) => string.Join('|', chunks.Select(chunk =>
        $"{chunk.At:ss.ffffff} {(chunk.Direction == TraceDirection.Sent ? "out" : "in")} {Encoding.UTF8.GetString(chunk.Bytes.Span)}"
        + (chunk.EndOfConnection ? "END" : string.Empty)));
}
