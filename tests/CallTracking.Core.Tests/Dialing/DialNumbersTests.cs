using CallTracking.Numbering;

namespace CallTracking.Dialing;

public sealed class DialNumbersTests
{
    private static readonly SiteOptions Here = new() { Country = "US", Extensions = "^1\\d\\d$", Rooms = "^6\\d\\d$", OutboundPrefix = "9" };

    [Theory]
    [InlineData("+12025550111", DialNumberFormat.Digits, "912025550111")]
    [InlineData("2025550111", DialNumberFormat.Digits, "912025550111")]
    [InlineData("12025550111", DialNumberFormat.E164, "9+12025550111")]
    [InlineData("+12025550111", DialNumberFormat.National, "92025550111")]
    public void Write_NumberOfTheSitesCountry_IsAsThePbxWantsIt(string text, DialNumberFormat format, string written)
    {
        var numbers = new DialNumbers(Here, new DialingOptions());

        numbers.Write(numbers.Read(text), format).Should().Be(written);
    }

    [Fact]
    public void Write_NumberAbroadNationally_HasTheInternationalPrefix()
    {
        var options = new DialingOptions { AllowedCountries = { "US", "KH" } };
        var numbers = new DialNumbers(Here, options);

        numbers.Write(numbers.Read("+85523456789"), DialNumberFormat.National).Should().Be("901185523456789");
    }

    [Theory]
    [InlineData("+85523456789", DialRefusal.NotAllowed)]
    [InlineData("911", DialRefusal.NotAllowed)]
    [InlineData("112", DialRefusal.NotAllowed)]
    [InlineData("101", DialRefusal.NotAllowed)]
    [InlineData("601", DialRefusal.NotAllowed)]
    [InlineData("*72", DialRefusal.NotAllowed)]
    [InlineData("##21#", DialRefusal.NotAllowed)]
    [InlineData("+19002345678", DialRefusal.NotAllowed)]
    [InlineData("5", DialRefusal.NotANumber)]
    [InlineData("+1 202 555 0111", DialRefusal.NotANumber)]
    [InlineData("202-555-0111", DialRefusal.NotANumber)]
    [InlineData("+1202555\u00000111", DialRefusal.NotANumber)]
    [InlineData("+12025550111\n", DialRefusal.NotANumber)]
    [InlineData("+12025550111,,9", DialRefusal.NotANumber)]
    [InlineData("+1\u0662025550111", DialRefusal.NotANumber)]
    [InlineData("", DialRefusal.NotANumber)]
    public void Read_NumberThatMayNotBeCalled_SaysWhyWithoutRepeatingIt(string text, DialRefusal reason)
    {
        var read = () => new DialNumbers(Here, new DialingOptions()).Read(text);

        var error = read.Should().Throw<DialRefusedException>().Which;
        error.Reason.Should().Be(reason);
        error.Message.Should().Contain(":").And.NotContain("\n");
    }

    [Fact]
    public void Read_WhatTheAdministratorAllows_IsTaken()
    {
        var options = new DialingOptions { AllowPremium = true, AllowExtensions = true, AllowedShortNumbers = { "911", "*98" }, ForbiddenPrefixes = { "+1900" } };
        var numbers = new DialNumbers(Here, options);

        numbers.Write(numbers.Read("911"), DialNumberFormat.Digits).Should().Be("911", "the administrator wrote it as it is to be dialled");
        numbers.Write(numbers.Read("*98"), DialNumberFormat.E164).Should().Be("*98");
        numbers.Write(numbers.Read("101"), DialNumberFormat.Digits).Should().Be("101");
        FluentActions.Invoking(() => numbers.Read("+19002345678")).Should().Throw<DialRefusedException>();
    }
}
