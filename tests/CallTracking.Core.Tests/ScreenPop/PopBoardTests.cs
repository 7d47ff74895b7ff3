using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Numbering;
using CallTracking.ScreenPop;
using CallTracking.Staff;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Core.Tests.ScreenPop;

public sealed class PopBoardTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid Alice = new(1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
    private static readonly PopCaller Customer = new(new Guid(7, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), "Customer One", "Mr One", null, 1);

    private readonly FakeTimeProvider _time = new(Now);
    private readonly EmployeeFeed _feed = new();
    private readonly Names _names = new();
    private readonly PopCallers _callers;
    private readonly PopBoard _board;

    public PopBoardTests()
    {
        _callers = new PopCallers(_names, Options.Create(new ScreenPopOptions()), _time, NullLogger<PopCallers>.Instance);
        _board = new PopBoard(_callers, _feed, _time, NullLogger<PopBoard>.Instance);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _board.Dispose();
        _callers.Dispose();
        _feed.Dispose();
    }

    [Fact]
    public async Task Apply_CallRings_PopsAtOnceAndAgainWhenTheNameIsKnown()
    {
        var reader = _board.Follow("default", Alice);

        _board.Apply(Change(Rings(1)));

        (await reader.TakeAsync(Cancel))!.CallerState.Should().Be(PopCallerState.Pending);
        _names.Answer.SetResult(Customer);
        (await reader.TakeAsync(Cancel))!.Should().Match<CallPop>(pop => pop.CallerState == PopCallerState.Known && pop.Caller == Customer);
        _names.Asked.Should().Be(1);
    }

    [Fact]
    public async Task Apply_NameTakesTooLong_SaysSo()
    {
        var reader = _board.Follow("default", Alice);
        _board.Apply(Change(Rings(1)));
        await reader.TakeAsync(Cancel);
        await _names.Started.Task.WaitAsync(Cancel);

        _time.Advance(new ScreenPopOptions().CallerTimeout);

        (await reader.TakeAsync(Cancel))!.CallerState.Should().Be(PopCallerState.Failed);
    }

    [Fact]
    public async Task Apply_LookUpFails_SaysSo()
    {
        var reader = _board.Follow("default", Alice);
        _board.Apply(Change(Rings(1)));
        await reader.TakeAsync(Cancel);

        _names.Answer.SetException(new InvalidOperationException("broken"));

        (await reader.TakeAsync(Cancel))!.CallerState.Should().Be(PopCallerState.Failed);
    }

    [Fact]
    public void Apply_NumberIsWithheld_IsKnownToNobodyAtOnce()
    {
        _board.Apply(Change(Rings(1) with { External = null }));

        _board.List("default", Alice).Should().ContainSingle().Which.CallerState.Should().Be(PopCallerState.Unknown);
        _names.Asked.Should().Be(0);
    }

    [Fact]
    public void Apply_OlderState_ChangesNothing()
    {
        _board.Apply(Change(Over(2)));
        _board.Apply(Change(Rings(3)));

        _board.Apply(Change(Over(2) with { State = CallState.Ringing, EndedAt = null }));

        _board.List("default", Alice).Should().ContainSingle();
    }

    [Fact]
    public async Task Apply_CallEnds_IsForgotten()
    {
        var reader = _board.Follow("default", Alice);
        _board.Apply(Change(Rings(1)));
        await reader.TakeAsync(Cancel);

        _board.Apply(Change(Over(2)));

        (await reader.TakeAsync(Cancel))!.End.Should().Be(PopEnd.CallerHungUp);
        reader.Count.Should().Be(0);
        _board.List("default", null).Should().BeEmpty();
        _board.FindCall("default", Rings(1).Id).Should().BeNull();
    }

    [Fact]
    public async Task Apply_CallIsWithdrawn_GoesAsMerged()
    {
        var reader = _board.Follow("default", Alice);
        _board.Apply(Change(Rings(1)));
        await reader.TakeAsync(Cancel);

        _board.Apply(new CallChange(Rings(2), CallChangeKind.Withdrawn));

        (await reader.TakeAsync(Cancel))!.End.Should().Be(PopEnd.Merged);
    }

    [Fact]
    public void Restore_CallWasOpenWhenTheProcessEnded_IsOnTheScreenAgain()
    {
        _board.Restore(Rings(4));

        _board.List("default", Alice).Should().ContainSingle().Which.State.Should().Be(PopState.Ringing);
        _board.List("other", Alice).Should().BeEmpty();
    }

    [Fact]
    public async Task Forget_AnotherHostTakesTheLink_PopsGo()
    {
        var reader = _board.Follow("default", null);
        _board.Apply(Change(Rings(1)));
        await reader.TakeAsync(Cancel);

        _board.Forget("default", "elsewhere");
        _board.List("default", null).Should().ContainSingle();
        _board.Forget("default", "office");

        (await reader.TakeAsync(Cancel))!.End.Should().Be(PopEnd.NotFollowed);
        _board.List("default", null).Should().BeEmpty();
    }

    [Fact]
    public async Task Follow_PopsAreThereAlready_BeginsWithThem()
    {
        _board.Apply(Change(Rings(1)));

        var reader = _board.Follow("default", Alice);

        (await reader.TakeAsync(Cancel))!.State.Should().Be(PopState.Ringing);
    }

    [Fact]
    public async Task Apply_PopComesAndGoes_TellsTheEmployeesFeed()
    {
        await using var notices = _feed.FollowAsync(Caller.ForEmployee("default", Alice, AccessGrants.Nothing), Cancel).GetAsyncEnumerator(Cancel);
        var first = notices.MoveNextAsync();

        _board.Apply(Change(Rings(1)));
        await first;
        notices.Current.Should().Be(new EmployeeNotice("default", Alice, EmployeeNoticeKind.PopChanged, Rings(1).Id, Now));
        _board.Apply(Change(Over(2)));

        await notices.MoveNextAsync();
        notices.Current.Kind.Should().Be(EmployeeNoticeKind.PopRemoved);
    }

    [Fact]
    public async Task Reconsider_CustomersChangedMeanwhile_LooksUpAnew()
    {
        var reader = _board.Follow("default", Alice);
        _board.Apply(Change(Rings(1)));
        await reader.TakeAsync(Cancel);
        _board.Reconsider("other");
        _board.Reconsider("default");
        _names.Answer.SetResult(Customer);
        (await reader.TakeAsync(Cancel))!.Caller.Should().Be(Customer);

        while (_names.Asked < 2)
        {
            await Task.Delay(1, Cancel);
        }

        _names.Asked.Should().Be(2);
    }

    private static CallChange Change(Call call) => new(call, call.State == CallState.Ended ? CallChangeKind.Ended : CallChangeKind.Updated);

    private static Call Rings(int revision) => new()
    {
        Tenant = "default",
        Id = new Guid(9, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]),
        Link = "office",
        Revision = revision,
        Direction = CallDirection.Inbound,
        State = CallState.Ringing,
        External = new PhoneNumber("12025550111", PhoneNumberKind.Public, "+12025550111", "1110555202"),
        StartedAt = Now,
        Participants =
        [
            new Participant("201", ParticipantKind.Extension, Alice, true, true, false, 1, default, default, default, null)
            {
                Presence = ParticipantPresence.Ringing,
            },
        ],
    };

    private static Call Over(int revision) => Rings(revision) with
    {
        State = CallState.Ended,
        Outcome = CallOutcome.Missed,
        EndedAt = Now,
        Participants = [Rings(1).Participants[0] with { Presence = ParticipantPresence.None, Result = ParticipantResult.Cancelled }],
    };

    private sealed class Names : ICallerNames
    {
        public TaskCompletionSource<PopCaller?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Asked { get; private set; }

        public async ValueTask<PopCaller?> FindAsync(Call call, CancellationToken cancellationToken)
        {
            Asked++;
            Started.TrySetResult();
            return await Answer.Task;
        }
    }
}
