namespace CallTracking.Samples.Web.Texts;

/// <summary>What went wrong with callbacks, tasks and messages, in words.</summary>
internal sealed class WorkTexts;
