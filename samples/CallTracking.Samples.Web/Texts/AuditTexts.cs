namespace CallTracking.Samples.Web.Texts;

/// <summary>The texts of the audit pages.</summary>
internal sealed class AuditTexts;
