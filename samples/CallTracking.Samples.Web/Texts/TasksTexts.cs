namespace CallTracking.Samples.Web.Texts;

/// <summary>Words of the tasks.</summary>
internal sealed class TasksTexts;
