using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.Asterisk;

public sealed class AsteriskCdrOptionsTests
{
    [Fact]
    public void AddAsteriskCdr_WithoutAPlace_SaysWhichThereAre()
    {
        var start = () => Adapter(_ => { });

        start.Should().Throw<OptionsValidationException>().WithMessage("No place to read records from: set File, Folder or ImportFiles.");
    }

    [Theory]
    [InlineData("Middle/Earth", "iso-8859-1", "TimeZone is not the name of a time zone")]
    [InlineData("UTC", "klingon", "FallbackEncoding is not the name of a text encoding")]
    public void AddAsteriskCdr_WithWrongNames_SaysWhich(string zone, string encoding, string expected)
    {
        var start = () => Adapter(options => (options.File, options.TimeZone, options.FallbackEncoding) = ("x.csv", zone, encoding));

        start.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain(expected);
    }

    [Fact]
    public void AddAsterisk_ChecksItsRecordsToo()
    {
        new AsteriskOptionsValidator().Validate("x", new AsteriskOptions { Host = "pbx", User = "u", Secret = "s", Cdr = { TimeZone = "nowhere" } })
            .Failures.Should().ContainSingle().Which.Should().Contain("time zone");
    }

    [Fact]
    public void Adapter_OfFilesToImportOnly_HasAnEnd()
    {
        Adapter(options => options.ImportFiles.Add("x.csv")).Abilities.Should().Be(PbxAbilities.FinishedRecords | PbxAbilities.Finite);
        Adapter(options => (options.File, options.Folder) = ("x.csv", "drop")).Abilities.Should().Be(PbxAbilities.FinishedRecords);
    }

    [Fact]
    public void Sources_OfALink_HaveNamesOfTheirOwnThatFitTheStore()
    {
        var adapter = Adapter(options =>
        {
            (options.File, options.Folder) = ("x.csv", new string('d', 500));
            options.ImportFiles.Add("x.csv");
            options.ImportFiles.Add("./x.csv");
        });

        adapter.RecordSources.Should().HaveCount(3);
        adapter.RecordSources.Select(source => source.Name).Should().OnlyHaveUniqueItems().And.OnlyContain(name => name.Length <= 400);
    }

    [Fact]
    public void AsteriskAdapter_WithRecords_ReadsThemBesideTheLiveConnection()
    {
        new AsteriskAdapter(new AsteriskOptions { Cdr = { File = "x.csv" } }).RecordSources.Should().ContainSingle();
        new AsteriskAdapter(new AsteriskOptions()).RecordSources.Should().BeEmpty();
    }

    private static IPbxAdapter Adapter(Action<AsteriskCdrOptions> configure)
    {
        var builder = new Builder();
        builder.AddAsteriskCdr("office", configure);
        return builder.Create!(builder.Services.BuildServiceProvider());
    }

    private sealed class Builder : ICallTrackingBuilder
    {
        public IServiceCollection Services { get; } = new ServiceCollection();

        public Func<IServiceProvider, IPbxAdapter>? Create { get; private set; }

        public ICallTrackingBuilder AddLink(string name, Func<IServiceProvider, IPbxAdapter> create)
        {
            Create = create;
            return this;
        }
    }
}
