namespace CallTracking.Samples.Web.Texts;

/// <summary>Settings.</summary>
internal sealed class SettingsTexts;
