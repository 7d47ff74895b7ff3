using System.Text;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;

namespace CallTracking.Testing.Adapters;

/// <summary>The kit must notice what is wrong: an adapter that is right in all but one thing fails that check.</summary>
public sealed class AdapterConformanceTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(Fault.NoLinkDown, "LinkDown follows when the PBX closes", "LinkDown must be the last event")]
    [InlineData(Fault.EventBeforeLinkUp, "LinkUp comes before anything else", "LinkUp must be the first event")]
    [InlineData(Fault.OtherException, "LinkDown follows when the PBX closes", "threw InvalidOperationException")]
    [InlineData(Fault.LegEndsTwice, "A call is told whole and in order", "ended twice")]
    [InlineData(Fault.Leaks, "Nothing secret is recorded, logged or thrown", "a secret of the PBX")]
    [InlineData(Fault.Deaf, "Cancellation is heeded at once and tells LinkDown", "did not come")]
    [InlineData(Fault.SeqBackwards, "Instants are in UTC and whole microseconds", "Seq went back")]
    [InlineData(Fault.NoTicks, "Time is told while a call is open", "Ticks")]
    [InlineData(Fault.ControlWithoutAbility, "What it can be asked is what it says", "Control is there")]
    [InlineData(Fault.AbilityWithoutControl, "What it can be asked is what it says", "Control is null")]
    [InlineData(Fault.TakesAnything, "A command without a link is LinkDown", "HangUpAsync before the link is up")]
    [InlineData(Fault.TakesAnything, "An argument that may not be sent is refused", "HangUpAsync must throw ArgumentException")]
    [InlineData(Fault.TakesAnything, "A command to a leg that is not there is NoSuchLeg", "but is Accepted")]
    public async Task Run_AdapterWithOneFault_FailsAndSaysWhich(Fault fault, string check, string says)
    {
        var run = () => Kit(fault).RunAsync(check, TestContext.Current.CancellationToken);

        (await run.Should().ThrowAsync<ConformanceException>()).Which.Message.Should().StartWith(check + ": ").And.Contain(says);
    }

    [Fact]
    public async Task Run_AdapterWithoutFault_MeetsEveryCheckThatApplies()
    {
        var reasons = new List<string?>();
        foreach (var check in AdapterConformance.Checks)
        {
            reasons.Add(await Kit(Fault.None).RunAsync(check, TestContext.Current.CancellationToken));
        }

        reasons.Should().Contain([null, "the adapter does not claim PbxAbilities.Snapshot", "the line cannot be cut"]);
    }

    [Fact]
    public async Task Run_NoSuchCheck_NamesThoseThereAre()
    {
        var run = () => Kit(Fault.None).RunAsync("no such check");

        await run.Should().ThrowAsync<ArgumentException>().WithMessage("*LinkUp comes before anything else*");
    }

    private static AdapterConformance Kit(Fault fault) => new(surroundings =>
    {
        var pbx = new Exchange();
        return ValueTask.FromResult(new AdapterUnderTest(new Adapter(pbx, surroundings, fault), pbx));
    })
    {
        Patience = fault == Fault.None ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(3),
    };

    public enum Fault
    {
        None,
        NoLinkDown,
        EventBeforeLinkUp,
        OtherException,
        LegEndsTwice,
        Leaks,
        Deaf,
        SeqBackwards,
        NoTicks,
        ControlWithoutAbility,
        AbilityWithoutControl,
        TakesAnything,
    }

    private sealed class Yes : IPbxCallControl
    {
        public Task<PbxCommandResult> HangUpAsync(LegId leg, PbxHangUpReason reason, CancellationToken cancellationToken) =>
            Task.FromResult(new PbxCommandResult(PbxCommandStatus.Accepted, null));
    }

    /// <summary>A PBX that is only a queue of words.</summary>
    private sealed class Exchange : IFakePbx
    {
        private readonly System.Threading.Channels.Channel<string> _words = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public IReadOnlyCollection<string> Secrets => ["open-sesame"];

        public System.Threading.Channels.ChannelReader<string> Words => _words.Reader;

        public void MakeCall()
        {
            _words.Writer.TryWrite("begin");
            _words.Writer.TryWrite("end");
        }

        public bool BeginCall() => _words.Writer.TryWrite("begin");

        public bool Close() => _words.Writer.TryWrite("close");

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class Adapter(Exchange pbx, AdapterSurroundings surroundings, Fault fault) : IPbxAdapter
    {
        private long _seq;
        private int _legs;

        public PbxAbilities Abilities => PbxAbilities.LiveEvents
            | (fault is Fault.AbilityWithoutControl or Fault.TakesAnything ? PbxAbilities.HangUp : PbxAbilities.None);

        public IPbxCallControl? Control { get; } = fault is Fault.ControlWithoutAbility or Fault.TakesAnything ? new Yes() : null;

        public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
        {
            var logger = surroundings.Loggers.CreateLogger("adapter");
            surroundings.Recorder.Record(TraceDirection.Sent, Encoding.ASCII.GetBytes(fault == Fault.Leaks ? "open-sesame" : "[hidden]"), At);
#pragma warning disable CA1848, CA2254 // A text for the kit's ears.
            logger.LogInformation("logged in");
#pragma warning restore CA1848, CA2254
            if (fault == Fault.EventBeforeLinkUp)
            {
                await sink.PublishAsync(new Tick(++_seq, At), cancellationToken);
            }

            await sink.PublishAsync(new LinkUp(++_seq, At, null, null), cancellationToken);
            try
            {
                await FollowAsync(sink, fault == Fault.Deaf ? CancellationToken.None : cancellationToken);
            }
            finally
            {
                if (fault != Fault.NoLinkDown)
                {
                    await sink.PublishAsync(new LinkDown(++_seq, At, false), CancellationToken.None);
                }
            }

            if (fault == Fault.OtherException)
            {
                throw new InvalidOperationException("oops");
            }
        }

        private async Task FollowAsync(IPbxEventSink sink, CancellationToken cancellationToken)
        {
            while (true)
            {
                var wait = pbx.Words.WaitToReadAsync(cancellationToken).AsTask();
                while (await Task.WhenAny(wait, Task.Delay(TimeSpan.FromSeconds(4), surroundings.Time, cancellationToken)) != wait)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    if (fault != Fault.NoTicks)
                    {
                        await sink.PublishAsync(new Tick(_seq, At), cancellationToken);
                    }
                }

                await wait;
                while (pbx.Words.TryRead(out var word))
                {
                    switch (word)
                    {
                        case "begin":
                            await sink.PublishAsync(new LegStarted(++_seq, At, new($"{++_legs}"), "line", null, null, null, null, null), cancellationToken);
                            break;
                        case "end":
                            await EndAsync(sink, cancellationToken);
                            break;
                        case "close":
                            return;
                    }
                }
            }
        }

        private async Task EndAsync(IPbxEventSink sink, CancellationToken cancellationToken)
        {
            var seq = fault == Fault.SeqBackwards ? 1 : ++_seq;
            await sink.PublishAsync(new LegEnded(seq, At, new($"{_legs}"), DialResult.Unknown, null), cancellationToken);
            if (fault == Fault.LegEndsTwice)
            {
                await sink.PublishAsync(new LegStarted(++_seq, At, new("x"), "line", null, null, null, null, null), cancellationToken);
                await sink.PublishAsync(new LegEnded(++_seq, At, new("x"), DialResult.Unknown, null), cancellationToken);
                await sink.PublishAsync(new LegEnded(++_seq, At, new("y"), DialResult.Unknown, null), cancellationToken);
                await sink.PublishAsync(new LegStarted(++_seq, At, new("y"), "line", null, null, null, null, null), cancellationToken);
            }
        }
    }
}
