namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the callbacks: the worklist, one callback, the report.</summary>
internal sealed class CallbacksTexts;
