using System.Collections;
using System.Globalization;
using System.Text.RegularExpressions;
using CallTracking.Calls;
using CallTracking.Samples.Web.Components.Pages.Calls;
using CallTracking.Samples.Web.Texts;

namespace CallTracking.Samples.Web.Calls;

public sealed partial class CallWordsTests
{
    private static readonly System.Resources.ResourceManager Texts = new(typeof(CallsTexts));

    [Theory]
    [InlineData("")]
    [InlineData("km")]
    [InlineData("ru")]
    public void Texts_EveryWordOfTheLedger_IsThere(string language)
    {
        var keys = Keys(language);
        IEnumerable<string> wanted =
        [
            .. Names<CallDirection>("Direction"), .. Names<CallOutcome>("Outcome"), .. Names<CallState>("State"), .. Names<MissedReason>("Missed"),
            .. Names<CallOrigin>("Origin"), .. Names<CallSide>("EndedBy"), .. Names<ParticipantKind>("Kind"), .. Names<ParticipantResult>("Result"),
            .. Names<TransferKind>("Transfer"), .. Names<CallRelationKind>("Relation"), .. Names<CallWitness>("Witness").Where(name => name != "Witness.None"),
            .. Names<CallPeriod>("Period"),
        ];
        wanted.Except(keys).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("km")]
    [InlineData("ru")]
    public void Texts_EveryRuleThatScenariosShow_IsExplained(string language)
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "CallTracking.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("The solution is not above the tests.");
        }

        var rules = Directory.EnumerateFiles(Path.Combine(root, "tests"), "explanations.txt", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(File.ReadLines).Select(line => Rule().Match(line)).Where(match => match.Success)
            .Select(match => "Because." + match.Groups[1].Value.Split(':')[0]).Distinct().ToList();
        rules.Should().NotBeEmpty();
        rules.Except(Keys(language)).Should().BeEmpty();
    }

    [Fact]
    public void Cell_WhatASpreadsheetWouldRun_IsText()
    {
        CallSheet.Cell("=cmd()").Should().Be("'=cmd()");
        CallSheet.Cell("@sum").Should().Be("'@sum");
        CallSheet.Cell("+12025550111").Should().Be("+12025550111");
        CallSheet.Cell("-1+2").Should().Be("'-1+2");
        CallSheet.Cell("a,\"b\"").Should().Be("\"a,\"\"b\"\"\"");
        CallSheet.Cell(null).Should().BeEmpty();
    }

    [Fact]
    public void Length_OfHours_HasThem()
    {
        CallWords.Length(TimeSpan.FromSeconds(65)).Should().Be("1:05");
        CallWords.Length(new TimeSpan(26, 3, 4)).Should().Be("26:03:04");
    }

    private static IEnumerable<string> Names<T>(string of)
        where T : struct, Enum => Enum.GetNames<T>().Select(name => $"{of}.{name}");

    private static HashSet<string> Keys(string language) =>
        [.. Texts.GetResourceSet(CultureInfo.GetCultureInfo(language), true, false)!.Cast<DictionaryEntry>().Select(word => (string)word.Key)];

    [GeneratedRegex("^    [a-zA-Z]+: ([A-Za-z]+(?::[^ ]*)?) \\[", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Rule();
}
