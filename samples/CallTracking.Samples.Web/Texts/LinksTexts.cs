namespace CallTracking.Samples.Web.Texts;

/// <summary>The texts of the links pages.</summary>
internal sealed class LinksTexts;
