using System.Net;

namespace CallTracking.Webhooks;

public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("https://example.com/hook")]
    [InlineData("https://example.com:8443/hook?a=b")]
    [InlineData("https://93.184.215.14/hook")]
    [InlineData("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/hook")]
    public void Problem_OfAPublicHttpsAddress_IsNone(string url) => WebhookAddress.Problem(url, new WebhookOptions()).Should().BeNull();

    [Theory]
    [InlineData("http://example.com/hook")]
    [InlineData("ftp://example.com/hook")]
    [InlineData("file:///etc/passwd")]
    [InlineData("hook")]
    [InlineData("")]
    [InlineData("https://user:password@example.com/hook")]
    [InlineData("https://example.com/hook#part")]
    [InlineData("https://localhost/hook")]
    [InlineData("https://127.0.0.1/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:127.0.0.1]/hook")]
    [InlineData("https://10.0.0.8/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    public void Problem_OfAnythingElse_SaysWhatToDo(string url) => WebhookAddress.Problem(url, new WebhookOptions()).Should().Contain(": ");

    [Theory]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("192.168.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::7f00:1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::a00:1", true)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:0:1::1", false)]
    public void MayReach_WhatIsNotThePublicInternet_OnlyWhereItIsAllowed(string text, bool whereAllowed)
    {
        var address = IPAddress.Parse(text);

        WebhookAddress.MayReach(address, new WebhookOptions()).Should().BeFalse();
        WebhookAddress.MayReach(address, new WebhookOptions { AllowPrivateNetworks = true }).Should().Be(whereAllowed);
        WebhookAddress.MayReach(address.MapToIPv6(), new WebhookOptions()).Should().BeFalse();
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("172.32.0.1")]
    [InlineData("2606:4700::1111")]
    public void MayReach_ThePublicInternet_IsTrue(string address) =>
        WebhookAddress.MayReach(IPAddress.Parse(address), new WebhookOptions()).Should().BeTrue();

    [Fact]
    public void Loopback_WhereItIsAllowed_MayEvenBePlain()
    {
        var options = new WebhookOptions { AllowLoopback = true };

        WebhookAddress.Problem("http://127.0.0.1:8080/hook", options).Should().BeNull();
        WebhookAddress.Problem("http://10.0.0.1/hook", options).Should().NotBeNull();
    }
}
