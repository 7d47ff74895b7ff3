namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the messages inside the company.</summary>
internal sealed class MessagesTexts;
