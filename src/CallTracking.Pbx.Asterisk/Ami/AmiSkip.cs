using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// The event names that are worth reading; events of other names are passed over after their first line. Frozen after construction, so
/// it may be shared.
/// </summary>
internal sealed class AmiSkip
{
    private readonly NameSet _names;
    private readonly bool _keepAll;
    private readonly KeyValuePair<byte[], byte[]>[] _conditions = [];

    /// <summary>Creates the set.</summary>
    /// <param name="wanted">Names that are worth reading.</param>
    /// <param name="onlyWith">Wanted names that are only worth it where the message holds a text: frequent events that rarely
    /// matter.</param>
    public AmiSkip(IEnumerable<string> wanted, IReadOnlyDictionary<string, string>? onlyWith = null)
        : this(new NameSet(wanted), keepAll: false)
    {
        _conditions = onlyWith is null
            ? [] : [.. onlyWith.Select(one => KeyValuePair.Create(Encoding.UTF8.GetBytes(one.Key), Encoding.UTF8.GetBytes(one.Value)))];
    }

    private AmiSkip(NameSet names, bool keepAll)
    {
        _names = names;
        _keepAll = keepAll;
    }

    /// <summary>Skips nothing.</summary>
    public static AmiSkip None { get; } = new(new NameSet([]), keepAll: true);

    /// <summary>Skips every event; responses are always read.</summary>
    public static AmiSkip AllEvents { get; } = new(new NameSet([]), keepAll: false);

    public bool Wants(ReadOnlySpan<byte> eventName) => _keepAll || _names.Contains(eventName);

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
