using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Contacts;

public sealed class ContactsCommandTests
{
    private static async Task<JsonElement> JsonAsync(TestConsole shared, params string[] args)
    {
        // A console of its own for what it prints; the store is the shared one's.
        using var console = new TestConsole();
        (await console.RunAsync(["contacts", .. args, "--store", shared.PathOf("calls.db"), "--json"])).Should().Be(ExitCode.Ok, console.Error);
        return JsonDocument.Parse(console.Out).RootElement;
    }

    private static async Task<string> AddAsync(TestConsole console, string name, params string[] more) =>
        (await JsonAsync(console, ["add", "--name", name, .. more])).GetProperty("id").GetString()!;

    [Fact]
    public async Task AddEditShow_OfAContact_TellWhatIsStored()
    {
        using var console = new TestConsole();
        await JsonAsync(console, "status", "defaults");

        var id = await AddAsync(console, "Ada", "--number", "mobile:+12025550101", "--email", "ada@example.com", "--status", "current", "--debt", "12.5", "--currency", "USD");
        await JsonAsync(console, "number", id, "+12025550102", "--kind", "work");
        var edited = await JsonAsync(console, "edit", id, "--address-as", "Dr Ada", "--revision", "2");
        var shown = await JsonAsync(console, "show", id);

        edited.GetProperty("addressAs").GetString().Should().Be("Dr Ada");
        shown.GetProperty("contact").GetProperty("numbers").GetArrayLength().Should().Be(2);
        shown.GetProperty("contact").GetProperty("debt").GetDecimal().Should().Be(12.5m);
        shown.GetProperty("timeline")[0].GetProperty("kind").GetString().Should().Be("status");
        (await JsonAsync(console, "list", "--number", "(202) 555-0102")).GetProperty("contacts").GetArrayLength().Should().Be(1);
    }

    [Fact]
    public async Task ImportUndo_OfAFile_TellEachMistakeAndLeaveNothing()
    {
        using var console = new TestConsole();
        var file = console.Write("c.csv", "Name,Phone\nAda,+12025550101\nBo,bad\n");
        await JsonAsync(console, "list");

        var dry = await console.RunAsync("contacts", "import", file, "--dry-run", "--store", console.PathOf("calls.db"));
        var exitCode = await console.RunAsync("contacts", "import", file, "--store", console.PathOf("calls.db"));

        (dry, exitCode).Should().Be((ExitCode.Failed, ExitCode.Failed));
        console.Error.Should().Contain("c.csv: line 3, column 'Phone'");
        console.Out.Should().Contain("1 contacts would be created").And.Contain("1 contacts created");
        var import = (await JsonAsync(console, "imports"))[0].GetProperty("id").GetString()!;
        (await JsonAsync(console, "undo", import)).GetProperty("undone").GetInt64().Should().Be(1);
        (await JsonAsync(console, "list")).GetProperty("contacts").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task MergeUnmergeDuplicates_OfTwoContacts_GoBothWays()
    {
        using var console = new TestConsole();
        var (first, second) = (await AddAsync(console, "Ada", "--number", "+12025550101"), await AddAsync(console, "Ada", "--number", "+12025550101"));
        (await JsonAsync(console, "duplicates", "--by", "number"))[0].GetProperty("contacts").GetArrayLength().Should().Be(2);

        var merge = (await JsonAsync(console, "merge", first, second)).GetProperty("mergeId").GetString()!;

        (await JsonAsync(console, "duplicates")).GetArrayLength().Should().Be(0);
        (await console.RunAsync("contacts", "unmerge", merge, "--store", console.PathOf("calls.db"))).Should().Be(ExitCode.Ok);
        (await JsonAsync(console, "list")).GetProperty("contacts").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Photo_OfWhatIsNoPicture_IsRefused()
    {
        using var console = new TestConsole();
        var id = await AddAsync(console, "Ada");

        var exitCode = await console.RunAsync("contacts", "photo", id, console.Write("ada.jpg", "no picture"), "--store", console.PathOf("calls.db"));

        exitCode.Should().Be(ExitCode.Failed);
        console.ErrorLines.Should().ContainSingle().Which.Should().Contain("no picture that can be read");
    }

    [Fact]
    public async Task Export_ToStandardOutput_IsCsv()
    {
        using var console = new TestConsole();
        await AddAsync(console, "=evil", "--number", "+12025550101");

        (await console.RunAsync("contacts", "export", "--store", console.PathOf("calls.db"))).Should().Be(ExitCode.Ok);

        console.Out.Should().StartWith("id,externalId,kind,name").And.Contain("'=evil").And.Contain(",+12025550101,");
    }

    [Theory]
    [InlineData(ExitCode.Failed, "There is no contact", "show", "0193a000-0000-7000-8000-000000000001")]
    [InlineData(ExitCode.Failed, "A contact needs a name", "add")]
    [InlineData(ExitCode.Input, "cannot be read", "import", "nowhere.csv")]
    [InlineData(ExitCode.Usage, "Name a picture", "photo", "0193a000-0000-7000-8000-000000000001")]
    [InlineData(ExitCode.Usage, "--limit", "list", "--limit", "0")]
    [InlineData(ExitCode.Usage, "status defaults", "add", "--name", "Ada", "--status", "gone")]
    public async Task Command_ThatCannotBeDone_SaysWhyInOneLine(int expected, string why, params string[] args)
    {
        using var console = new TestConsole();

        var exitCode = await console.RunAsync(["contacts", .. args, "--store", console.PathOf("calls.db")]);

        exitCode.Should().Be(expected);
        console.ErrorLines.Should().ContainSingle().Which.Should().Contain(why);
    }
}
