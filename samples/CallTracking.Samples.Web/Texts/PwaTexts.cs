namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the installed app: its name, the page for the time without the host, notifications.</summary>
internal sealed class PwaTexts;
