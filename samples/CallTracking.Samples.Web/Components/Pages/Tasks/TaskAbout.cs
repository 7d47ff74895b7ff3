namespace CallTracking.Samples.Web.Components.Pages.Tasks;

/// <summary>What a new task is about.</summary>
public sealed record TaskAbout
{
    public Guid? Contact { get; init; }

    public Guid? Call { get; init; }

    public Guid? Obligation { get; init; }
}
