namespace CallTracking.AspNetCore;

public sealed class ApiExampleTests
{
    [Fact]
    public void Example_InTheDocs_IsTheOneThatCompiles()
    {
        var root = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../.."));
        var docs = File.ReadAllText(Path.Combine(root, "docs/api.md")).ReplaceLineEndings("\n").Split("```csharp\n")[1].Split("```")[0].Trim();
        var source = File.ReadAllText(Path.Combine(root, "tests/CallTracking.AspNetCore.Tests/ApiExample.cs")).ReplaceLineEndings("\n");
        var compiled = source.Split("// <example>\n")[1].Split("// </example>")[0].Split('\n').Select(line => line.Length >= 8 ? line[8..] : line.Trim());

        string.Join('\n', compiled).Trim().Should().Be(docs);
    }
}
