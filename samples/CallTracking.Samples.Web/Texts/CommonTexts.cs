namespace CallTracking.Samples.Web.Texts;

/// <summary>Words that stand on more than one page. <c>CommonTexts.resx</c> holds the English ones, <c>.km</c> and <c>.ru</c> the others.</summary>
internal sealed class CommonTexts;
