namespace CallTracking.Samples.Web.Components.Pages.Callbacks;

/// <summary>Who is to call.</summary>
/// <param name="Employee">The employee; null for whoever of the department takes it.</param>
/// <param name="Department">The department; null for the employee's own.</param>
internal sealed record AssignChoice(Guid? Employee, Guid? Department);
