namespace CallTracking.Samples.Console.Tests;

public sealed class ReadmeTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Readme");

    [Fact]
    public void EmbeddingExample_InTheReadme_IsTheOneThatCompiles()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md")).ReplaceLineEndings("\n");
        var example = readme.Split("```csharp\n")[1].Split("```")[0].Trim();
        var source = File.ReadAllText(Path.Combine(Folder, "ReadmeExample.cs")).ReplaceLineEndings("\n");
        var compiled = source.Split("// <example>\n")[1].Split("// </example>")[0].Split('\n').Select(line => line.Length >= 8 ? line[8..] : line.Trim());

        string.Join('\n', compiled).Trim().Should().Be(example);
        example.Split('\n').Length.Should().BeLessThanOrEqualTo(15);
    }

    [Fact]
    public void Links_InTheReadme_LeadToFilesThatAreThere()
    {
        var readme = File.ReadAllText(Path.Combine(Folder, "README.md"));
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
        var links = System.Text.RegularExpressions.Regex.Matches(readme, @"\]\((?!http)([^)#]+)").Select(match => match.Groups[1].Value).ToList();

        links.Should().NotBeEmpty().And.OnlyContain(link => Path.Exists(Path.Combine(root, link)));
    }
}
