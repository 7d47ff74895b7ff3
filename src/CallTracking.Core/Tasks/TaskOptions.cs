using CallTracking.Staff;
using Microsoft.Extensions.Options;

namespace CallTracking.Tasks;

/// <summary>How tasks are watched. Checked when the host starts; an error names the option and its cure.</summary>
public sealed class TaskOptions
{
    /// <summary>How often is looked for what is due, of tasks and of callbacks, 1 second to 1 hour. Default 5 seconds.</summary>
    public TimeSpan ClockInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>When we work: overdue time is counted in it. Null (the default) for the hours of the department whose task it is, as they
    /// are kept with the staff.</summary>
    public WorkingHours? WorkingHours { get; set; }

    /// <summary>After how much overdue working time the assigner is told, zero to 30 days. Default zero: at once.</summary>
    public TimeSpan TellAssignerAfter { get; set; }

    /// <summary>Who else is told of overdue tasks, in order; each step once. At most 16. Default: nobody.</summary>
    public IList<TaskEscalationStep> Escalation { get; } = [];
}

/// <summary>A step by which an overdue task goes up.</summary>
/// <param name="AfterOverdue">After how much overdue working time.</param>
public sealed record TaskEscalationStep(TimeSpan AfterOverdue)
{
    /// <summary>Who is told.</summary>
    public IReadOnlyList<Guid> Employees { get; init; } = [];

    /// <summary>The department whose members are told; null for none. With neither everybody of the task's department is told.</summary>
    public Guid? Department { get; init; }
}

/// <summary>Checks the options when the host starts.</summary>
internal sealed class TaskOptionsValidator : IValidateOptions<TaskOptions>
{
    private const int MostSteps = 16;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public ValidateOptionsResult Validate(string? name, TaskOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(TaskOptions options)
    {
        if (options.ClockInterval < TimeSpan.FromSeconds(1) || options.ClockInterval > TimeSpan.FromHours(1))
        {
            yield return $"Tasks: {nameof(options.ClockInterval)} is {options.ClockInterval}; give 1 second to 1 hour.";
        }

        if (options.WorkingHours?.FindProblem() is { } problem)
        {
            yield return $"Tasks: {nameof(options.WorkingHours)}: {problem}";
        }

        if (options.TellAssignerAfter < TimeSpan.Zero || options.TellAssignerAfter > Longest)
        {
            yield return $"Tasks: {nameof(options.TellAssignerAfter)} is {options.TellAssignerAfter}; give zero to 30 days.";
        }

        if (options.Escalation.Count > MostSteps)
        {
            yield return $"Tasks: {nameof(options.Escalation)} has {options.Escalation.Count} steps, of which {MostSteps} are allowed.";
        }

        for (var i = 0; i < options.Escalation.Count; i++)
        {
            if (options.Escalation[i].AfterOverdue < TimeSpan.Zero || options.Escalation[i].AfterOverdue > Longest)
            {
                yield return $"Tasks: {nameof(options.Escalation)}[{i}] comes after {options.Escalation[i].AfterOverdue}; give zero to 30 days.";
            }
        }
    }
}
