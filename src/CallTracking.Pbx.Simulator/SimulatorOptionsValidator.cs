using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.Simulator;

/// <summary>Checks the options at start.</summary>
internal sealed class SimulatorOptionsValidator : IValidateOptions<SimulatorOptions>
{
    public ValidateOptionsResult Validate(string? name, SimulatorOptions options)
    {
        var problems = Problems(options)
            .Select(problem => string.IsNullOrEmpty(name) ? problem : $"Simulator '{name}': {problem}").ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    /// <summary>Everything that is wrong, each a sentence that names option and cure.</summary>
    public static IEnumerable<string> Problems(SimulatorOptions options)
    {
        if (!(options.Speed is >= 0.001 and <= 1_000_000 || double.IsPositiveInfinity(options.Speed)))
        {
            yield return $"Speed is {options.Speed}; give 0.001 to 1000000, 1 for real time, or AsFastAsPossible.";
        }

        if (options.Days is < 1 or > 36_500)
        {
            yield return $"Days is {options.Days}; give 1 to 36500, or null to play for ever.";
        }

        if (options.Days is null && options.Script is null && double.IsPositiveInfinity(options.Speed))
        {
            yield return "Days is null while Speed is AsFastAsPossible, which would never end and never rest; give Days, or a Script.";
        }

        if (options.CallsPerDay is < 0 or > 1_000_000)
        {
            yield return $"CallsPerDay is {options.CallsPerDay}; give 0 to 1000000.";
        }

        if (options.RingsFor < TimeSpan.Zero || options.TalksFor < TimeSpan.Zero)
        {
            yield return "RingsFor or TalksFor is less than zero; give a time of zero or more.";
        }

        if (options.ClosesAt <= options.OpensAt)
        {
            yield return $"ClosesAt is {options.ClosesAt:HH:mm}; give a time later than OpensAt, which is {options.OpensAt:HH:mm}.";
        }

        if (string.IsNullOrEmpty(options.TimeZone) || !TimeZoneInfo.TryFindSystemTimeZoneById(options.TimeZone, out _))
        {
            yield return $"TimeZone '{options.TimeZone}' is not known on this machine; give an IANA zone such as UTC.";
        }

        foreach (var problem in SiteProblems(options))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> SiteProblems(SimulatorOptions options)
    {
        var extensions = options.Extensions.Select(extension => extension.Number).ToHashSet(StringComparer.Ordinal);
        if (extensions.Count < 2 || extensions.Count < options.Extensions.Count || extensions.Any(IsOutsideOrEmpty))
        {
            yield return "Extensions must hold at least two phones with different numbers that do not begin with '+'.";
        }

        foreach (var team in options.Queues.Concat(options.RingGroups))
        {
            if (team.Members.Count == 0 || !team.Members.All(extensions.Contains))
            {
                yield return $"The team '{team.Name}' must have members, each one of Extensions.";
            }
        }

        if (options.Customers.Count == 0)
        {
            yield return "Customers is empty; give at least one.";
        }

        var outside = options.Customers.Select(customer => customer.Number).Append(options.MainNumber)
            .Concat(options.Queues.Concat(options.RingGroups).Select(team => team.Dialed));
        if (outside.FirstOrDefault(number => !IsE164(number)) is { } wrong)
        {
            yield return $"The outside number '{wrong}' is not E.164; write it as +12025550100.";
        }

        if (string.IsNullOrWhiteSpace(options.Trunk) || extensions.Contains(options.Trunk))
        {
            yield return $"Trunk '{options.Trunk}' must be a name that no extension has.";
        }

        if (options.Rooms.Any(room => IsOutsideOrEmpty(room) || extensions.Contains(room)))
        {
            yield return "Rooms must have numbers that no extension has and that do not begin with '+'.";
        }
    }

    private static bool IsOutsideOrEmpty(string number) => string.IsNullOrWhiteSpace(number) || number[0] == '+';

    private static bool IsE164(string? number) =>
        number is { Length: >= 8 and <= 16 } && number[0] == '+' && !number.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
