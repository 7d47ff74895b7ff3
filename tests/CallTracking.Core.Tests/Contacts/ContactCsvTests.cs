namespace CallTracking.Contacts;

public sealed class ContactCsvTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+12025550101", "+12025550101")]
    [InlineData("+1 202", "'+1 202")]
    [InlineData("@x", "'@x")]
    [InlineData("-", "'-")]
    [InlineData("'tis", "''tis")]
    [InlineData("＝x", "'＝x")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"no\"", "\"say \"\"no\"\"\"")]
    public void Cell_OfAText_IsNoFormula(string text, string cell) => ContactCsv.Cell(text).Should().Be(cell);

    [Theory]
    [InlineData("=1+1")]
    [InlineData("'=1+1")]
    [InlineData("''")]
    [InlineData("'")]
    [InlineData("+12025550101")]
    [InlineData("plain")]
    [InlineData("@'")]
    public void Unguard_OfACell_GivesTheTextBack(string text)
    {
        var cell = ContactCsv.Cell(text);

        ContactCsv.Unguard(cell.StartsWith('"') ? cell[1..^1] : cell).Should().Be(text);
    }
}
