using CallTracking.Calls;

namespace CallTracking.Storage;

/// <summary>What a commit did to one call.</summary>
/// <param name="CallId">The call.</param>
/// <param name="Kind">What was done.</param>
public readonly record struct LedgerChange(Guid CallId, LedgerChangeKind Kind)
{
    private const int Size = 17;

    /// <summary>The changes of a commit as <c>ct_changes</c> holds them: 17 bytes each, the id big-endian and the kind.</summary>
    /// <param name="commit">The commit.</param>
    /// <returns>Empty when it changed no call: then no row is written.</returns>
    public static byte[] Encode(LedgerCommit commit)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var bytes = new byte[Size * (commit.Calls.Count + commit.Withdrawn.Count)];
        var rest = bytes.AsSpan();
        for (var i = 0; i < commit.Calls.Count; i++)
        {
            var call = commit.Calls[i];
            rest = Write(rest, call.Id, call.State == CallState.Ended ? LedgerChangeKind.Ended : LedgerChangeKind.Open);
        }

        for (var i = 0; i < commit.Withdrawn.Count; i++)
        {
            rest = Write(rest, commit.Withdrawn[i], LedgerChangeKind.Withdrawn);
        }

        return bytes;
    }

    /// <summary>How many changes a column holds.</summary>
    /// <param name="bytes">The column.</param>
    internal static int Count(ReadOnlySpan<byte> bytes) => bytes.Length / Size;

    /// <summary>Reads what <see cref="Encode"/> wrote; a damaged rest is left out.</summary>
    /// <param name="bytes">The column.</param>
    internal static List<LedgerChange> Decode(ReadOnlySpan<byte> bytes)
    {
        var changes = new List<LedgerChange>(bytes.Length / Size);
        for (; bytes.Length >= Size; bytes = bytes[Size..])
        {
            changes.Add(new LedgerChange(new Guid(bytes[..16], bigEndian: true), (LedgerChangeKind)bytes[16]));
        }

        return changes;
    }

    private static Span<byte> Write(Span<byte> bytes, Guid id, LedgerChangeKind kind)
    {
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        bytes[16] = (byte)kind;
        return bytes[Size..];
    }
}

/// <summary>What a commit did to a call.</summary>
public enum LedgerChangeKind
{
    /// <summary>It is in progress.</summary>
    Open = 0,

    /// <summary>It is over.</summary>
    Ended = 1,

    /// <summary>It is part of another call and is no more.</summary>
    Withdrawn = 2,
}
