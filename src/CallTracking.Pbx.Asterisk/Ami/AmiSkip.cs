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

    public AmiSkip(IEnumerable<string> wanted)
        : this([.. wanted.Select(Encoding.UTF8.GetBytes)], keepAll: false)
    {
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
}
