using System.Reflection;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace CallTracking.Samples.Web.Texts;

public sealed class HardCodedTextTests
{
    [Theory]
    [InlineData("calltracking-web")]
    [InlineData("CallTracking.Blazor")]
    public void Components_EveryText_ComesFromResources(string assembly) =>
        RenderedText.FindIn(Assembly.Load(assembly)).Should().BeEmpty("what users read is in the .resx files, in three languages");

    [Fact]
    public void Scan_ComponentWithWordsOfItsOwn_FindsEachOfThem() => RenderedText.FindIn(typeof(Wordy)).Should().BeEquivalentTo(
        "Wordy: text 'Hello there'", "Wordy: text 'Good day'", "Wordy: aria-label 'Close it'", "Wordy: title 'A hint'", "Wordy: Label 'Number of calls'",
        "Wordy: text 'Inside'");

    [Fact]
    public void Scan_ComponentWithoutWords_FindsNothing() => RenderedText.FindIn(typeof(Silent)).Should().BeEmpty();

    private sealed class Wordy : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.AddContent(0, "Hello there");
            builder.AddMarkupContent(1, "<p class=\"some words\" title=\"A hint\">Good day</p>");
            builder.AddAttribute(2, "aria-label", "Close it");
            builder.AddComponentParameter(3, "Label", Same<string>("Number of calls"));
            builder.AddAttribute(4, "ChildContent", (RenderFragment)(inner => inner.AddContent(5, "Inside")));
        }
    }

    private sealed class Silent : ComponentBase
    {
        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.AddContent(0, " · ");
            builder.AddMarkupContent(1, "<p class=\"some words\"><b>42</b></p>");
            builder.AddAttribute(2, "class", "two words");
            builder.AddContent(3, ToString());
        }
    }

    // As the compiler of pages checks types.
    private static T Same<T>(T value) => value;
}
