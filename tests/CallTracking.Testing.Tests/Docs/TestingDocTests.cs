using System.Text.RegularExpressions;
using CallTracking.Testing.Adapters;

namespace CallTracking.Testing.Docs;

public sealed partial class TestingDocTests
{
    private static string Doc => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "testing.md")).ReplaceLineEndings("\n");

    private static string Source => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "TestingExamples.cs")).ReplaceLineEndings("\n");

    [Theory]
    [InlineData("host")]
    [InlineData("faults")]
    [InlineData("recording")]
    [InlineData("adapter")]
    public void Example_InTheDocument_IsTheOneThatCompiles(string name)
    {
        var compiled = Source.Split($"// <{name}>\n")[1].Split($"// </{name}>")[0];

        Doc.Should().Contain("```csharp\n" + Flat(compiled) + "\n```");
    }

    [Fact]
    public void Checks_OfTheAdapterKit_AreAllExplained() =>
        AdapterConformance.Checks.Should().OnlyContain(check => Doc.Contains($"| {check} |"));

    [Fact]
    public void Links_LeadToFilesThatAreThere()
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../docs"));
        var links = Link().Matches(Doc).Select(match => match.Groups[1].Value).ToList();

        links.Should().NotBeEmpty().And.OnlyContain(link => Path.Exists(Path.Combine(folder, link)));
    }

    /// <summary>Without the indentation that the surrounding test gives it.</summary>
    private static string Flat(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.Trim()));
    }

    [GeneratedRegex(@"\]\((?!http)([^)#]+)")]
    private static partial Regex Link();
}
