namespace CallTracking.Numbering;

public sealed class SiteFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"site-{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Load_WholeFile_ReadsEveryMember()
    {
        var site = Load("""
            { "country": "US", "extensions": "^1\\d\\d$", "rooms": "^6\\d\\d$", "outboundPrefix": "9", "trunks": ["provider"],
              "timeZone": "UTC", "fromTheFuture": { "a": [1] } }
            """);

        site.Should().BeEquivalentTo(new SiteOptions
        {
            Country = "US",
            Extensions = @"^1\d\d$",
            Rooms = @"^6\d\d$",
            OutboundPrefix = "9",
            Trunks = ["provider"],
            TimeZone = "UTC",
        });
    }

    [Fact]
    public void Load_EmptyObject_HasTheDefaults() => Load("{}").Should().BeEquivalentTo(new SiteOptions());

    [Fact]
    public void Load_ByteOrderMarkAndComments_AreFine() =>
        Load("\uFEFF{ // ours\n \"country\": \"KH\", }").Country.Should().Be("KH");

    [Theory]
    [InlineData("{ \"country\": \"US\",\n  \"extensions\": }", ", line 2: not valid JSON: *")]
    [InlineData("{ \"country\": \"US\"", ", line 1: not valid JSON: *")]
    [InlineData("", ", line 1: not valid JSON: *")]
    [InlineData("null", ", line 1: null is no site*")]
    [InlineData("[]", ", line 1: the file must hold one JSON object*")]
    [InlineData("{\n\n \"country\": 7 }", ", line 3: \"country\" must be a text in quotation marks.")]
    [InlineData("{ \"trunks\": \"provider\" }", ", line 1: \"trunks\" must be a list of names*")]
    [InlineData("{ \"trunks\": [ 1 ] }", ", line 1: \"trunks\" must be a list of names*")]
    [InlineData("{ \"trunks\": [ null ] }", ": \"trunks\" holds an empty name*")]
    [InlineData("{ \"country\": \"Atlantis\" }", ": \"country\" 'Atlantis' is not a country*")]
    [InlineData("{ \"extensions\": \"^(1\" }", ": \"extensions\" '^(1' is not a regular expression: *")]
    [InlineData("{ \"rooms\": \"[\" }", ": \"rooms\" '[' is not a regular expression: *")]
    [InlineData("{ \"outboundPrefix\": \"nine\" }", ": \"outboundPrefix\" 'nine' holds something other than*")]
    [InlineData("{ \"timeZone\": \"Mars/Olympus\" }", ": \"timeZone\" 'Mars/Olympus' is not known*")]
    public void Load_BadFile_SaysPlaceAndCureInOneLine(string json, string expected)
    {
        var load = () => Load(json);

        load.Should().Throw<SiteFileException>().WithMessage(_path + expected).Which.Message.Should().NotContain("\n");
    }

    [Fact]
    public void Load_NoFile_SaysSo()
    {
        var load = () => SiteFile.Load(_path);

        load.Should().Throw<SiteFileException>().WithMessage($"{_path}: there is no such file; check the path");
    }

    [Fact]
    public void Load_Folder_SaysSo()
    {
        var load = () => SiteFile.Load(Path.GetTempPath());

        load.Should().Throw<SiteFileException>().WithMessage("*may not be read*");
    }

    private SiteOptions Load(string json)
    {
        File.WriteAllText(_path, json);
        return SiteFile.Load(_path);
    }
}
