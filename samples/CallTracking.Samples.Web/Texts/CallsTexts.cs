namespace CallTracking.Samples.Web.Texts;

/// <summary>The texts of the calls pages.</summary>
internal sealed class CallsTexts;
