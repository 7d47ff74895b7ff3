namespace CallTracking.Samples.Web.Identity;

public sealed class GuessablePasswordsTests
{
    [Theory]
    [InlineData("aaaaaaaaaaaa", true)]
    [InlineData("abcabcabcabc", true)]
    [InlineData("qwertyuiopas", true)]
    [InlineData("012345678901", true)]
    [InlineData("password2026", true)]
    [InlineData("CallTracking1!", true)]
    [InlineData("ada.amber123", true)]
    [InlineData("blue horse staple", false)]
    [InlineData("the password of my aunt", false)]
    [InlineData("សួស្ដីពិភពលោក", false)]
    public void IsGuessable_Password_SaysSo(string password, bool expected) =>
        GuessablePasswords.IsGuessable(password, "ada.amber").Should().Be(expected);
}
