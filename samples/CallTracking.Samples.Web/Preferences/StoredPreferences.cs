namespace CallTracking.Samples.Web.Preferences;

/// <summary>Light or dark.</summary>
internal enum Brightness
{
    /// <summary>As the device is set.</summary>
    Auto,

    Light,

    Dark,
}

/// <summary>Whether the browser shows a notification for a call while another window is in front.</summary>
internal enum NotificationChoice
{
    /// <summary>Nobody asked yet.</summary>
    Unasked,

    On,

    Off,
}

/// <summary>What somebody chose, with what holds where he chose nothing.</summary>
internal sealed record ChosenPreferences
{
    public static readonly ChosenPreferences None = new();

    /// <summary>Language of the screens: <c>en</c>, <c>km</c>, <c>ru</c>; null for the browser's.</summary>
    public string? Language { get; init; }

    /// <summary>Name of the theme; null for the first.</summary>
    public string? Theme { get; init; }

    public Brightness Brightness { get; init; }

    public NotificationChoice Notifications { get; init; }

    /// <summary>Whether a ringing call is heard as well.</summary>
    public bool HasSound { get; init; }
}

/// <summary>The row of somebody's choices.</summary>
internal sealed class StoredPreferences
{
    public Guid AccountId { get; init; }

    public string? Language { get; set; }

    public string? Theme { get; set; }

    public Brightness Brightness { get; set; }

    public NotificationChoice Notifications { get; set; }

    public bool HasSound { get; set; }
}

/// <summary>A list's filter under a name of one's own.</summary>
internal sealed class SavedFilter
{
    public Guid AccountId { get; init; }

    /// <summary>The page that it is of, such as <c>calls</c>.</summary>
    public required string Page { get; init; }

    public required string Name { get; init; }

    /// <summary>The page's query string without the question mark.</summary>
    public required string Query { get; set; }
}
