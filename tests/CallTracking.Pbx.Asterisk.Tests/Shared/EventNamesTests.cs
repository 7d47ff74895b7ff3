using System.Globalization;
using System.Text;
using CallTracking.Pbx.Wire;

namespace CallTracking.Pbx.Asterisk;

public sealed class EventNamesTests
{
    [Fact]
    public void ToDictionary_MoreNamesThanTheLimit_CountsTheRestAsOther()
    {
        var names = new EventNames(static name => name != "VarSet", limit: 1000);
        for (var i = 0; i < 3000; i++)
        {
            names.Count(names[Encoding.ASCII.GetBytes(i.ToString("D5", CultureInfo.InvariantCulture))]);
        }

        names.Count(names["VarSet"u8]);
        var counted = names.ToDictionary();

        counted.Should().HaveCount(1001).And.Contain(EventNames.Other, 2000);
        names.Unknown.Should().Be(3000);
    }

    [Fact]
    public void ToDictionary_KnownNames_AreLeftOut()
    {
        var names = new EventNames(static name => name != "VarSet");
        names.Count(names["VarSet"u8]);
        names.Count(names["Odd"u8]);

        names.ToDictionary().Should().Equal(new Dictionary<string, long> { ["Odd"] = 1 });
        names.Unknown.Should().Be(1);
    }

    [Fact]
    public void Report_TellsEachEventOnce()
    {
        var names = new EventNames();
        var told = new List<(string, bool)>();
        names.Count(names["Odd"u8]);
        names.Count(names["Odd"u8]);
        names.Report((name, isFirst) => told.Add((name, isFirst)));
        names.Count(names["Odd"u8]);
        names.HasNews.Should().BeTrue();

        names.Report((name, isFirst) => told.Add((name, isFirst)));

        told.Should().Equal(("Odd", true), ("Odd", false), ("Odd", false));
        names.HasNews.Should().BeFalse();
    }

    [Fact]
    public void AmiSkip_NamesInAnyCase_AreWanted()
    {
        var skip = new AmiSkip(["Hangup", "DialBegin", "Dialogic", "hangup"]);

        skip.Wants("HANGUP"u8).Should().BeTrue();
        skip.Wants("DialBegin"u8).Should().BeTrue();
        skip.Wants("DialEnd"u8).Should().BeFalse();
        skip.Wants(""u8).Should().BeFalse();
        AmiSkip.None.Wants("anything"u8).Should().BeTrue();
        AmiSkip.AllEvents.Wants("Hangup"u8).Should().BeFalse();
    }
}
