using System.Buffers;
using System.Text.Json;
using CallTracking.Pbx.Records;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The records of one file of <c>mod_json_cdr</c>: mostly one; several one behind the other, or in an array, are read, too.</summary>
internal sealed class JsonCdrs(CdrMapping mapping, WireText text) : IRecordReader
{
    /// <summary>The longest record taken. The usual one has 20 KiB; each channel variable makes it longer.</summary>
    public const int MaxBytes = 4 * 1024 * 1024;

    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\r\n,[]\0\uFEFF"u8);

    private bool _skips;

    public int MaxRecordBytes => MaxBytes + 1;

    public FinishedRecord? Record { get; private set; }

    public string? Damage { get; private set; }

    public long Line { get; private set; } = 1;

    public long NextLine { get; private set; } = 1;

    public void Restart(long line)
    {
        (Line, NextLine) = (line, line);
        _skips = false;
    }

    public RecordRead Read(byte[] bytes, int start, int length, bool isEnd, out int consumed)
    {
        (Record, Damage) = (null, null);
        var rest = bytes.AsSpan(start, length);
        var blank = rest.IndexOfAnyExcept(Between);
        consumed = blank < 0 ? rest.Length : blank;
        NextLine += rest[..consumed].Count((byte)'\n');
        Line = NextLine;
        rest = rest[consumed..];
        if (rest.IsEmpty)
        {
            return RecordRead.Incomplete;
        }

        var taken = rest[0] == (byte)'{' && !_skips ? LengthOf(rest) : -1;
        if (taken < 0 && !isEnd && rest.Length <= MaxBytes && rest[0] == (byte)'{' && !_skips)
        {
            return RecordRead.Incomplete;
        }

        var damage = taken > MaxBytes ? $"it is longer than {MaxBytes} bytes" : taken >= 0 ? Take(rest[..taken])
            : rest[0] != (byte)'{' ? "it is no JSON object" : isEnd && rest.Length <= MaxBytes ? "it ends before it is complete"
            : $"it is longer than {MaxBytes} bytes";
        var isRest = _skips;
        if (taken < 0)
        {
            // The next one may be whole: what mod_json_cdr writes begins so.
            var next = NextOf(rest);
            taken = next < 0 ? rest.Length : next;
            _skips = next < 0 && !isEnd;
        }

        consumed += taken;
        NextLine += rest[..taken].Count((byte)'\n');
        if (isRest)
        {
            return RecordRead.Passed;
        }

        Damage = damage is null ? null : damage + "; look whether FreeSWITCH could write all of it";
        return damage is null ? RecordRead.Record : RecordRead.Damaged;
    }

    private static int NextOf(ReadOnlySpan<byte> rest)
    {
        var core = rest[1..].IndexOf("{\"core-uuid\""u8);
        var name = rest[1..].IndexOf("{\"switchname\""u8);
        var next = core < 0 ? name : name < 0 ? core : Math.Min(core, name);
        return next < 0 ? -1 : next + 1;
    }

    /// <summary>Steps over one object. Inside it only quotes and braces count.</summary>
    /// <returns>Its length; -1 when it is not complete.</returns>
    private static int LengthOf(ReadOnlySpan<byte> rest)
    {
        var depth = 0;
        for (var at = 0; at < rest.Length;)
        {
            var found = rest[at..].IndexOfAny("{}\""u8);
            if (found < 0)
            {
                return -1;
            }

            at += found;
            switch (rest[at++])
            {
                case (byte)'{':
                    depth++;
                    break;
                case (byte)'}' when --depth == 0:
                    return at;
                case (byte)'"':
                    for (var inText = true; inText;)
                    {
                        var end = rest[at..].IndexOfAny((byte)'"', (byte)'\\');
                        if (end < 0)
                        {
                            return -1;
                        }

                        inText = rest[at + end] == (byte)'\\';
                        at = Math.Min(rest.Length, at + end + (inText ? 2 : 1));
                    }

                    break;
                default:
                    break;
            }
        }

        return -1;
    }

    private string? Take(ReadOnlySpan<byte> document)
    {
        try
        {
            if (new JsonCdr(text).Read(document) is not { } leg)
            {
                return "it has no variables: it is no record of mod_json_cdr";
            }

            Record = mapping.Map(leg);
            return Record is null ? "its uuid or its start cannot be read" : null;
        }
        catch (JsonException exception)
        {
            return $"it is not JSON (byte {exception.BytePositionInLine} of its line {exception.LineNumber + 1})";
        }
    }
}
