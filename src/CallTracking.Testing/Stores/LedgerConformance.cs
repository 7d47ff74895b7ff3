using System.Globalization;
using System.Reflection;

namespace CallTracking.Testing.Stores;

/// <summary>
/// What every ledger store must do, as named checks to be run one by one from any test framework: every member comes back exactly,
/// writing twice changes nothing, all or nothing, tenants never meet, stale leases are rejected, the call history finds and pages right.
/// </summary>
/// <remarks>Each check opens a store of its own. Checks are independent and may run side by side.</remarks>
public sealed class LedgerConformance
{
    private static readonly Dictionary<string, Check> Known = Find(typeof(LedgerChecks)).Concat(Find(typeof(HistoryChecks)))
        .ToDictionary(static check => check.Name, StringComparer.Ordinal);

    private readonly Func<string, ValueTask<OpenStore>> _open;

    /// <summary>Creates the kit for one store.</summary>
    /// <param name="open">Opens the store that belongs to a folder, as a host opens it: an empty folder is a new store, the same folder again is
    /// the same store. What it throws leaves the check as it is.</param>
    public LedgerConformance(Func<string, ValueTask<OpenStore>> open)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = open;
    }

    /// <summary>The names of the checks.</summary>
    public static IReadOnlyList<string> Checks { get; } = [.. Known.Keys];

    /// <summary>Whether the store's files lie in the folder it is opened in, so that a copy of them is what a power cut leaves. Default
    /// false: those checks are left out.</summary>
    public bool IsInFiles { get; init; }

    /// <summary>Runs one check.</summary>
    /// <param name="check">Its name, one of <see cref="Checks"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it was met; else why it does not apply to this store.</returns>
    /// <exception cref="ConformanceException">It was not met.</exception>
    /// <exception cref="ArgumentException">There is no such check.</exception>
    public async Task<string?> RunAsync(string check, CancellationToken cancellationToken = default)
    {
        if (check is null || !Known.TryGetValue(check, out var known))
        {
            throw new ArgumentException($"There is no check '{check}'. There are: {string.Join("; ", Checks)}.", nameof(check));
        }

        if (known.InFiles && !IsInFiles)
        {
            return "the store does not lie in files of its folder";
        }

        var checks = (StoreChecks)Activator.CreateInstance(known.Method.DeclaringType!, _open, cancellationToken)!;
        await using (checks)
        {
            await checks.InitializeAsync();
            try
            {
                await (Task)known.Method.Invoke(checks, BindingFlags.DoNotWrapExceptions, null, known.Arguments, CultureInfo.InvariantCulture)!;
                return null;
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                throw new ConformanceException($"{check}: {failure.Message}", failure);
            }
        }
    }

    private static IEnumerable<Check> Find(Type kit)
    {
        foreach (var method in kit.GetMethods().OrderBy(static method => method.MetadataToken))
        {
            var rows = method.GetCustomAttribute<ChecksOfAttribute>() is { } many
                ? ((IEnumerable<object[]>)kit.GetProperty(many.Rows)!.GetValue(null)!).Select(static row => new CheckAttribute(row))
                : method.GetCustomAttributes<CheckAttribute>();
            foreach (var row in rows)
            {
                // The last parameter may take all arguments from its own on.
                var parameters = method.GetParameters();
                var name = row.Arguments.Length == 0
                    ? method.Name : $"{method.Name}({string.Join(", ", row.Arguments.Select(static one => Convert.ToString(one, CultureInfo.InvariantCulture)))})";
                yield return new Check(name, method, Fit(row.Arguments, parameters), row.InFiles);
            }
        }
    }

    private static object?[] Fit(object[] arguments, ParameterInfo[] parameters)
    {
        if (parameters.Length == 0 || parameters[^1].GetCustomAttribute<ParamArrayAttribute>() is null)
        {
            return arguments;
        }

        var rest = arguments[(parameters.Length - 1)..];
        var array = Array.CreateInstance(parameters[^1].ParameterType.GetElementType()!, rest.Length);
        rest.CopyTo(array, 0);
        return [.. arguments[..(parameters.Length - 1)], array];
    }

    private sealed record Check(string Name, MethodInfo Method, object?[] Arguments, bool InFiles);
}
