using System.Text;
using CallTracking.Pipeline;

namespace CallTracking.Privacy;

/// <summary>Blobs of the event log: all their texts stand in one table in front of the events, and so can be replaced without reading the
/// events.</summary>
internal static class EventLogTexts
{
    /// <summary>Replaces texts.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="subject">Whom to replace.</param>
    /// <param name="replaced">The blob without the person; the same one when nothing was found.</param>
    /// <returns>How many texts the person was found in; null when the blob is damaged or of a newer program.</returns>
    public static int? Replace(byte[] blob, SubjectText subject, out byte[] replaced)
    {
        replaced = blob;
        if (blob.Length == 0)
        {
            return 0;
        }

        if (blob[0] != EventLogCodec.Version)
        {
            return null;
        }

        var position = 1;
        if (!TryRead(blob, ref position, out var count) || count > (ulong)blob.Length)
        {
            return null;
        }

        using var rewritten = new MemoryStream(blob.Length + 64);
        rewritten.WriteByte(blob[0]);
        Write(rewritten, count);
        var found = 0;
        for (var index = 0UL; index < count; index++)
        {
            if (!TryRead(blob, ref position, out var length) || length > (ulong)(blob.Length - position))
            {
                return null;
            }

            var text = Encoding.UTF8.GetString(blob, position, (int)length);
            position += (int)length;
            found += subject.Replace(text, out var other) ? 1 : 0;
            var bytes = Encoding.UTF8.GetBytes(other!);
            Write(rewritten, (ulong)bytes.Length);
            rewritten.Write(bytes);
        }

        if (found > 0)
        {
            rewritten.Write(blob, position, blob.Length - position);
            replaced = rewritten.ToArray();
        }

        return found;
    }

    private static bool TryRead(byte[] bytes, ref int position, out ulong value)
    {
        value = 0;
        for (var shift = 0; shift < 64 && position < bytes.Length; shift += 7)
        {
            var next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }

    private static void Write(MemoryStream output, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.WriteByte((byte)(value | 0x80));
        }

        output.WriteByte((byte)value);
    }
}
