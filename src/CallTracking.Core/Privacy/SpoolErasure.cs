using System.Buffers.Binary;
using System.Text;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.Pipeline;
using CallTracking.Storage;

namespace CallTracking.Privacy;

/// <summary>Replaces a person in commits that wait on disk for the store. Each file is written anew beside the old one and takes its place, so
/// the order of commits stays. Files of a running host are its own: they are told of, and are empty again once the store has taken them.</summary>
internal static class SpoolErasure
{
    private const int FormatBytes = 8;
    private const int MostOwnerBytes = 4096;

    public static ErasedStore Run(string folder, string tenant, SubjectText subject, bool onlyLook)
    {
        var (looked, found) = (0L, 0L);
        string? trouble = null;
        foreach (var path in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.spool") : [])
        {
            try
            {
                looked++;
                found += RunFile(path, tenant, subject, onlyLook) ? 1 : 0;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                trouble = $"{Path.GetFileName(path)} is in use or cannot be read ({exception.Message.ReplaceLineEndings(" ")}): erase again when the host has stopped.";
            }
        }

        return new ErasedStore("spool", looked, onlyLook ? 0 : found, onlyLook ? found : 0, trouble);
    }

    private static bool RunFile(string path, string tenant, SubjectText subject, bool onlyLook)
    {
        var next = path + ".next";
        var found = false;
        using (var file = new SpoolFile(path))
        {
            if (OwnerOf(file) is not { } owner || !owner.StartsWith(tenant + "\n", StringComparison.Ordinal))
            {
                return false;
            }

            // Not disposed: it is the file's.
            var flaws = new List<SpoolFlaw>();
            using var segment = SpoolSegment.Open(file, owner, flaws);
            var codec = new SpoolCodec();
            using var rewritten = new MemoryStream();
            var offset = segment.First;
            while (segment.Read(ref offset) is { } entry)
            {
                var commit = SpoolCodec.Decode(entry);
                var other = Replace(commit, subject, out var isIn);
                found |= isIn;
                SpoolSegment.WriteFrame(rewritten, isIn ? codec.Encode(other) : entry);
            }

            if (!found || onlyLook)
            {
                return found;
            }

            File.Delete(next);
            using var copy = new SpoolFile(next);
            using var fresh = SpoolSegment.Open(copy, owner, flaws);
            fresh.Append(rewritten.GetBuffer().AsSpan(0, (int)rewritten.Length));
        }

        File.Move(next, path, overwrite: true);
        DiskSync.Folder(path);
        return true;
    }

    private static string? OwnerOf(SpoolFile file)
    {
        Span<byte> head = stackalloc byte[SpoolSegment.FrameHead];
        if (file.Read(head, FormatBytes) < head.Length || BinaryPrimitives.ReadInt32LittleEndian(head) is not (> 0 and <= MostOwnerBytes and var length))
        {
            return null;
        }

        var owner = new byte[length];
        return file.Read(owner, FormatBytes + SpoolSegment.FrameHead) == length ? Encoding.UTF8.GetString(owner) : null;
    }

    private static LedgerCommit Replace(LedgerCommit commit, SubjectText subject, out bool found)
    {
        var hits = 0;
        ReadOnlyMemory<byte> Blob(ReadOnlyMemory<byte> bytes)
        {
            hits += EventLogTexts.Replace(bytes.ToArray(), subject, out var other) ?? 0;
            return other;
        }

        var calls = commit.Calls.Select(call => CallErasure.Replace(call, subject, ref hits)).ToList();
        var result = commit with
        {
            Events = Blob(commit.Events),
            Calls = calls,
            Records = [.. commit.Records.Select(one => one with { Record = Blob(one.Record) })],
            Quarantined = [.. commit.Quarantined.Select(one => one with { Event = Blob(one.Event) })],
        };
        found = hits > 0;
        return result;
    }
}

/// <summary>Replaces a person in a call.</summary>
internal static class CallErasure
{
    public static Call Replace(Call call, SubjectText subject, ref int hits)
    {
        var found = 0;
        string? Text(string? text)
        {
            found += subject.Replace(text, out var other) ? 1 : 0;
            return other;
        }

        var replaced = call with
        {
            External = call.External is { } number
                ? new PhoneNumber(Text(number.Raw)!, number.Kind, Text(number.E164), Text(number.NationalReversed)) : null,
            CallerNumber = Text(call.CallerNumber),
            CallerName = Text(call.CallerName),
            DialedNumber = Text(call.DialedNumber),
            PresentedNumber = Text(call.PresentedNumber),
            AnsweredBy = Text(call.AnsweredBy),
            LastParty = Text(call.LastParty),
            Participants = [.. call.Participants.Select(one => one with { Party = Text(one.Party)! })],
            Transfers = [.. call.Transfers.Select(one => one with { From = Text(one.From), To = Text(one.To) })],
            Digits = [.. call.Digits.Select(one => new CallDigits(Text(one.Party), Text(one.Digits)!))],
            Recordings = [.. call.Recordings.Select(one => one with { Location = Text(one.Location) })],
            Because = [.. call.Because.Select(one => one with { Rule = Text(one.Rule)! })],
            Families = [.. call.Families.Select(one => Text(one)!)],
        };
        hits += found;
        return found > 0 ? replaced : call;
    }
}
