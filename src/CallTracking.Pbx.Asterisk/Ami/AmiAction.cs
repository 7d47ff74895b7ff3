namespace CallTracking.Pbx.Asterisk;

/// <summary>One request to Asterisk. What is put in is checked when it is written.</summary>
internal sealed class AmiAction(string name, bool isList = false)
{
    private readonly List<AmiActionHeader> _headers = [];

    public string Name { get; } = name;

    /// <summary>Whether the reply is a list: a response, then events, the last of which says that the list is complete.</summary>
    public bool IsList { get; } = isList;

    public IReadOnlyList<AmiActionHeader> Headers => _headers;

    public AmiAction With(string name, string value)
    {
        _headers.Add(new AmiActionHeader(name, value, IsSecret: false));
        return this;
    }

    /// <summary>A header whose value is never recorded and never named in an error.</summary>
    public AmiAction WithSecret(string name, string value)
    {
        _headers.Add(new AmiActionHeader(name, value, IsSecret: true));
        return this;
    }
}

internal readonly record struct AmiActionHeader(string Name, string Value, bool IsSecret)
{
    public override string ToString() => IsSecret ? $"{Name}: {AmiWriter.Hidden}" : $"{Name}: {Value}";
}
