namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of what stands around the pages, and of what all of them show in the same way.</summary>
internal sealed class ShellTexts;
