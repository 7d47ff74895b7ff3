using CallTracking.Access;
using CallTracking.Samples.Web.Components.Layout;

namespace CallTracking.Samples.Web.Search;

public sealed class SearchEverywhereTests
{
    [Theory]
    [InlineData("+1 202 555 0101", true)]
    [InlineData("(202) 555-0101", true)]
    [InlineData("0101", true)]
    [InlineData("Ann", false)]
    [InlineData("Ann 2", false)]
    [InlineData("+ -", false)]
    public void IsNumber_Text_TellsDigitsFromNames(string text, bool isNumber) => SearchEverywhere.IsNumber(text).Should().Be(isNumber);

    [Fact]
    public async Task Find_Nothing_ShowsThePagesOfTheUser()
    {
        var pages = NavEntry.For(AccessGrants.Nothing, name => name);
        var answers = await new SearchEverywhere(null!, null!, null!, null!).FindAsync("  ", pages, TestContext.Current.CancellationToken);
        answers.Should().ContainSingle().Which.Hits.Select(hit => hit.Href).Should().Equal("/messages", "/me");
    }
}
