using CallTracking.Scenarios.Kit;

namespace CallTracking.Scenarios;

/// <summary>What three employees have on their screens in every recording, pinned line by line. A change here is a change of what people see:
/// look at it, then renew the file with <c>CALLTRACKING_RENEW_GOLDEN=1</c> and the test <c>Renew</c>.</summary>
public sealed class Screens
{
    internal static readonly (string, string[])[] OfAsterisk = [("Alice", ["101"]), ("Bob", ["102"]), ("Carol", ["103"])];
    internal static readonly (string, string[])[] OfFreeSwitch = [("Alice", ["1001"]), ("Bob", ["1002"]), ("Carol", ["1003"])];

    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static TheoryData<string> Recordings =>
    [
        .. Directory.EnumerateFiles(Root, "*.txt", SearchOption.AllDirectories).Select(static file => Path.GetDirectoryName(file)!)
            .Select(static folder => Path.GetRelativePath(Root, folder).Replace('\\', '/')).Order(StringComparer.Ordinal),
    ];

    [Theory(Skip = LongTests.Why, SkipUnless = nameof(LongTests.AreWanted), SkipType = typeof(LongTests))]
    [MemberData(nameof(Recordings))]
    public async Task Screens_OfARecording_AreAsPinned(string recording)
    {
        var pinned = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "screens.txt"))
            .SkipWhile(line => line != recording).Skip(1).TakeWhile(static line => line.StartsWith(' '));

        (await PlayAsync(recording)).Should().Equal(pinned);
    }

    [Fact]
    public async Task Renew()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CALLTRACKING_RENEW_GOLDEN") == "1", "Only to renew the pinned screens.");
        var lines = new List<string>();
        foreach (var recording in Recordings)
        {
            lines.Add(recording);
            lines.AddRange(await PlayAsync(recording));
        }

        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CallTracking.Scenarios.Tests.csproj")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        await File.WriteAllLinesAsync(Path.Combine(folder, "screens.txt"), lines, TestContext.Current.CancellationToken);
        lines.Should().NotBeEmpty();
    }

    private static async Task<IReadOnlyList<string>> PlayAsync(string recording)
    {
        var staff = recording.StartsWith("asterisk", StringComparison.Ordinal) ? OfAsterisk : OfFreeSwitch;
        await using var office = await Office.OpenAsync(recording, staff);
        await using var log = new PopLog(office);
        await log.PlayAsync(recording);
        return [.. staff.Select(one => (one.Item1, Story: log.Of(one.Item1))).Where(static one => one.Story.Count > 0)
            .Select(static one => $"  {one.Item1}: {string.Join(" | ", one.Story.Select(static line => line.TrimEnd()))}")];
    }
}
