using System.Text;
using CallTracking.Pbx.Traces;
using CallTracking.Storage;

namespace CallTracking.Privacy;

/// <summary>Replaces a person in recorded frames. Nothing changes its length, so that a trace still replays: of numbers the last digits become
/// others, names become crosses.</summary>
internal static class TraceErasure
{
    private const string Ending = "*.cttrace";

    public static ErasedStore Run(string folder, byte[] key, SubjectText subject, bool onlyLook)
    {
        var (looked, found) = (0L, 0L);
        string? trouble = null;
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, Ending) : [])
        {
            try
            {
                looked++;
                found += RunFile(path, key, subject, onlyLook) ? 1 : 0;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or TraceFormatException)
            {
                trouble = $"{Path.GetFileName(path)} is being written or cannot be read ({exception.Message.ReplaceLineEndings(" ")}): erase again when it is closed.";
            }
        }

        return new ErasedStore("traces", looked, onlyLook ? 0 : found, onlyLook ? found : 0, trouble);
    }

    private static bool RunFile(string path, byte[] key, SubjectText subject, bool onlyLook)
    {
        // A recorder that still writes would write on into a file that nobody sees any more.
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
        }

        var reader = TraceReader.Open(path);
        var chunks = reader.ReadChunks().Select(static chunk => chunk with { Bytes = chunk.Bytes.ToArray() }).ToList();
        var found = false;
        foreach (var direction in Enum.GetValues<TraceDirection>())
        {
            // A read may have cut a number anywhere.
            var own = chunks.FindAll(chunk => chunk.Direction == direction);
            var whole = own.SelectMany(static chunk => chunk.Bytes.ToArray()).ToArray();
            if (!Replace(whole, key, subject))
            {
                continue;
            }

            found = true;
            var offset = 0;
            for (var index = 0; index < chunks.Count; index++)
            {
                if (chunks[index].Direction == direction)
                {
                    chunks[index] = chunks[index] with { Bytes = whole.AsMemory(offset, chunks[index].Bytes.Length) };
                    offset += chunks[index].Bytes.Length;
                }
            }
        }

        if (found && !onlyLook)
        {
            Write(path, reader.Header, chunks);
        }

        return found;
    }

    private static bool Replace(byte[] bytes, byte[] key, SubjectText subject)
    {
        using var numbers = new NumberPseudonyms(key, minDigits: 4);
        var text = Encoding.Latin1.GetString(bytes);
        var found = false;
        foreach (var (start, end) in subject.FindNumbers(text))
        {
            found = true;
            var digits = bytes.AsSpan(start, end - start);

            // Only the digits, one after the other: a number in groups gets the same pseudonym as one without.
            var packed = digits.ToArray().Where(static one => char.IsAsciiDigit((char)one)).ToArray();
            numbers.Apply(packed);
            var next = 0;
            for (var index = 0; index < digits.Length; index++)
            {
                digits[index] = char.IsAsciiDigit((char)digits[index]) ? packed[next++] : digits[index];
            }
        }

        foreach (var name in subject.Names.Where(static one => one.Length >= 3))
        {
            var wanted = Encoding.UTF8.GetBytes(name);
            for (var at = 0; bytes.AsSpan(at).IndexOf(wanted) is var offset and >= 0; at += offset + wanted.Length)
            {
                found = true;
                bytes.AsSpan(at + offset, wanted.Length).Fill((byte)'x');
            }
        }

        return found;
    }

    private static void Write(string path, TraceHeader header, List<TraceChunk> chunks)
    {
        var next = path + ".next";
        File.Delete(next);
        using (var writer = TraceWriter.Create(next, header, TraceFlush.Buffered))
        {
            foreach (var chunk in chunks)
            {
                writer.Append(chunk);
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(next, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        File.Move(next, path, overwrite: true);
        DiskSync.Folder(path);
    }
}
