using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>
/// The events that are worth reading, by name and, for <c>CUSTOM</c>, by subclass; of others only the name is looked at. Replies and
/// notices are always read. Frozen after construction, so it may be shared.
/// </summary>
internal sealed class EslSkip
{
    private const int LongestSubclass = 128;

    private readonly NameSet _names;
    private readonly NameSet _subclasses;
    private readonly bool _keepAll;

    /// <summary>Creates the set.</summary>
    /// <param name="names">Names of events. <c>CUSTOM</c> among them means every subclass.</param>
    /// <param name="subclasses">Subclasses of <c>CUSTOM</c>.</param>
    public EslSkip(IEnumerable<string> names, IEnumerable<string> subclasses)
        : this(new NameSet(names), new NameSet(subclasses), keepAll: false)
    {
    }

    private EslSkip(NameSet names, NameSet subclasses, bool keepAll)
    {
        _names = names;
        _subclasses = subclasses;
        _keepAll = keepAll;
    }

    /// <summary>Skips nothing.</summary>
    public static EslSkip None { get; } = new(new NameSet([]), new NameSet([]), keepAll: true);

    /// <summary>Skips every event.</summary>
    public static EslSkip AllEvents { get; } = new([], []);

    /// <summary>Whether an event is worth reading.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="subclass">Its subclass as sent, percent signs included; empty where it has none.</param>
    public bool Wants(ReadOnlySpan<byte> name, ReadOnlySpan<byte> subclass)
    {
        if (_keepAll || _names.Contains(name))
        {
            return true;
        }

        if (subclass.IsEmpty || subclass.Length > LongestSubclass)
        {
            return false;
        }

        Span<byte> room = stackalloc byte[LongestSubclass];
        return _subclasses.Contains(EslText.Unpercent(subclass, room));
    }
}
