namespace CallTracking.Testing.Asterisk;

public sealed class FakeAsteriskCallTests
{
    [Fact]
    public async Task Answers_TwoRingAndTheFirstLifts_TheOtherIsCancelledAndEnds()
    {
        await using var asterisk = new FakeAsterisk();
        await using var client = await AmiTestClient.LogInAsync(asterisk);

        var call = asterisk.Call("PJSIP/line", "12025550123", "5000", "inbound", "Ada").Rings("PJSIP/2001", "2001", "internal")
            .Rings("PJSIP/2002", "2002", "internal").Answers("2001");

        (await client.NextEventAsync("Newchannel"))["CallerIDName"].Should().Be("Ada");
        (await client.NextEventAsync("DialEnd"))["DestCallerIDNum"].Should().Be("2001");
        var cancelled = await client.NextEventAsync("DialEnd");
        (cancelled["DestCallerIDNum"], cancelled["DialStatus"]).Should().Be(("2002", "CANCEL"));
        (await client.NextEventAsync("Hangup"))["Cause"].Should().Be("26");
        asterisk.Channels.Should().HaveCount(2);
        call.HangsUp();
        asterisk.Channels.Should().BeEmpty();
    }

    [Fact]
    public async Task HangsUp_WhileTwoRing_EndsBoth()
    {
        await using var asterisk = new FakeAsterisk();

        asterisk.Call("PJSIP/line", "12025550123", "5000", "inbound").Rings("PJSIP/2001", "2001", "internal")
            .Rings("PJSIP/2002", "2002", "internal").HangsUp();

        asterisk.Channels.Should().BeEmpty();
    }

    [Fact]
    public async Task Answers_WhoDoesNotRing_SaysSo()
    {
        await using var asterisk = new FakeAsterisk();
        var call = asterisk.Call("PJSIP/line", "12025550123", "5000", "inbound");

        call.Invoking(one => one.Answers()).Should().Throw<InvalidOperationException>();
        call.Invoking(one => one.Answers("2001")).Should().Throw<InvalidOperationException>().WithMessage("2001 does not ring*");
    }
}
