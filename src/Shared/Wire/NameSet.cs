using System.Text;

namespace CallTracking.Pbx.Wire;

/// <summary>A set of names, asked with bytes; ASCII letters match in either case. Frozen after construction, so it may be shared.</summary>
internal sealed class NameSet
{
    private readonly byte[]?[] _names;
    private readonly int _mask;

    public NameSet(IEnumerable<string> names)
    {
        var wanted = names.Select(Encoding.UTF8.GetBytes).ToArray();
        var size = 16;
        while (size < wanted.Length * 4)
        {
            size *= 2;
        }

        _names = new byte[size][];
        _mask = size - 1;
        foreach (var name in wanted)
        {
            var slot = EventNames.Hash(name) & _mask;
            while (_names[slot] is { } taken && !Ascii.EqualsIgnoreCase(taken, name))
            {
                slot = (slot + 1) & _mask;
            }

            _names[slot] = name;
        }
    }

    public bool Contains(ReadOnlySpan<byte> name)
    {
        var slot = EventNames.Hash(name) & _mask;
        while (_names[slot] is { } seen)
        {
            if (seen.Length == name.Length && Ascii.EqualsIgnoreCase(seen, name))
            {
                return true;
            }

            slot = (slot + 1) & _mask;
        }

        return false;
    }
}
