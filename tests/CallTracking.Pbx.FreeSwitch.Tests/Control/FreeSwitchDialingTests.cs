using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Dialing;
using CallTracking.Links;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using CallTracking.Testing;
using CallTracking.Testing.FreeSwitch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The dialler does over FreeSWITCH what it does over any PBX.</summary>
public sealed class FreeSwitchDialingTests : IAsyncDisposable
{
    private readonly FakeFreeSwitch _pbx = new(new() { Ringing = TimeSpan.Zero, Playing = TimeSpan.Zero, Heartbeat = TimeSpan.Zero });
    private readonly string _folder = Directory.CreateTempSubdirectory("ct-dial-").FullName;
    private readonly Guid _employee = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _pbx.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("carrier", FakeCallee.Busy, FakeCallee.Answers, CallOutcome.NotStarted, "busy")]
    [InlineData("carrier", FakeCallee.Answers, FakeCallee.Busy, CallOutcome.Busy, null)]
    [InlineData("carrier", FakeCallee.Answers, FakeCallee.Answers, CallOutcome.Answered, null)]
    public async Task Dial_EndsAsTheLedgerSays_AndIsTheEmployees(
        string gateway, FakeCallee agent, FakeCallee customer, CallOutcome outcome, string? reason)
    {
        _pbx.Callee = dial => dial.StartsWith("user/", StringComparison.Ordinal) ? agent : customer;
        using var host = await StartAsync(gateway);

        var dial = await host.Services.GetRequiredService<IDialer>().DialAsync(
            Caller.System(), new DialRequest { Employee = _employee, Number = "+12025550111" }, Token);
        if (outcome == CallOutcome.Answered)
        {
            await foreach (var state in dial.FollowAsync(Token))
            {
                if (state.Customer == DialProgress.Lifted)
                {
                    await dial.HangUpAsync(Token);
                    break;
                }
            }
        }

        var ended = await dial.Outcome.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await host.Services.GetRequiredService<ICallProjections>().CatchUpAsync(Token);
        var call = (await host.Services.GetRequiredService<CallHistory>().GetAsync(Caller.System(), ended.CallId!.Value, Token))!;
        ended.Should().Be(new DialOutcome(outcome, reason, call.Id));
        call.Should().BeEquivalentTo(new
        {
            Direction = CallDirection.Outbound,
            Origin = CallOrigin.ClickToCall,
            PlacedBy = _employee.ToString("D"),
            Outcome = outcome,
        });
        await host.StopAsync(Token);
    }

    private async Task<IHost> StartAsync(string gateway)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddCallTracking(options => options.Site.Trunks.Add(gateway))
            .UseSqlite("Data Source=" + Path.Combine(_folder, "calls.db"))
            .AddFreeSwitch("office", options =>
            {
                (options.Host, options.Password) = ("pbx.test", _pbx.Options.Password);
                (options.Control.Gateway, options.OpenStream, options.AllowPlaintextLogin) = (gateway, _pbx.ConnectAsync, true);
            });
        var host = builder.Build();
        await host.StartAsync(Token);
        await StoreWork.WriteAsync(host.Services.GetRequiredService<ICallTrackingDbContextFactory>(), Caller.System(), (context, _) =>
        {
            context.Add(new Employee { Tenant = Caller.DefaultTenant, Id = _employee, DisplayName = "Ada" });
            context.Add(new ExtensionAssignment { Tenant = Caller.DefaultTenant, Id = Guid.NewGuid(), EmployeeId = _employee, Extension = "1001" });
            return Task.FromResult(0);
        }, Token);
        await host.Services.GetRequiredService<IStaffDirectory>().RefreshAsync(Token);
        await foreach (var status in host.Services.GetRequiredService<ILinkMonitor>().ReadAsync(Token))
        {
            if (status.State == LinkState.Up)
            {
                return host;
            }
        }

        return host;
    }
}
