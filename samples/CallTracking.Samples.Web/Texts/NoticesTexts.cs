namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of what pops up: messages, tasks, callbacks.</summary>
internal sealed class NoticesTexts;
