namespace CallTracking.Samples.Web.Texts;

/// <summary>What is the signed-in person's own.</summary>
internal sealed class MeTexts;
