using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class FreeSwitchCdrOptionsTests
{
    [Fact]
    public void AddFreeSwitchCdr_WithoutAPlace_SaysWhichThereAre()
    {
        var start = () => Adapter(_ => { });

        start.Should().Throw<OptionsValidationException>().WithMessage("No place to read records from: set File, Folder or ImportFiles.");
    }

    [Theory]
    [InlineData("Middle/Earth", "iso-8859-1", null, "TimeZone is not the name of a time zone")]
    [InlineData("UTC", "klingon", null, "FallbackEncoding is not the name of a text encoding")]
    [InlineData("UTC", "iso-8859-1", "${start_stamp}", "CsvTemplate cannot be used: it lacks ${uuid}")]
    public void AddFreeSwitchCdr_WithWrongWords_SaysWhich(string zone, string encoding, string? template, string expected)
    {
        var start = () => Adapter(options =>
            (options.File, options.TimeZone, options.FallbackEncoding, options.CsvTemplate) = ("x.csv", zone, encoding, template));

        start.Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which.Should().Contain(expected);
    }

    [Fact]
    public void AddFreeSwitch_ChecksItsRecordsToo()
    {
        new FreeSwitchOptionsValidator().Validate("x", new FreeSwitchOptions { Host = "pbx", Password = "s", Cdr = { TimeZone = "nowhere" } })
            .Failures.Should().ContainSingle().Which.Should().Contain("time zone");
    }

    [Fact]
    public void Adapter_OfFilesToImportOnly_HasAnEnd()
    {
        Adapter(options => options.ImportFiles.Add("x.csv")).Abilities.Should().Be(PbxAbilities.FinishedRecords | PbxAbilities.Finite);
        Adapter(options => (options.File, options.Folder) = ("x.csv", "drop")).Abilities.Should().Be(PbxAbilities.FinishedRecords);
    }

    [Fact]
    public void FreeSwitchAdapter_WithRecords_ReadsThemBesideTheLiveConnection()
    {
        var adapter = new FreeSwitchAdapter(new FreeSwitchOptions { Cdr = { File = "x.csv", Folder = "drop" } });

        adapter.RecordSources.Should().HaveCount(2);
        adapter.Abilities.HasFlag(PbxAbilities.FinishedRecords).Should().BeTrue();
        new FreeSwitchAdapter(new FreeSwitchOptions()).RecordSources.Should().BeEmpty();
    }

    private static IPbxAdapter Adapter(Action<FreeSwitchCdrOptions> configure)
    {
        var builder = new Builder();
        builder.AddFreeSwitchCdr("office", configure);
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
