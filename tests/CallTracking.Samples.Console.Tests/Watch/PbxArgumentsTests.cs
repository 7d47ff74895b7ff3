using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Peers;

namespace CallTracking.Samples.Console.Tests.Watch;

public sealed class PbxArgumentsTests
{
    [Theory]
    [InlineData("pbx", "pbx", null)]
    [InlineData("pbx.example:5039", "pbx.example", 5039)]
    [InlineData("192.0.2.1:5038", "192.0.2.1", 5038)]
    [InlineData("[2001:db8::1]:5038", "2001:db8::1", 5038)]
    [InlineData("[2001:db8::1]", "2001:db8::1", null)]
    [InlineData("2001:db8::1", "2001:db8::1", null)]
    public void SplitPeer_ReadsHostAndPort(string text, string host, int? port) =>
        PbxArguments.SplitPeer(text).Should().Be((host, port));

    [Theory]
    [InlineData("pbx:")]
    [InlineData("pbx:0")]
    [InlineData("pbx:65536")]
    [InlineData("pbx:ami")]
    public void SplitPeer_WhatIsNoPort_IsWrongUsage(string text)
    {
        var split = () => PbxArguments.SplitPeer(text);

        split.Should().Throw<CommandException>().Where(wrong => wrong.ExitCode == ExitCode.Usage);
    }
}
