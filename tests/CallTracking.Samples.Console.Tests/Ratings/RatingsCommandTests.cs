using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Ratings;

public sealed class RatingsCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ratings-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Set_Twice_ListsTheLastMark()
    {
        var store = await SeededStore.WriteAsync(Path.Combine(_folder, "calls.db"));
        var call = SeededStore.Calls[0].Id.ToString();

        (await RunAsync("set", call, "2", "--comment", "waited long", "--store", store)).ExitCode.Should().Be(ExitCode.Ok);
        (await RunAsync("set", call, "5", "--store", store)).ExitCode.Should().Be(ExitCode.Ok);
        var (exitCode, output, _) = await RunAsync("list", "--call", call, "--json", "--store", store);

        exitCode.Should().Be(ExitCode.Ok);
        output.Should().Contain("\"score\": 5").And.Contain("\"source\": \"manual\"").And.Contain("\"revision\": 2").And.NotContain("waited");
    }

    [Fact]
    public async Task Set_MarkIsNotOnTheScale_SaysWhatToGive()
    {
        var store = await SeededStore.WriteAsync(Path.Combine(_folder, "calls.db"));

        var (exitCode, _, error) = await RunAsync("set", SeededStore.Calls[0].Id.ToString(), "6", "--store", store);

        exitCode.Should().Be(ExitCode.Usage);
        error.Should().Be("calltracking: The mark is 6: give 1 (worst) to 5 (best).\n");
    }

    [Fact]
    public async Task SetAndRemove_NoSuchCall_SaySo()
    {
        var store = await SeededStore.WriteAsync(Path.Combine(_folder, "calls.db"));
        var none = new Guid(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]).ToString();

        (await RunAsync("set", none, "3", "--store", store)).Error.Should().Contain("There is no call");
        (await RunAsync("remove", none, "--store", store)).Error.Should().Contain("has no mark of that source");
    }

    [Fact]
    public async Task Remove_Mark_IsGone()
    {
        var store = await SeededStore.WriteAsync(Path.Combine(_folder, "calls.db"));
        var call = SeededStore.Calls[0].Id.ToString();
        await RunAsync("set", call, "3", "--source", "sms", "--store", store);

        (await RunAsync("remove", call, "--source", "sms", "--store", store)).ExitCode.Should().Be(ExitCode.Ok);

        (await RunAsync("list", "--store", store)).Out.Should().BeEmpty();
    }

    private static async Task<(int ExitCode, string Out, string Error)> RunAsync(params string[] arguments)
    {
        using var console = new TestConsole();
        var exitCode = await console.RunAsync(["ratings", .. arguments]);
        return (exitCode, console.Out, console.Error);
    }
}
