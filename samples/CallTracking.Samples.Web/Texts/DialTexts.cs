namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of placing calls: how far a call is, how it ended, why it was not placed.</summary>
internal sealed class DialTexts;
