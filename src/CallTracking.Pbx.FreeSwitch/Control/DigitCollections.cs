using System.Collections.Concurrent;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The collections of keys that are under way. Each ends: by FreeSWITCH's event, with its leg, with the connection, or by
/// time.</summary>
/// <remarks>Thread-safe; <see cref="Hear"/> is for the one who reads.</remarks>
internal sealed class DigitCollections(TimeProvider time)
{
    /// <summary>Ten tries of a question of a minute, twenty keys each, are over by then.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<Guid, Collection> _open = new();

    /// <summary>Whether one is under way.</summary>
    public bool IsOpen => !_open.IsEmpty;

    public Task<string?> Begin(Guid id, string leg)
    {
        var collection = new Collection(leg);
        _open[id] = collection;
        collection.Timer = time.CreateTimer(_ => Drop(id), null, Longest, Timeout.InfiniteTimeSpan);
        return collection.Digits.Task;
    }

    /// <summary>Nothing will come.</summary>
    public void Drop(Guid id) => End(id, null);

    /// <summary>The connection is over.</summary>
    public void End()
    {
        foreach (var id in _open.Keys)
        {
            End(id, null);
        }
    }

    public void Hear(EslMessage message)
    {
        if (_open.IsEmpty)
        {
            return;
        }

        if (message.EventName.SequenceEqual("CUSTOM"u8))
        {
            if (message.Is("Event-Subclass"u8, "ct::digits"u8) && Guid.TryParseExact(message.Get("ct_collection"u8), "N", out var id))
            {
                End(id, EslDigits.Read(message, id));
            }
        }
        else if (message.EventName.SequenceEqual("CHANNEL_HANGUP_COMPLETE"u8) && message.Get("Unique-ID"u8) is { } leg)
        {
            foreach (var (id, collection) in _open)
            {
                if (collection.Leg == leg)
                {
                    // The keys may have been there before the leg was gone.
                    End(id, EslDigits.Read(message, id));
                }
            }
        }
    }

    private void End(Guid id, string? digits)
    {
        if (_open.TryRemove(id, out var collection))
        {
            collection.Timer?.Dispose();
            collection.Digits.TrySetResult(digits);
        }
    }

    private sealed class Collection(string leg)
    {
        public string Leg { get; } = leg;

        public TaskCompletionSource<string?> Digits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ITimer? Timer { get; set; }
    }
}
