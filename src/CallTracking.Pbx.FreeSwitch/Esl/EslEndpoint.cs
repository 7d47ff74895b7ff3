namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Whom FreeSWITCH may be told to call: always one destination.</summary>
internal readonly record struct EslEndpoint
{
    private EslEndpoint(string dialString)
    {
        DialString = dialString;
    }

    /// <summary>How FreeSWITCH writes it.</summary>
    public string DialString { get; }

    /// <summary>A user of the directory, wherever it is registered.</summary>
    public static EslEndpoint User(string extension, string? domain)
    {
        EslArgument.Extension(extension, nameof(extension));
        return new(domain is null ? $"user/{extension}" : $"user/{extension}@{EslArgument.Name(domain, nameof(domain))}");
    }

    /// <summary>A number behind a gateway.</summary>
    public static EslEndpoint Gateway(string gateway, string number) =>
        new($"sofia/gateway/{EslArgument.Name(gateway, nameof(gateway))}/{EslArgument.Number(number, nameof(number))}");
}
