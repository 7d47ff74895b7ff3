using System.Text.Json;
using CallTracking.Access;
using CallTracking.Pipeline;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Hosting;
using CallTracking.Samples.Console.Tests.Kit;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Samples.Console.Tests.Work;

public sealed class WorkCommandTests : IDisposable
{
    private static readonly Guid Employee = new("0e000000-0000-7000-8000-000000000001");

    private readonly TestConsole _console = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _console.Dispose();

    [Fact]
    public async Task Callbacks_AreListedShownGivenAndWaived()
    {
        var store = await SeedAsync();

        var listed = await JsonAsync("callbacks", "list", "--store", store, "--json");
        var one = listed.GetProperty("obligations").EnumerateArray().Should().ContainSingle().Subject;
        one.GetProperty("number").GetString().Should().Be("+12025550122");
        one.GetProperty("state").GetString().Should().Be("open");
        var id = one.GetProperty("id").GetString()!;

        (await RunAsync("callbacks", "list", "--store", store, "--overdue", "--time-zone", "UTC")).Should().Be(ExitCode.Ok);
        _console.Out.Should().MatchRegex(@"2026-11-23 10:00 !  open   \+12025550122  2026-11-23 09:00  1      0");
        (await RunAsync("callbacks", "assign", "--store", store, id, "--owner", Employee.ToString())).Should().Be(ExitCode.Ok);
        (await RunAsync("callbacks", "waive", "--store", store, id)).Should().Be(ExitCode.Failed);
        _console.ErrorLines[^1].Should().Contain("Say why nobody calls back");
        (await RunAsync("callbacks", "waive", "--store", store, id, "--reason", "A wrong number")).Should().Be(ExitCode.Ok);
        (await RunAsync("callbacks", "waive", "--store", store, Guid.Empty.ToString(), "--reason", "x")).Should().Be(ExitCode.Failed);
        _console.ErrorLines[^1].Should().Contain("There is no obligation");
    }

    [Fact]
    public async Task Callbacks_HistoryAndReport_AreForPrograms()
    {
        var store = await SeedAsync();
        var id = (await JsonAsync("callbacks", "list", "--store", store, "--json")).GetProperty("obligations")[0].GetProperty("id").GetString()!;
        using var history = new TestConsole();

        (await history.RunAsync("callbacks", "show", "--store", store, id, "--json")).Should().Be(ExitCode.Ok);
        JsonDocument.Parse(history.Out).RootElement.GetProperty("events")[0].GetProperty("kind").GetString().Should().Be("opened");
        using var report = new TestConsole();
        (await report.RunAsync("callbacks", "report", "--store", store, "--from", "2026-11-23", "--to", "2026-11-23", "--by", "day", "--time-zone", "UTC", "--json"))
            .Should().Be(ExitCode.Ok);
        var root = JsonDocument.Parse(report.Out).RootElement;
        root.GetProperty("total").GetProperty("openOverdue").GetInt32().Should().Be(1);
        root.GetProperty("rows")[0].GetProperty("key").GetString().Should().Be("2026-11-23");
        (await RunAsync("callbacks", "report", "--store", store, "--from", "yesterday")).Should().Be(ExitCode.Usage);
    }

    [Fact]
    public async Task Tasks_AreAddedFinishedAndListed()
    {
        var store = await SeedAsync();

        (await RunAsync(
            "tasks", "add", "Send the offer", "--store", store, "--assignee", Employee.ToString(), "--due", "2026-11-24T14:30", "--remind", "2026-11-24T09:00",
            "--time-zone", "UTC")).Should().Be(ExitCode.Ok);
        var id = _console.Out.Trim();
        (await RunAsync("tasks", "finish", "--store", store, id)).Should().Be(ExitCode.Ok);
        (await RunAsync("tasks", "return", "--store", store, id)).Should().Be(ExitCode.Failed);
        using var list = new TestConsole();
        (await list.RunAsync("tasks", "list", "--store", store, "--all", "--time-zone", "UTC")).Should().Be(ExitCode.Ok);
        list.Out.Should().Contain("2026-11-24 14:30  accepted  Send the offer");
        list.ErrorLines.Should().Equal("1 task.");
    }

    [Fact]
    public async Task Messages_AreSentAndWait()
    {
        var store = await SeedAsync();

        (await RunAsync("messages", "send", "Cake in the kitchen", "--store", store, "--all")).Should().Be(ExitCode.Ok);
        var id = _console.Out.Trim();
        using var unread = new TestConsole();
        (await unread.RunAsync("messages", "list", "--store", store, "--employee", Employee.ToString(), "--unread", "--json")).Should().Be(ExitCode.Ok);
        JsonDocument.Parse(unread.Out).RootElement.GetProperty("messages")[0].GetProperty("text").GetString().Should().Be("Cake in the kitchen");
        (await RunAsync("messages", "read", "--store", store, "--as", Employee.ToString(), id)).Should().Be(ExitCode.Ok);
        using var read = new TestConsole();
        (await read.RunAsync("messages", "list", "--store", store, "--employee", Employee.ToString(), "--unread")).Should().Be(ExitCode.Ok);
        read.ErrorLines.Should().Equal("0 messages.");
        (await RunAsync("messages", "list", "--store", store, "--as", Guid.NewGuid().ToString())).Should().Be(ExitCode.Usage);
        (await RunAsync("callbacks", "list", "--store", store, "--as", Employee.ToString())).Should().Be(ExitCode.Failed, "he has no role");
    }

    private Task<int> RunAsync(params string[] args) => _console.RunAsync(args);

    private static async Task<JsonElement> JsonAsync(params string[] args)
    {
        using var console = new TestConsole();
        (await console.RunAsync(args)).Should().Be(ExitCode.Ok, console.Error);
        return JsonDocument.Parse(console.Out).RootElement;
    }

    private async Task<string> SeedAsync()
    {
        var store = await SeededStore.WriteAsync(_console.PathOf("calls.db"));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_console.Time);
        services.AddCallTracking().UseSqlite(TrackingHost.ConnectionString(store));
        await using var host = services.BuildServiceProvider();
        await host.GetRequiredService<ICallProjections>().CatchUpAsync(Cancel);
        await StoreWork.WriteAsync(host.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(), (context, _) =>
        {
            context.Add(new Employee { Tenant = "default", Id = Employee, DisplayName = "Somebody" });
            return Task.FromResult(true);
        }, Cancel);
        return store;
    }
}
