namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the search over everything.</summary>
internal sealed class SearchTexts;
