using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// The event names that are worth reading; events of other names are passed over after their first line. Frozen after construction, so
/// it may be shared.
/// </summary>
internal sealed class AmiSkip
{
    private readonly byte[]?[] _names;
    private readonly int _mask;
    private readonly bool _keepAll;
    private readonly KeyValuePair<byte[], byte[]>[] _conditions = [];

    /// <summary>Creates the set.</summary>
    /// <param name="wanted">Names that are worth reading.</param>
    /// <param name="onlyWith">Wanted names that are only worth it where the message holds a text: frequent events that rarely
    /// matter.</param>
    public AmiSkip(IEnumerable<string> wanted, IReadOnlyDictionary<string, string>? onlyWith = null)
        : this([.. wanted.Select(Encoding.UTF8.GetBytes)], keepAll: false)
    {
        _conditions = onlyWith is null
            ? [] : [.. onlyWith.Select(one => KeyValuePair.Create(Encoding.UTF8.GetBytes(one.Key), Encoding.UTF8.GetBytes(one.Value)))];
    }

    private AmiSkip(byte[][] wanted, bool keepAll)
    {
        _keepAll = keepAll;
        var size = 16;
        while (size < wanted.Length * 4)
        {
            size *= 2;
        }

        _names = new byte[size][];
        _mask = size - 1;
        foreach (var name in wanted)
        {
            var slot = AmiNames.Hash(name) & _mask;
            while (_names[slot] is { } taken && !Ascii.EqualsIgnoreCase(taken, name))
            {
                slot = (slot + 1) & _mask;
            }

            _names[slot] = name;
        }
    }

    /// <summary>Skips nothing.</summary>
    public static AmiSkip None { get; } = new([], keepAll: true);

    /// <summary>Skips every event; responses are always read.</summary>
    public static AmiSkip AllEvents { get; } = new([], keepAll: false);

    public bool Wants(ReadOnlySpan<byte> eventName)
    {
        if (_keepAll)
        {
            return true;
        }

        var slot = AmiNames.Hash(eventName) & _mask;
        while (_names[slot] is { } name)
        {
            if (name.Length == eventName.Length && Ascii.EqualsIgnoreCase(name, eventName))
            {
                return true;
            }

            slot = (slot + 1) & _mask;
        }

        return false;
    }

    /// <summary>The text that a message of this name must hold to be worth reading; empty when any is.</summary>
    public ReadOnlySpan<byte> ConditionOf(ReadOnlySpan<byte> eventName)
    {
        foreach (var (name, text) in _conditions)
        {
            if (name.Length == eventName.Length && Ascii.EqualsIgnoreCase(name, eventName))
            {
                return text;
            }
        }

        return default;
    }
}
