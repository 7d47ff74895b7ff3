using CallTracking.Callbacks;
using CallTracking.Kits;
using CallTracking.Tasks;
using Microsoft.Extensions.DependencyInjection;

namespace CallTracking.Storage.PostgreSql;

[Trait("Size", "server")]
public sealed class CallbacksTests : CallbacksKit
{
    private readonly CapabilityStores _stores = new();

    [Fact]
    public async Task TwoHosts_AtTheSameTime_TakeEachStepOnce()
    {
        var supervisor = await Rig.EmployeeAsync();
        void Configure(CallbackOptions options) =>
            options.Escalation.Add(new EscalationStep(TimeSpan.Zero, EscalationAction.Notify) { Employees = [supervisor] });
        var hosts = new[] { await BesideAsync(Configure), await BesideAsync(Configure), await BesideAsync(Configure) };
        await hosts[0].PlayAsync([.. Enumerable.Range(0, 30).Select(static i => CallbacksRig.Missed(i, $"+120255501{i:00}"))]);

        await Task.WhenAll(hosts.Select(static host => host.TickAsync(300)));

        (await hosts[0].RowsAsync<Message>()).Should().HaveCount(30);
        (await hosts[0].RowsAsync<Obligation>()).Should().OnlyContain(static one => one.StepsDone == 1);
    }

    protected override Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure) => _stores.OpenAsync(sameStore, configure);

    private async Task<CallbacksRig> BesideAsync(Action<CallbackOptions> configure)
    {
        var clock = new CallbackClock { Now = CallbacksRig.At(150) };
        return new CallbacksRig(
            await OpenAsync(sameStore: true, builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(clock);
                builder.ConfigureCallbacks(configure);
            }),
            clock);
    }
}

[Trait("Size", "server")]
public sealed class TasksTests : TasksKit
{
    private readonly CapabilityStores _stores = new();

    [Fact]
    public async Task TwoHosts_AtTheSameTime_RemindOnce()
    {
        var me = await Rig.EmployeeAsync();
        var draft = new TaskDraft { Title = "Read the meter", AssigneeId = me };
        for (var i = 0; i < 20; i++)
        {
            draft.Reminders.Add(CallbacksRig.At(160 + i));
        }

        await Rig.Host.GetRequiredService<TaskBook>().CreateAsync(CallbacksRig.System, draft, TestContext.Current.CancellationToken);
        CallbacksRig[] hosts = [Rig, await RigAsync(_ => { }, sameStore: true, beside: true), await RigAsync(_ => { }, sameStore: true, beside: true)];

        await Task.WhenAll(hosts.Select(static host => host.TickAsync(300)));

        (await Rig.RowsAsync<Message>()).Should().HaveCount(20);
        (await Rig.RowsAsync<MessageReceipt>()).Should().HaveCount(20);
    }

    protected override Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure) => _stores.OpenAsync(sameStore, configure);
}

internal sealed class CapabilityStores
{
    private string _connection = string.Empty;

    public async Task<ServiceProvider> OpenAsync(bool sameStore, Action<ICallTrackingBuilder> configure)
    {
        if (!sameStore || _connection.Length == 0)
        {
            _connection = await Store.CreateAsync($"capability{Guid.NewGuid():N}");
        }

        var builder = new BareBuilder();
        configure(builder.UsePostgreSql(_connection, static options => options.MigrateAtStart = true));
        var host = builder.Services.BuildServiceProvider();
        await host.GetRequiredService<ILedgerReader>().PrepareAsync(TestContext.Current.CancellationToken);
        return host;
    }
}
