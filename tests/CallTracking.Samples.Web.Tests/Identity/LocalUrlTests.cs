namespace CallTracking.Samples.Web.Identity;

public sealed class LocalUrlTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/calls?from=2026-01-01#x", "/calls?from=2026-01-01#x")]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("calls", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/a\\b", "/")]
    [InlineData("/a\nb", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("/signin?returnUrl=/", "/")]
    [InlineData("/signout", "/")]
    public void Of_Url_IsAPathOfThisHost(string? url, string path) => LocalUrl.Of(url).Should().Be(path);
}
