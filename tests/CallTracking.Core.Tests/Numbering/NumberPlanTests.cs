namespace CallTracking.Numbering;

public sealed class NumberPlanTests
{
    private static readonly NumberPlan Us = Plan("US");

    [Theory]
    [InlineData("+12025550111")]
    [InlineData("12025550111")]
    [InlineData("2025550111")]
    [InlineData("202-555-0111")]
    [InlineData("(202) 555-0111")]
    [InlineData("1 202 555 0111")]
    [InlineData("+1 (202) 555-0111")]
    [InlineData("0012025550111")]
    [InlineData("01112025550111")]
    [InlineData(" +12025550111 ")]
    [InlineData("sip:+12025550111@203.0.113.9:5060;user=phone")]
    [InlineData("sip:12025550111;npdi@example.com")]
    [InlineData("tel:+1-202-555-0111;ext=5")]
    [InlineData("<sip:+12025550111@example.com>")]
    [InlineData("12025550111@provider")]
    public void Read_FormsOfOneNumber_AreOneE164(string text)
    {
        var number = Us.Read(text);

        number.Kind.Should().Be(PhoneNumberKind.Public);
        number.E164.Should().Be("+12025550111");
        number.NationalReversed.Should().Be("1110555202");
        number.Raw.Should().Be(text);
    }

    [Theory]
    [InlineData("KH", "12025550111")]
    [InlineData("KH", "00112025550111")]
    [InlineData("DE", "0012025550111")]
    [InlineData("GB", "+1 202 555 0111")]
    public void Read_ForeignNumber_IsReadFromTheSitesCountry(string country, string text) =>
        Plan(country).Read(text).E164.Should().Be("+12025550111");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("anonymous")]
    [InlineData("Anonymous")]
    [InlineData("RESTRICTED")]
    [InlineData("unknown")]
    [InlineData("<unknown>")]
    [InlineData("private")]
    [InlineData("Unavailable")]
    [InlineData("anonymous@anonymous.invalid")]
    [InlineData("sip:anonymous@anonymous.invalid")]
    [InlineData("<sip:12025550111@anonymous.invalid>")]
    public void Read_Withheld_IsAKindOfItsOwn(string? text)
    {
        var number = Us.Read(text);

        number.Kind.Should().Be(PhoneNumberKind.Withheld);
        number.E164.Should().BeNull();
        number.Display.Should().BeNull();
        Us.Party(text).Should().BeNull();
    }

    [Theory]
    [InlineData("101", PhoneNumberKind.Extension)]
    [InlineData("sip:101@203.0.113.9", PhoneNumberKind.Extension)]
    [InlineData("600", PhoneNumberKind.Extension)]
    [InlineData("911", PhoneNumberKind.ShortCode)]
    [InlineData("116117", PhoneNumberKind.ShortCode)]
    [InlineData("5550100", PhoneNumberKind.Public)]
    [InlineData("7", PhoneNumberKind.Other)]
    [InlineData("*8", PhoneNumberKind.Other)]
    [InlineData("bob2025550111", PhoneNumberKind.Other)]
    [InlineData("Bob", PhoneNumberKind.Other)]
    [InlineData("+999123", PhoneNumberKind.Other)]
    [InlineData("+", PhoneNumberKind.Other)]
    [InlineData("999999999999999999999", PhoneNumberKind.Other)]
    public void Read_OtherTexts_HaveAKindAndNoE164(string text, PhoneNumberKind kind)
    {
        var number = Us.Read(text);

        number.Kind.Should().Be(kind);
        number.E164.Should().BeNull();
        number.Display.Should().Be(text);
    }

    [Fact]
    public void Read_LongText_IsCutBetweenCharacters()
    {
        var number = Us.Read(new string('1', NumberPlan.MaxLength - 1) + "\U0001F4DE" + new string('2', 1_000_000));

        number.Kind.Should().Be(PhoneNumberKind.Other);
        number.Raw.Should().Be(new string('1', NumberPlan.MaxLength - 1));
    }

    [Fact]
    public void Read_TheSameTextAgain_ComesFromTheCache() =>
        Us.Read("+1202555" + "0122").Should().BeSameAs(Us.Read("+12025550" + "122"));

    [Fact]
    public async Task Read_FromManyThreads_NeverMixesNumbers()
    {
        var plan = Plan("US");
        var texts = Enumerable.Range(0, 100).Select(i => $"+120255501{i:00}").ToArray();

        var wrong = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () => Enumerable.Range(0, 2_000).Count(i => plan.Read(texts[i * 7 % 100]).E164 != texts[i * 7 % 100]))));

        wrong.Should().OnlyContain(count => count == 0);
    }

    [Theory]
    [InlineData("101", true)]
    [InlineData(" 101 ", true)]
    [InlineData("101\n", true)]
    [InlineData("1011", false)]
    [InlineData("600", false)]
    [InlineData("\u06F1\u06F0\u06F1", false)]
    [InlineData(null, false)]
    [InlineData("", false)]
    public void IsExtension_WantsTheWholeText(string? text, bool expected) => Us.IsExtension(text).Should().Be(expected);

    [Fact]
    public void IsExtension_PatternWithoutAnchors_StillWantsTheWholeText()
    {
        var plan = new NumberPlan(new SiteOptions { Extensions = @"^1\d\d|2\d\d$" });

        plan.IsExtension("101").Should().BeTrue();
        plan.IsExtension("299").Should().BeTrue();
        plan.IsExtension("12025550111").Should().BeFalse();
    }

    [Fact]
    public void IsExtension_CatastrophicPattern_AnswersInTime()
    {
        var watch = TimeProvider.System;
        foreach (var pattern in new[] { "^(1+)+$", @"^(?=1)(1+)+$" })
        {
            var plan = new NumberPlan(new SiteOptions { Extensions = pattern });
            var start = watch.GetTimestamp();
            plan.IsExtension(new string('1', 31) + "x").Should().BeFalse();
            watch.GetElapsedTime(start).Should().BeLessThan(TimeSpan.FromSeconds(5));
        }
    }

    [Fact]
    public void IsRoom_SiteWithoutRooms_HasNone()
    {
        Us.IsRoom("600").Should().BeTrue();
        Us.IsRoom("101").Should().BeFalse();
        new NumberPlan(new SiteOptions()).IsRoom("600").Should().BeFalse();
    }

    [Fact]
    public void IsTrunk_IsExact()
    {
        Us.HasTrunks.Should().BeTrue();
        Us.IsTrunk("provider").Should().BeTrue();
        Us.IsTrunk("Provider").Should().BeFalse();
        Us.IsTrunk("provider2").Should().BeFalse();
        Us.IsTrunk(null).Should().BeFalse();
        new NumberPlan(new SiteOptions()).HasTrunks.Should().BeFalse();
    }

    [Theory]
    [InlineData("from-trunk", true)]
    [InlineData("from-pstn", true)]
    [InlineData("public", true)]
    [InlineData("internal", false)]
    [InlineData(null, false)]
    public void IsTrunkContext_KnowsTheCustomaryNames(string? context, bool expected) =>
        Us.IsTrunkContext(context).Should().Be(expected);

    [Theory]
    [InlineData("912025550111", true, "12025550111")]
    [InlineData("92025550111", true, "2025550111")]
    [InlineData("95550111", true, "5550111")]
    [InlineData("9911", true, "911")]
    [InlineData("901112025550111", true, "01112025550111")]
    [InlineData("9101", false, "9101")]
    [InlineData("9600", false, "9600")]
    [InlineData("9", false, "9")]
    [InlineData("9*8", false, "9*8")]
    [InlineData("9175550111", false, "9175550111")]
    [InlineData("101", false, "101")]
    [InlineData("12025550111", false, "12025550111")]
    [InlineData("", false, "")]
    [InlineData(null, false, "")]
    public void TryStripOutboundPrefix_TakesItOffOutsideNumbersOnly(string? dialed, bool expected, string rest)
    {
        Us.TryStripOutboundPrefix(dialed, out var number).Should().Be(expected);
        number.Should().Be(rest);
    }

    [Fact]
    public void TryStripOutboundPrefix_SiteWithoutPrefix_LeavesAll()
    {
        new NumberPlan(new SiteOptions()).TryStripOutboundPrefix("912025550111", out var number).Should().BeFalse();
        number.Should().Be("912025550111");
    }

    [Theory]
    [InlineData("101", "101")]
    [InlineData("sip:101@203.0.113.9", "101")]
    [InlineData("600", "600")]
    [InlineData("12025550111", "+12025550111")]
    [InlineData("5550100", "5550100")]
    [InlineData("reception", "reception")]
    public void Party_IsTheLedgersForm(string text, string expected) => Us.Party(text).Should().Be(expected);

    [Fact]
    public void Constructor_WrongSettings_SaysWhich()
    {
        var create = () => new NumberPlan(new SiteOptions { Country = "XX" });

        create.Should().Throw<ArgumentException>().WithMessage("Site.Country 'XX' is not a country*KH*");
    }

    internal static NumberPlan Plan(string country) => new(new SiteOptions
    {
        Country = country,
        Extensions = @"^1\d\d$",
        Rooms = @"^6\d\d$",
        OutboundPrefix = "9",
        Trunks = ["provider"],
    });
}
