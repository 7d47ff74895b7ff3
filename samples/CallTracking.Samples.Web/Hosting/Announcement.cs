namespace CallTracking.Samples.Web.Hosting;

/// <summary>What is told to whoever started the host, past the log: where it is, and links that no log may hold.</summary>
internal sealed class Announcement
{
    /// <summary>Where it is written: standard output. A test takes another.</summary>
    public TextWriter Output { get; set; } = Console.Out;

    public void Line(string text = "") => Output.WriteLine(text);
}
