namespace CallTracking.Samples.Web.Texts;

/// <summary>Employees, departments and who sits where.</summary>
internal sealed class StaffTexts;
