using System.Globalization;
using System.IO.Compression;

namespace CallTracking.LoadLab.Streams;

/// <summary>The bytes that the parts are fed with.</summary>
/// <param name="Bytes">The stream.</param>
/// <param name="Shape">What it is made of.</param>
/// <param name="Origin">Where it comes from, for the result file.</param>
internal sealed record LoadStream(byte[] Bytes, StreamShape Shape, string Origin)
{
    public static LoadStream Generate(int seed, long calls)
    {
        var bytes = CallStream.Make(seed, calls);
        return new LoadStream(bytes, StreamShape.Of(bytes), string.Create(CultureInfo.InvariantCulture, $"generated, seed {seed}"));
    }

    public static LoadStream Read(FileInfo file)
    {
        using var stream = file.OpenRead();
        using var content = file.Extension.Equals(".gz", StringComparison.OrdinalIgnoreCase)
            ? new GZipStream(stream, CompressionMode.Decompress) : (Stream)stream;
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        var bytes = copy.ToArray();
        return new LoadStream(bytes, StreamShape.Of(bytes), $"recorded, {file.Name}");
    }
}
