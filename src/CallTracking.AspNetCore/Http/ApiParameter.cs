namespace CallTracking.AspNetCore.Http;

/// <summary>What a query parameter holds.</summary>
internal enum ParameterKind
{
    Text,
    Instant,
    Date,
    Integer,
    Flag,
    Id,
    Words,
}

/// <summary>A query parameter of an endpoint: what the document says of it, and what is let through.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Description">What it means.</param>
internal sealed record ApiParameter(string Name, ParameterKind Kind, string Description)
{
    /// <summary>The words it may hold; null where any text is taken.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    /// <summary>Whether it may be given several times.</summary>
    public bool IsMany { get; init; }

    public bool IsRequired { get; init; }

    public int? Minimum { get; init; }

    public int? Maximum { get; init; }

    public int MaxLength { get; init; } = 200;

    public static ApiParameter Cursor { get; } =
        new("cursor", ParameterKind.Text, "Where the page begins: `next` of the page before. Leave it out for the first page. Opaque.");

    public static ApiParameter Limit(int maximum, int standard) =>
        new("limit", ParameterKind.Integer, $"How many at most. Default {standard}.") { Minimum = 1, Maximum = maximum };

    public static ApiParameter OneOf<T>(string name, string description)
        where T : struct, Enum => new(name, ParameterKind.Words, description) { Words = Word<T>.All };

    public static ApiParameter AnyOf<T>(string name, string description)
        where T : struct, Enum => new(name, ParameterKind.Words, description + " May be given several times.") { Words = Word<T>.All, IsMany = true };
}

/// <summary>The query parameters of an endpoint.</summary>
internal sealed record ApiParameters(IReadOnlyList<ApiParameter> All)
{
    public static ApiParameters None { get; } = new([]);
}
