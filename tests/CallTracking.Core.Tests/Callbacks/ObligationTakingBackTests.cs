using CallTracking.Access;
using CallTracking.Storage;
using CallTracking.Webhooks;

namespace CallTracking.Callbacks;

public sealed class ObligationTakingBackTests
{
    private static readonly Guid Owed = Guid.Parse("0198f000-0000-7000-8000-000000000001");

    [Fact]
    public async Task Reopen_WhatOneClosedOneselfAMomentAgo_NeedsNoRightToManage()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var me = Operator(Guid.CreateVersion7());
        await OweAsync(rig, me);
        await rig.Callbacks.WaiveAsync(me, Owed, "wrong number", null, WebhookRig.Cancel);

        (await rig.Callbacks.ReopenAsync(me, Owed, null, WebhookRig.Cancel))!.IsOpen.Should().BeTrue();
    }

    [Fact]
    public async Task Reopen_WhatOneClosedLongAgo_IsForThoseWhoManage()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var me = Operator(Guid.CreateVersion7());
        await OweAsync(rig, me);
        await rig.Callbacks.WaiveAsync(me, Owed, "wrong number", null, WebhookRig.Cancel);
        rig.Time.Advance(TimeSpan.FromMinutes(11));

        await FluentActions.Awaiting(() => rig.Callbacks.ReopenAsync(me, Owed, null, WebhookRig.Cancel)).Should().ThrowAsync<AccessDeniedException>();
    }

    [Fact]
    public async Task Reopen_WhatSomebodyElseClosed_IsForThoseWhoManage()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var me = Operator(Guid.CreateVersion7());
        await OweAsync(rig, me);
        await rig.Callbacks.CloseAsync(WebhookRig.Everybody, Owed, null, null, WebhookRig.Cancel);

        await FluentActions.Awaiting(() => rig.Callbacks.ReopenAsync(me, Owed, null, WebhookRig.Cancel)).Should().ThrowAsync<AccessDeniedException>();
    }

    [Fact]
    public async Task Note_OfOneThatIsOpen_StandsInItsHistoryAndLeavesItAsItIs()
    {
        await using var rig = await WebhookRig.CreateAsync();
        var me = Operator(Guid.CreateVersion7());
        await OweAsync(rig, me);
        (await rig.Callbacks.NoteAsync(me, Owed, " after five ", WebhookRig.Cancel))!.IsOpen.Should().BeTrue();

        var entry = (await rig.Callbacks.HistoryAsync(me, Owed, WebhookRig.Cancel))!.Events.Should().ContainSingle().Subject;
        (entry.Kind, entry.Note, entry.EmployeeId).Should().Be((ObligationEventKind.Noted, "after five", me.Employee));
    }

    private static Caller Operator(Guid id) => Caller.ForEmployee("default", id, new AccessGrants(
        [new(Permission.CallbacksRead, AccessScope.Own), new(Permission.CallbacksWork, AccessScope.Own)]));

    private static Task<int> OweAsync(WebhookRig rig, Caller owner) => StoreWork.WriteAsync(rig.Contexts, WebhookRig.Everybody, (context, _) =>
    {
        context.Add(new Obligation
        {
            Tenant = WebhookRig.Everybody.Tenant,
            Id = Owed,
            Number = "+12025550123",
            NumberKey = "+12025550123",
            OpenKey = "+12025550123",
            Link = "sim",
            OpenedAt = Sample.Start,
            LastCallAt = Sample.Start,
            LastCallId = Sample.Id(1),
            Calls = 1,
            DueAt = Sample.Start.AddHours(1),
            OwnerId = owner.Employee,
            Revision = 1,
        });
        return Task.FromResult(0);
    }, WebhookRig.Cancel);
}
