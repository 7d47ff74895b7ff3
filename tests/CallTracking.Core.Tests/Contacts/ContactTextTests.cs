namespace CallTracking.Contacts;

public sealed class ContactTextTests
{
    [Theory]
    [InlineData("José de la Cruz", "DE LA CRUZ, Jose")]
    [InlineData("O'Neill  Ada", "ada oneill")]
    [InlineData("Ｗide Name", "name wide")]
    public void NameKey_OfTheSameName_IsTheSame(string one, string other) => ContactText.NameKey(one).Should().Be(ContactText.NameKey(other));

    [Theory]
    [InlineData("សុខ ដារា")]
    [InlineData("สมชาย")]
    public void NameKey_OfAScriptWithVowelMarks_KeepsThem(string name) =>
        ContactText.NameKey(name).Replace(" ", "", StringComparison.Ordinal).Length.Should().BeGreaterThanOrEqualTo(name.Replace(" ", "", StringComparison.Ordinal).Length);

    [Fact]
    public void Clean_OfHalvesOfCharacters_ReplacesThem() => ContactText.Clean(" a\uD800b\0 ").Should().Be("a\uFFFDb\uFFFD");

    [Theory]
    [InlineData("martha jones", "martha jonse", true)]
    [InlineData("martha jones", "peter parker", false)]
    [InlineData("bo", "bi", false)]
    public void Similarity_OfNames_TellsTyposFromOthers(string left, string right, bool similar) =>
        (NameSimilarity.Of(left, right) >= ContactDuplicates.LeastSimilarity).Should().Be(similar);

    [Theory]
    [InlineData("+12025550101", "+•••••••••01")]
    [InlineData("4711", "••••")]
    public void MaskNumber_OfANumber_ShowsTheLastTwoDigits(string number, string masked) => ContactAccess.MaskNumber(number).Should().Be(masked);
}
