namespace CallTracking.Numbering;

public sealed class SiteOptionsValidatorTests
{
    [Fact]
    public void Validate_Defaults_Succeeds() =>
        new SiteOptionsValidator().Validate(null, new SiteOptions()).Succeeded.Should().BeTrue();

    [Fact]
    public void Validate_SeveralProblems_NamesEach()
    {
        var result = new SiteOptionsValidator().Validate(null, new SiteOptions
        {
            Country = "UK",
            Extensions = "",
            Rooms = "(",
            OutboundPrefix = "a",
            Trunks = [" "],
            TimeZone = "",
        });

        result.Failures.Should().SatisfyRespectively(
            first => first.Should().StartWith("Site.Country 'UK'").And.Contain("GB"),
            second => second.Should().StartWith("Site.Extensions"),
            third => third.Should().StartWith("Site.Rooms"),
            fourth => fourth.Should().StartWith("Site.OutboundPrefix"),
            fifth => fifth.Should().StartWith("Site.Trunks"),
            sixth => sixth.Should().StartWith("Site.TimeZone"));
    }

    [Theory]
    [InlineData("kh")]
    [InlineData("KH")]
    public void Validate_CountryInAnyCase_Succeeds(string country) =>
        new SiteOptionsValidator().Validate(null, new SiteOptions { Country = country }).Succeeded.Should().BeTrue();

    [Fact]
    public void Validate_LookAround_IsAllowed() =>
        new SiteOptionsValidator().Validate(null, new SiteOptions { Extensions = "^(?!911)\\d{3}$" }).Succeeded.Should().BeTrue();
}
