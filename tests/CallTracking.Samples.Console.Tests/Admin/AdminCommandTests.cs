using System.Text.Json;
using CallTracking.Samples.Console.CommandLine;
using CallTracking.Samples.Console.Tests.Kit;

namespace CallTracking.Samples.Console.Tests.Admin;

public sealed class AdminCommandTests
{
    [Fact]
    public async Task StaffAndRoles_AddAssignSignOn_TellWhoMayDoWhat()
    {
        using var console = new TestConsole();
        await JsonAsync(console, "staff", "add-department", "Sales");
        await JsonAsync(console, "staff", "add", "Anna", "--user", "anna@example.com", "--department", "sales", "--role", "administrator");
        await JsonAsync(console, "roles", "create", "clerk", "--grant", "CallsRead=Team", "ContactsRead=All", "--show", "Numbers");
        await JsonAsync(console, "roles", "assign", "anna@example.com", "clerk");
        await JsonAsync(console, "staff", "sign-on", "Anna", "21");

        (await JsonAsync(console, "roles", "of", "Anna")).GetArrayLength().Should().Be(2);
        (await JsonAsync(console, "staff", "extensions"))[0].GetProperty("extension").GetString().Should().Be("21");
        using var failing = new TestConsole();
        (await failing.RunAsync("roles", "revoke", "Anna", "administrator", "--store", console.PathOf("calls.db"))).Should().Be(ExitCode.Failed);
        failing.Error.Should().Contain("Nobody would be left");
    }

    [Fact]
    public async Task Audit_VerifyAndCheckpoint_SayThatTheTrailIsIntact()
    {
        using var console = new TestConsole();
        await JsonAsync(console, "staff", "add", "Anna");

        (await JsonAsync(console, "audit", "checkpoint", "--new-key")).GetProperty("number").GetInt64().Should().Be(1);
        var report = await JsonAsync(console, "audit", "verify");

        report.GetProperty("isIntact").GetBoolean().Should().BeTrue();
        report.GetProperty("vouched").GetInt64().Should().Be(1);
        (await JsonAsync(console, "audit", "list"))[0].GetProperty("action").GetString().Should().Be("employee.create");
    }

    [Fact]
    public async Task Privacy_PreviewEraseExport_GoTogether()
    {
        using var console = new TestConsole();
        await JsonAsync(console, "contacts", "add", "--name", "Sok Dara", "--number", "+12025550111");

        (await JsonAsync(console, "privacy", "preview", "--keep", "Calls=365", "Contacts=30")).GetArrayLength().Should().Be(2);
        (await JsonAsync(console, "privacy", "erase", "--number", "+12025550111", "--name", "Sok Dara", "--yes")).GetProperty("isComplete").GetBoolean()
            .Should().BeTrue();
        using var unsure = new TestConsole();
        (await unsure.RunAsync("privacy", "erase", "--number", "+12025550111", "--store", console.PathOf("calls.db"))).Should().Be(ExitCode.Usage);
        using var wrong = new TestConsole();
        (await wrong.RunAsync("privacy", "preview", "--keep", "Nothing=1", "--store", console.PathOf("calls.db"))).Should().Be(ExitCode.Usage);
    }

    private static async Task<JsonElement> JsonAsync(TestConsole shared, params string[] args)
    {
        // A console of its own for what it prints; the store is the shared one's.
        using var console = new TestConsole();
        (await console.RunAsync([.. args, "--store", shared.PathOf("calls.db"), "--json"])).Should().Be(ExitCode.Ok, console.Error);
        return JsonDocument.Parse(console.Out).RootElement;
    }
}
