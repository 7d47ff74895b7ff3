namespace CallTracking.Demo;

/// <summary>What the company is like.</summary>
public sealed record DemoOptions
{
    /// <summary>Seed of everything random: equal options make equal companies, ids apart. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The first instant that is not told of any more; null (the default) for the beginning of today (UTC).</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Days of calls before that, 1 to 365. Default 21.</summary>
    public int Days { get; init; } = 21;

    /// <summary>Calls a day, 1 to 2,000, on average. Default 80.</summary>
    public int CallsPerDay { get; init; } = 80;

    /// <summary>Customers, 10 to 500. Default 90.</summary>
    public int Customers { get; init; } = 90;
}

/// <summary>What was made.</summary>
/// <param name="Employees">Employees.</param>
/// <param name="Customers">People and organisations.</param>
/// <param name="Calls">Calls.</param>
/// <param name="OpenObligations">Callbacks that are owed still.</param>
/// <param name="Tasks">Tasks.</param>
/// <param name="Ratings">Customers' marks.</param>
public sealed record DemoSummary(int Employees, int Customers, int Calls, int OpenObligations, int Tasks, int Ratings);

/// <summary>The store is not empty: demo data goes into a store of its own.</summary>
public sealed class DemoStoreException(string message) : Exception(message);
