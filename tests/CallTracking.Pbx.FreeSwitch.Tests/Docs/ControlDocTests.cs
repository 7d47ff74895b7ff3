using System.Text.RegularExpressions;
using CallTracking.Links;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Pbx.FreeSwitch.Docs;

public sealed partial class ControlDocTests
{
    private static string Doc => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "control.md")).ReplaceLineEndings("\n");

    private static string Source => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Docs", "ControlExamples.cs")).ReplaceLineEndings("\n");

    [Theory]
    [InlineData("setup")]
    [InlineData("dial")]
    [InlineData("menu")]
    public void Example_InTheDocument_IsTheOneThatCompiles(string name)
    {
        var compiled = Source.Split($"// <{name}>\n")[1].Split($"// </{name}>")[0];

        Doc.Should().Contain("```csharp\n" + Flat(compiled) + "\n```");
    }

    [Fact]
    public void Methods_OfTheControl_AreAllExplained() => typeof(IPbxCallControl).GetMethods()
        .Where(static method => method.IsPublic && method.Name != nameof(IPbxCallControl.NewLeg))
        .Should().OnlyContain(method => Doc.Contains($"`{method.Name}`"));

    [Fact]
    public void Links_LeadToFilesThatAreThere()
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../docs"));
        var links = Link().Matches(Doc).Select(match => match.Groups[1].Value).ToList();

        links.Should().NotBeEmpty().And.OnlyContain(link => Path.Exists(Path.Combine(folder, link)));
    }

    [Fact]
    public async Task Example_OfTheSetup_IsWhatAHostTakes()
    {
        var services = new ServiceCollection();
        ControlExamples.Setup(services, "a-long-random-one");
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<ILinkControls>().Find("office").Should().BeNull("the host has not started");
        (await new ControlExamples.ClickToCall(provider.GetRequiredService<ILinkControls>()).CallAsync(
            "1001", "+12025550111", TestContext.Current.CancellationToken)).Should().Be("This PBX takes no commands.");
    }

    private static string Flat(string code)
    {
        var lines = code.TrimEnd().Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : line.Trim()));
    }

    [GeneratedRegex(@"\]\((?!http)([^)#]+)")]
    private static partial Regex Link();
}
