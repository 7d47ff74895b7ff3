using System.Globalization;
using System.Text;
using CallTracking.Testing.Wire;

namespace CallTracking.Testing.FreeSwitch;

/// <summary>One client's event socket: its login, what it wants to hear and how.</summary>
internal sealed class FakeFreeSwitchSession(FakeFreeSwitch server, Stream stream) : FakeSession(server, stream)
{
    private readonly HashSet<string> _events = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _subclasses = new(StringComparer.Ordinal);
    private readonly List<(string Header, string Value)> _filters = [];
    private bool _isListening;

    public EslFormat Format { get; private set; } = EslFormat.Plain;

    public bool IsListening => _isListening;

    public bool Wants(EslFrame frame)
    {
        if (!IsLoggedIn || !_isListening || !frame.IsEvent)
        {
            return false;
        }

        var isAll = _events.Contains("ALL");
        var isWanted = frame.Name == "CUSTOM" ? isAll || _subclasses.Contains(frame["Event-Subclass"] ?? string.Empty) : isAll || _events.Contains(frame.Name);
        return isWanted && (_filters.Count == 0
            || _filters.Exists(filter => frame[filter.Header]?.Contains(filter.Value, StringComparison.OrdinalIgnoreCase) == true));
    }

    /// <summary><c>event json A B CUSTOM x y</c>: whatever follows CUSTOM is a subclass, and the format is that of everything from here on.</summary>
    public string Listen(string arguments)
    {
        var words = arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var format = words.FirstOrDefault()?.ToUpperInvariant() switch
        {
            "JSON" => EslFormat.Json,
            "XML" => EslFormat.Xml,
            "PLAIN" => EslFormat.Plain,
            _ => (EslFormat?)null,
        };
        Format = format ?? EslFormat.Plain;
        var known = 0;
        var isCustom = false;
        foreach (var word in format is null ? words : words[1..])
        {
            if (isCustom)
            {
                _subclasses.Add(word);
            }
            else if (EslEventNames.Knows(word))
            {
                known++;
                isCustom = word.Equals("CUSTOM", StringComparison.OrdinalIgnoreCase);
                _events.Add(word);
            }
        }

        _isListening |= known > 0;
        return known > 0 ? $"+OK event listener enabled {EslEventNames.Of(Format)}" : "-ERR no keywords supplied";
    }

    public string Ignore(string arguments)
    {
        var isCustom = false;
        foreach (var word in arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (isCustom)
            {
                _subclasses.Remove(word);
            }
            else
            {
                isCustom = word.Equals("CUSTOM", StringComparison.OrdinalIgnoreCase);
                _ = isCustom || _events.Remove(word);
            }
        }

        return "+OK events nixed";
    }

    public string IgnoreAll()
    {
        if (!_isListening)
        {
            return "-ERR not listening for events";
        }

        _isListening = false;
        _events.Clear();
        _subclasses.Clear();
        return "+OK no longer listening for events";
    }

    /// <summary>Filters add up: as soon as there is one, an event has to match one of them.</summary>
    public string Filter(string arguments)
    {
        var words = arguments.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["delete", "all"]:
                _filters.Clear();
                return "+OK filter deleted. [all]";
            case ["delete", var header, var value]:
                _filters.RemoveAll(filter => filter.Header == header && filter.Value == value);
                return $"+OK filter deleted. [{header}]=[{value}]";
            case ["delete", var header]:
                _filters.RemoveAll(filter => filter.Header == header);
                return $"+OK filter deleted. [{header}]";
            case [var header, ..] when words.Length > 1:
                var wanted = arguments[(arguments.IndexOf(' ', StringComparison.Ordinal) + 1)..];
                _filters.Add((header, wanted));
                return $"+OK filter added. [{header}]=[{wanted}]";
            default:
                return "-ERR invalid syntax";
        }
    }

    public void Say(EslFrame frame) => Enqueue(frame.ToBytes(Format), isFrame: frame.IsEvent);

    protected override void Take(IReadOnlyList<string> lines, ReadOnlyMemory<byte> body, bool isTooLong)
    {
        var headers = EslText.HeadersOf(Text(string.Join('\n', lines.Skip(1))), isEncoded: false);
        server.Take(this, new EslCommandLine(Text(lines[0]).Trim(), headers, body.IsEmpty ? null : Encoding.UTF8.GetString(body.Span)));
    }

    protected override int BodyLength(IReadOnlyList<string> lines)
    {
        var line = lines.FirstOrDefault(static one => one.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase));
        return int.TryParse(line?["content-length:".Length..], NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out var length) ? length : 0;
    }

    private static string Text(string latin) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(latin));
}
