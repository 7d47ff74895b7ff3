namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the live board, and of the keys that act on a call that pops.</summary>
internal sealed class BoardTexts;
