namespace CallTracking.Samples.Web.Texts;

/// <summary>Rights, roles and refusals in words.</summary>
internal sealed class AccessTexts;
