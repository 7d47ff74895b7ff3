namespace CallTracking.Pbx.Asterisk;

/// <summary>What Asterisk answered to an action.</summary>
internal sealed class AmiReply
{
    private readonly List<AmiEntry> _items = [];

    public AmiReply(AmiMessage response)
    {
        Response = new AmiEntry(response);
    }

    /// <summary>The response's headers.</summary>
    public AmiEntry Response { get; }

    public bool IsSuccess => Response.Name is "Success" or "Follows" or "Goodbye";

    /// <summary>Asterisk's own words, for people; null when it gave none.</summary>
    public string? Message => Response["Message"];

    /// <summary>The AMI user's <c>write</c> classes do not include what the action needs.</summary>
    public bool IsPermissionDenied => !IsSuccess && Message == "Permission denied";

    /// <summary>The events of a list, its last one (<c>…Complete</c>) left out.</summary>
    public IReadOnlyList<AmiEntry> Items => _items;

    internal void Add(AmiMessage item) => _items.Add(new AmiEntry(item));
}

/// <summary>A copy of one message, for those who keep it.</summary>
internal sealed class AmiEntry
{
    private readonly List<KeyValuePair<string, string>> _headers;

    public AmiEntry(AmiMessage message)
    {
        _headers = new List<KeyValuePair<string, string>>(message.Count);
        foreach (var header in message)
        {
            _headers.Add(new(message.Decode(header.Name) ?? string.Empty, message.Decode(header.Value) ?? string.Empty));
        }
    }

    /// <summary>Value of the first header: the response word, or the event's name.</summary>
    public string Name => _headers.Count == 0 ? string.Empty : _headers[0].Value;

    /// <summary>All headers in order, repeated ones each.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => _headers;

    /// <summary>The first value of a header, in any case; null when it is absent or empty.</summary>
    public string? this[string header]
    {
        get
        {
            foreach (var (name, value) in _headers)
            {
                if (string.Equals(name, header, StringComparison.OrdinalIgnoreCase))
                {
                    return value.Length == 0 ? null : value;
                }
            }

            return null;
        }
    }

    /// <summary>All values of a repeated header (<c>Output</c>, <c>Variable</c>).</summary>
    public IEnumerable<string> All(string header)
    {
        return _headers.Where(h => string.Equals(h.Key, header, StringComparison.OrdinalIgnoreCase)).Select(static h => h.Value);
    }
}
