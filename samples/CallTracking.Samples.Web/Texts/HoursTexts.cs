namespace CallTracking.Samples.Web.Texts;

/// <summary>Working hours.</summary>
internal sealed class HoursTexts;
