using System.Text.RegularExpressions;
using CallTracking.Testing.FreeSwitch;

namespace CallTracking.Pbx.FreeSwitch.Scenarios;

/// <summary>The recorded scenarios as files. <c>CALLTRACKING_CAPTURES</c> may name a folder of raw captures, a folder each with
/// <c>esl-json.raw</c> and <c>truth.json</c>, to renew them from.</summary>
public sealed partial class CaptureTests
{
    private const long MostBytes = 3_000_000;

    private static string Root => Path.Combine(AppContext.BaseDirectory, "Scenarios");

    public static TheoryData<string> Files => [.. Directory.EnumerateFiles(Root, "esl.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))];

    [Fact]
    public void Scenarios_AllTogether_AreSmallEnoughToBeKept()
    {
        if (Environment.GetEnvironmentVariable("CALLTRACKING_CAPTURES") is { Length: > 0 } captures)
        {
            foreach (var capture in Directory.EnumerateDirectories(captures))
            {
                Captures.Convert(capture, Path.Combine(AppContext.BaseDirectory, "../../../Scenarios/freeswitch-1.11", Path.GetFileName(capture)));
            }
        }

        Directory.EnumerateFiles(Root, "esl.txt", SearchOption.AllDirectories).Sum(static file => new FileInfo(file).Length).Should().BeInRange(1, MostBytes);
    }

    [Theory, MemberData(nameof(Files))]
    public void Transcript_ReadAndWritten_IsTheSame(string file)
    {
        var text = File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

        EslTranscript.Parse(text).ToString().Should().Be(text);
    }

    [Fact]
    public void Records_AllTogether_AreSmallAndHaveNumbersKeptForFiction()
    {
        var files = Directory.EnumerateFiles(Root, "cdr.*", SearchOption.AllDirectories).ToList();

        files.Sum(static file => new FileInfo(file).Length).Should().BeInRange(1, 1_000_000);
        files.SelectMany(static file => Number().Matches(File.ReadAllText(file)).Select(static match => match.Value))
            .Should().OnlyContain(number => number.StartsWith("+120255501", StringComparison.Ordinal) && number.Length == 12);
    }

    [Theory, MemberData(nameof(Files))]
    public void Transcript_Numbers_AreThoseKeptForFiction(string file)
    {
        var numbers = Number().Matches(File.ReadAllText(Path.Combine(Root, file))).Select(static match => match.Value);

        numbers.Should().OnlyContain(number => number.StartsWith("+120255501", StringComparison.Ordinal) && number.Length == 12);
    }

    [GeneratedRegex(@"\+\d{7,}")]
    private static partial Regex Number();
}
