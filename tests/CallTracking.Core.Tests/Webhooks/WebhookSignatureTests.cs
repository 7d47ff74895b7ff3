namespace CallTracking.Webhooks;

public sealed class WebhookSignatureTests
{
    [Fact]
    public void Sign_TheStandardsExample_GivesTheStandardsSignature()
    {
        var signature = WebhookSignature.Sign(
            ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330),
            """{"test": 2432232314}""");

        signature.Should().Be("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    [Fact]
    public void Sign_WithTwoSecrets_SignsTwice()
    {
        var (first, second) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());

        var both = WebhookSignature.Sign([first, second], "msg_1", DateTimeOffset.UnixEpoch, "{}");

        both.Split(' ').Should().Equal(
            WebhookSignature.Sign([first], "msg_1", DateTimeOffset.UnixEpoch, "{}"), WebhookSignature.Sign([second], "msg_1", DateTimeOffset.UnixEpoch, "{}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("whsec_short")]
    [InlineData("whsec_???")]
    public void IsSecret_WhatIsNone_IsFalse(string text) => WebhookSignature.IsSecret(text).Should().BeFalse();
}
