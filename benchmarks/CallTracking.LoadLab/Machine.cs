using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace CallTracking.LoadLab;

/// <summary>What was measured where and when: without it a figure means nothing.</summary>
internal sealed record Machine(
    string Date, string Cpu, int Cores, string Memory, string Os, string Runtime, string Collector,
    IReadOnlyDictionary<string, string> Packages, string CommandLine, string LoadAverage)
{
    public static Machine Describe(TimeProvider time, string commandLine) => new(
        time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture), CpuName(), Environment.ProcessorCount,
        string.Create(CultureInfo.InvariantCulture, $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1e9:F0} GB"),
        $"{RuntimeInformation.OSDescription} ({RuntimeInformation.OSArchitecture})", RuntimeInformation.FrameworkDescription,
        System.Runtime.GCSettings.IsServerGC ? "server" : "workstation", PackageVersions(), commandLine, Load());

    public IEnumerable<string> Lines()
    {
        yield return $"Date: {Date}";
        yield return $"Machine: {Cpu}, {Cores} cores, {Memory}; load average {LoadAverage}";
        yield return $"System: {Os}; {Runtime}, {Collector} GC";
        yield return $"Packages: {string.Join(", ", Packages.Select(static one => $"{one.Key} {one.Value}"))}";
        yield return $"Command: {CommandLine}";
    }

    private static string CpuName()
    {
        try
        {
            var model = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
            return model is null ? RuntimeInformation.ProcessArchitecture.ToString() : model[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (IOException)
        {
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "unknown";
        }
    }

    private static string Load()
    {
        try
        {
            return string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3));
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

    private static SortedDictionary<string, string> PackageVersions()
    {
        Type[] ofPackages =
        [
            typeof(Microsoft.EntityFrameworkCore.DbContext), typeof(Microsoft.Data.Sqlite.SqliteConnection), typeof(PhoneNumbers.PhoneNumberUtil),
            typeof(Stateless.StateMachine<int, int>), typeof(CallTrackingSetup),
        ];
        var versions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var assembly in ofPackages.Select(static type => type.Assembly))
        {
            var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
                ?? FileVersionInfo.GetVersionInfo(assembly.Location).ProductVersion ?? "?";
            versions[assembly.GetName().Name!] = version.Split('+')[0];
        }

        using var sqlite = new Microsoft.Data.Sqlite.SqliteConnection();
        versions["SQLite"] = sqlite.ServerVersion;
        return versions;
    }
}
