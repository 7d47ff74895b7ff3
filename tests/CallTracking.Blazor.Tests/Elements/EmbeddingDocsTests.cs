namespace CallTracking.Blazor.Elements;

public sealed class EmbeddingDocsTests
{
    [Fact]
    public void Document_Code_IsOfCompiledFiles()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "CallTracking.sln")))
        {
            root = Path.GetDirectoryName(root)!;
        }

        var folder = Path.Combine(root, "tests", "CallTracking.Blazor.Tests", "Elements");
        var compiled = File.ReadAllLines(Path.Combine(folder, "EmbeddingExample.cs")).Concat(File.ReadAllLines(Path.Combine(folder, "EmbeddingExample.razor")))
            .Select(static line => line.Trim()).ToHashSet(StringComparer.Ordinal);
        var script = File.ReadAllText(Path.Combine(root, "src", "CallTracking.Blazor", "wwwroot", "ct-elements.js"));
        var code = new List<string>();
        string? language = null;
        foreach (var line in File.ReadLines(Path.Combine(root, "docs", "embedding.md")))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                language = language is null ? line[3..] : null;
            }
            else if (language is "csharp" or "razor" && line.Trim().Length > 0)
            {
                code.Add(line.Trim());
            }
            else if (language == "html")
            {
                // Each attribute of an element of ours is one that the script knows.
                foreach (System.Text.RegularExpressions.Match part in System.Text.RegularExpressions.Regex.Matches(line, "<ct-[a-z]+([^>]*)>"))
                {
                    foreach (System.Text.RegularExpressions.Match name in System.Text.RegularExpressions.Regex.Matches(part.Groups[1].Value, "([a-z-]+)(=|\\s|$)"))
                    {
                        script.Should().Contain($"\"{name.Groups[1].Value}\"");
                    }
                }
            }
        }

        code.Should().NotBeEmpty().And.OnlyContain(line => compiled.Contains(line));
    }
}
