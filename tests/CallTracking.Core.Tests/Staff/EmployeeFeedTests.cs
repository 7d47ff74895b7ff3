using CallTracking.Access;
using CallTracking.Staff;

namespace CallTracking.Core.Tests.Staff;

public sealed class EmployeeFeedTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Alice = Guid.CreateVersion7(Now);
    private static readonly Guid Bob = Guid.CreateVersion7(Now);

    private readonly EmployeeFeed _feed = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task FollowAsync_NoticesOfSeveralEmployees_GivesTheCallersOwnInOrder()
    {
        await using var alice = Own(Alice);
        var first = alice.MoveNextAsync();

        _feed.Publish(Notice(Bob, EmployeeNoticeKind.Message, 1));
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 2));
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.TaskDue, 3));

        (await first).Should().BeTrue();
        alice.Current.Should().Be(Notice(Alice, EmployeeNoticeKind.Message, 2));
        (await alice.MoveNextAsync()).Should().BeTrue();
        alice.Current.Should().Be(Notice(Alice, EmployeeNoticeKind.TaskDue, 3));
    }

    [Fact]
    public async Task FollowAsync_SameIdInAnotherTenant_IsNotTold()
    {
        await using var alice = Own(Alice);
        var first = alice.MoveNextAsync();

        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 1) with { Tenant = "other" });
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 2));

        await first;
        alice.Current.Id.Should().Be(Id(2));
    }

    [Fact]
    public void FollowAsync_TheSystem_IsRefused()
    {
        var follow = () => _feed.FollowAsync(Caller.System(), Cancel);

        follow.Should().Throw<ArgumentException>().WithMessage("*follow all of the tenant*");
    }

    [Fact]
    public async Task FollowAllAsync_NoticesOfSeveralEmployees_GivesAllOfTheTenant()
    {
        await using var all = _feed.FollowAllAsync("default", Cancel).GetAsyncEnumerator(Cancel);
        var first = all.MoveNextAsync();

        _feed.Publish(Notice(Bob, EmployeeNoticeKind.Message, 1));
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 2) with { Tenant = "other" });
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 3));

        await first;
        all.Current.Employee.Should().Be(Bob);
        await all.MoveNextAsync();
        all.Current.Id.Should().Be(Id(3));
    }

    [Fact]
    public async Task FollowAsync_ReaderTooSlow_IsToldSoAndGetsWhatCameLast()
    {
        await using var alice = Own(Alice);
        var first = alice.MoveNextAsync();
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 0));
        await first;

        for (var i = 1; i <= 1_000; i++)
        {
            _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, i));
        }

        await alice.MoveNextAsync();
        alice.Current.Should().Be(new EmployeeNotice("default", Alice, EmployeeNoticeKind.Lagging, Guid.Empty, Now));
        var rest = 0;
        while (alice.Current.Id != Id(1_000))
        {
            await alice.MoveNextAsync();
            rest++;
        }

        rest.Should().BeLessThanOrEqualTo(256);
    }

    [Fact]
    public async Task FollowAsync_PopChangesAndIsGoneBeforeItIsRead_IsToldOnceAsGone()
    {
        await using var alice = Own(Alice);
        var first = alice.MoveNextAsync();
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.TaskDue, 9));
        await first;

        _feed.Publish(Notice(Alice, EmployeeNoticeKind.PopChanged, 1));
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.PopChanged, 1));
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 1));
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.PopRemoved, 1));

        await alice.MoveNextAsync();
        alice.Current.Kind.Should().Be(EmployeeNoticeKind.Message);
        await alice.MoveNextAsync();
        alice.Current.Kind.Should().Be(EmployeeNoticeKind.PopRemoved);
    }

    [Fact]
    public async Task FollowAsync_HostStops_EndsWithWhatWaits()
    {
        await using var alice = Own(Alice);
        var first = alice.MoveNextAsync();
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 1));
        await first;
        _feed.Publish(Notice(Alice, EmployeeNoticeKind.Message, 2));

        _feed.Dispose();

        (await alice.MoveNextAsync()).Should().BeTrue();
        (await alice.MoveNextAsync()).Should().BeFalse();
        await using var late = Own(Alice);
        (await late.MoveNextAsync()).Should().BeFalse();
    }

    [Fact]
    public async Task FollowAsync_Cancelled_Throws()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        await using var alice = _feed.FollowAsync(Employee(Alice), cancel.Token).GetAsyncEnumerator(Cancel);
        var first = alice.MoveNextAsync();

        await cancel.CancelAsync();

        await ((Func<Task>)(() => first.AsTask())).Should().ThrowAsync<OperationCanceledException>();
    }

    private static Caller Employee(Guid id) => Caller.ForEmployee("default", id, AccessGrants.Nothing);

    private static Guid Id(int number) => new(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    private static EmployeeNotice Notice(Guid employee, EmployeeNoticeKind kind, int id) => new("default", employee, kind, Id(id), Now);

    private IAsyncEnumerator<EmployeeNotice> Own(Guid employee) => _feed.FollowAsync(Employee(employee), Cancel).GetAsyncEnumerator(Cancel);
}
