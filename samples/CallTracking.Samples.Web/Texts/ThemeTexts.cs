namespace CallTracking.Samples.Web.Texts;

/// <summary>Names of themes.</summary>
internal sealed class ThemeTexts;
