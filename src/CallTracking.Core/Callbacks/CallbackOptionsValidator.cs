using Microsoft.Extensions.Options;

namespace CallTracking.Callbacks;

/// <summary>Checks the options when the host starts.</summary>
internal sealed class CallbackOptionsValidator : IValidateOptions<CallbackOptions>
{
    private const int MostSteps = 16;

    public ValidateOptionsResult Validate(string? name, CallbackOptions options)
    {
        var failures = Failures(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(CallbackOptions options)
    {
        if (!(options.ShortAbandonSeconds is >= 0 and <= 60))
        {
            yield return FormattableString.Invariant(
                $"Callbacks: {nameof(options.ShortAbandonSeconds)} is {options.ShortAbandonSeconds}; give 0 to 60 seconds.");
        }

        if (options.OldestCall < TimeSpan.FromHours(1) || options.OldestCall > TimeSpan.FromDays(3653))
        {
            yield return $"Callbacks: {nameof(options.OldestCall)} is {options.OldestCall}; give 1 hour to 10 years.";
        }

        if (options.DueWithin < TimeSpan.Zero || options.DueWithin > TimeSpan.FromDays(30))
        {
            yield return $"Callbacks: {nameof(options.DueWithin)} is {options.DueWithin}; give zero to 30 days of working time.";
        }

        if (options.EvidenceTalk < TimeSpan.Zero || options.EvidenceTalk > TimeSpan.FromMinutes(10))
        {
            yield return $"Callbacks: {nameof(options.EvidenceTalk)} is {options.EvidenceTalk}; give zero to 10 minutes.";
        }

        if (options.WorkingHours?.FindProblem() is { } problem)
        {
            yield return $"Callbacks: {nameof(options.WorkingHours)}: {problem}";
        }

        if (options.Escalation.Count > MostSteps)
        {
            yield return $"Callbacks: {nameof(options.Escalation)} has {options.Escalation.Count} steps, of which {MostSteps} are allowed.";
        }

        for (var i = 0; i < options.Escalation.Count; i++)
        {
            var step = options.Escalation[i];
            if (step.AfterOverdue < TimeSpan.Zero || step.AfterOverdue > TimeSpan.FromDays(30))
            {
                yield return $"Callbacks: {nameof(options.Escalation)}[{i}].{nameof(step.AfterOverdue)} is {step.AfterOverdue}; give zero to 30 days.";
            }

            if (i > 0 && step.AfterOverdue < options.Escalation[i - 1].AfterOverdue)
            {
                yield return $"Callbacks: {nameof(options.Escalation)}[{i}] comes before the step in front of it; put the steps in order of time.";
            }

            if (step.Action == EscalationAction.Reassign && step.Employees.Count == 0 && step.Department is null)
            {
                yield return $"Callbacks: {nameof(options.Escalation)}[{i}] reassigns to nobody; name employees or a department.";
            }
        }
    }
}
