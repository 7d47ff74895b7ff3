using System.Globalization;
using CsCheck;

namespace CallTracking.Fuzzing;

/// <summary>
/// Feeds a parser with what a corpus becomes when bytes are flipped, cut, doubled, moved and mixed. It may refuse with the exceptions that it
/// documents; it may not throw anything else, take long, or ask for memory out of proportion. What failed is printed with its seed
/// (<c>CsCheck_Seed</c>). <c>CALLTRACKING_FUZZ=100</c> makes a run a hundred times as long.
/// </summary>
internal static class Fuzz
{
    // Generous: the machine may be busy, and a hang is for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly byte[][] Splinters =
    [
        [0], [0xFF], [0x80], [0xC3, 0x28], [0xEF, 0xBB, 0xBF], "\r\n"u8.ToArray(), "\n\n"u8.ToArray(), "\""u8.ToArray(), "\"\""u8.ToArray(),
        ","u8.ToArray(), ":"u8.ToArray(), "{"u8.ToArray(), "]"u8.ToArray(), "-1"u8.ToArray(), "99999999999999999999"u8.ToArray(), "1e308"u8.ToArray(),
        "\\u0000"u8.ToArray(), "\ud83d\ude00"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0, 0, 0, 0, 0x80],
        new byte[70], [.. Enumerable.Repeat((byte)'a', 3000)], [.. Enumerable.Repeat((byte)'[', 300)],
    ];

    /// <summary>Runs a parser over the mutated corpus.</summary>
    /// <param name="corpus">Name of the folder below <c>Corpus</c>: text files as they are, <c>.hex</c> files as hexadecimal.</param>
    /// <param name="parse">The parser; it checks what else must hold.</param>
    /// <param name="documented">The exceptions it may throw.</param>
    /// <param name="bytesPerByte">Memory that it may allocate for each byte of input.</param>
    /// <param name="bytesAtMost">And for anything at all.</param>
    /// <param name="runs">How many inputs, at least.</param>
    public static void Run(
        string corpus, Action<byte[]> parse, Type[] documented, int bytesPerByte = 200, long bytesAtMost = 300_000, int runs = 2_000)
    {
        var seeds = Seeds(corpus);
        foreach (var seed in seeds)
        {
            Judge(seed, parse, documented, bytesPerByte, bytesAtMost);
        }

        var factor = int.TryParse(Environment.GetEnvironmentVariable("CALLTRACKING_FUZZ"), CultureInfo.InvariantCulture, out var set) ? set : 1;
        Inputs(seeds).Sample(
            input => Judge(input, parse, documented, bytesPerByte, bytesAtMost), iter: runs * factor, threads: 1,
            print: static input => Convert.ToHexString(input));
    }

    private static void Judge(byte[] input, Action<byte[]> parse, Type[] documented, int bytesPerByte, long bytesAtMost)
    {
        var started = TimeProvider.System.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            parse(input);
        }
        catch (Exception exception) when (Array.Exists(documented, type => type.IsInstanceOfType(exception)))
        {
            exception.Message.Should().NotBeNullOrWhiteSpace();
            if (exception is not System.Text.Json.JsonException)
            {
                exception.Message.Should().NotContain("\n", "an error is one line");
            }
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        allocated.Should().BeLessThan(bytesAtMost + ((long)bytesPerByte * input.Length), $"of {input.Length} bytes of input");
        TimeProvider.System.GetElapsedTime(started).Should().BeLessThan(Patience);
    }

    private static byte[][] Seeds(string corpus)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Corpus", corpus)).Order(StringComparer.Ordinal).ToList();
        files.Should().NotBeEmpty();
        return [.. files.Select(file => file.EndsWith(".hex", StringComparison.Ordinal)
            ? Convert.FromHexString(string.Concat(File.ReadAllText(file).Where(char.IsAsciiHexDigit))) : File.ReadAllBytes(file))];
    }

    private static Gen<byte[]> Inputs(byte[][] seeds)
    {
        var change = Gen.Select(Gen.Int[0, 7], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Int[0, Splinters.Length - 1], Gen.Byte);
        return Gen.Select(Gen.Int[0, seeds.Length - 1], Gen.Int[0, seeds.Length - 1], change.Array[1, 6]).Select((one, other, changes) =>
        {
            var input = seeds[one];
            foreach (var (kind, from, to, splinter, value) in changes)
            {
                input = Change(input, seeds[other], kind, from, to, Splinters[splinter], value);
            }

            return input;
        });
    }

    private static byte[] Change(byte[] input, byte[] other, int kind, double from, double to, byte[] splinter, byte value)
    {
        var start = (int)(Math.Min(from, to) * input.Length);
        var end = (int)(Math.Max(from, to) * input.Length);
        switch (kind)
        {
            case 0: return input[..end];
            case 1: return [.. input[..start], .. input[end..]];
            case 2: return [.. input[..end], .. input[start..]];
            case 3: return [.. input[..start], .. splinter, .. input[start..]];
            case 4: return [.. input[..start], .. splinter, .. input[end..]];
            case 5: return [.. input[..start], .. other[(int)(to * other.Length)..]];
            default:
                if (start == input.Length)
                {
                    return [.. input, value];
                }

                var changed = input.ToArray();
                changed[start] = kind == 6 ? value : (byte)(changed[start] ^ (1 << (value % 8)));
                return changed;
        }
    }
}
