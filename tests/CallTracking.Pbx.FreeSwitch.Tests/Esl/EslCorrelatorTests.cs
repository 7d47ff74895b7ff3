using System.Text;

namespace CallTracking.Pbx.FreeSwitch;

public sealed class EslCorrelatorTests
{
    private static readonly Guid Job = Guid.Parse("7f3db78a-0000-4000-8000-000000000001");

    private readonly EslCorrelator _correlator = new("FreeSWITCH at pbx.example:8021");

    [Fact]
    public async Task Receive_Answers_GoToTheCommandsInTheirOrder()
    {
        var first = _correlator.Expect();
        var second = _correlator.Expect();

        Receive(EslStream.Greeting + EslServer.Reply("+OK one") + EslStream.Create + EslServer.Api("two\n"));

        (await first.Source.Task.InTime()).Text.Should().Be("+OK one");
        (await second.Source.Task.InTime()).Text.Should().Be("two\n");
        _correlator.HasPending.Should().BeFalse();
    }

    [Fact]
    public async Task Receive_AnswerThatNobodyWaitsForAnyMore_KeepsItsPlace()
    {
        var given = _correlator.Expect();
        var kept = _correlator.Expect();
        _correlator.Forget(given);
        _correlator.Forget(given);
        _correlator.HasPending.Should().BeTrue();

        Receive(EslServer.Reply("+OK late") + EslServer.Reply("+OK mine"));

        (await kept.Source.Task.InTime()).Text.Should().Be("+OK mine");
        given.Source.Task.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Receive_ForbiddenQuestion_IsAnsweredByAReply()
    {
        var asked = _correlator.Expect();

        Receive(EslServer.Reply("-ERR permission denied"));

        var reply = await asked.Source.Task.InTime();
        reply.IsSuccess.Should().BeFalse();
        reply.Excerpt.Should().Be("-ERR permission denied");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    [InlineData(100_000)]
    public async Task Receive_JobResult_IsFoundAmongOtherEvents(int size)
    {
        var job = _correlator.ExpectJob(Job);
        var other = EslStream.Json("BACKGROUND_JOB", "\"Job-UUID\":\"00000000-0000-4000-8000-000000000000\",\"_body\":\"+OK other\"");
        var mine = EslStream.Plain($"Event-Name: BACKGROUND_JOB\nJob-UUID: {Job:D}\nContent-Length: 8\n\n+OK 7f0c");

        foreach (var piece in Encoding.UTF8.GetBytes(EslStream.Mixed + other + mine + EslStream.Hangup).Chunk(size))
        {
            _correlator.Receive(piece);
        }

        (await job.InTime()).Should().Be("+OK 7f0c");
    }

    [Fact]
    public async Task Receive_AnswerTooLongToKeep_IsARefusalAndKeepsTheOrder()
    {
        var huge = _correlator.Expect();
        var next = _correlator.Expect();

        Receive($"Content-Type: api/response\nContent-Length: {EslReader.DefaultMaxFrameBytes + 1}\n\n");
        for (var left = EslReader.DefaultMaxFrameBytes + 1; left > 0; left -= 64 * 1024)
        {
            _correlator.Receive(new byte[Math.Min(left, 64 * 1024)]);
        }

        Receive(EslServer.Reply("+OK"));

        (await huge.Source.Task.InTime()).IsSuccess.Should().BeFalse();
        (await next.Source.Task.InTime()).Text.Should().Be("+OK");
    }

    [Fact]
    public void Receive_DamageWhileAnAnswerIsAwaited_EndsTheConnection()
    {
        Receive(EslStream.Greeting);
        _correlator.Expect();

        var damage = () => Receive("Reply-Text: +OK lost its head\n\n");

        damage.Should().Throw<PbxLinkException>().Which.Failure.Should().Be(PbxLinkFailure.Protocol);
    }

    [Fact]
    public void Receive_DamageWhileNoneIs_GoesOn()
    {
        Receive(EslStream.Greeting + "garbage" + EslStream.Create);

        var answer = _correlator.Expect();
        Receive(EslServer.Reply("+OK"));

        answer.Source.Task.IsCompletedSuccessfully.Should().BeTrue();
    }

    [Fact]
    public void Receive_TlsInPlaceOfTheGreeting_NamesTheOption()
    {
        Receive("\u0015\u0003\u0001\0\u0002\u0002\u0016");

        _correlator.NoGreeting("said nothing").Message.Should().Contain("UseTls");
    }

    [Fact]
    public async Task End_EverybodyWhoWaits_IsTold()
    {
        var answer = _correlator.Expect().Source.Task;
        var job = _correlator.ExpectJob(Job);

        _correlator.End(new PbxLinkException(PbxLinkFailure.Lost, "over"));

        (await answer.FailureAsync()).Message.Should().Be("over");
        (await job.FailureAsync()).Message.Should().Be("over");
        (await _correlator.Greeting.FailureAsync()).Message.Should().Be("over");
        ((Action)(() => _correlator.Expect())).Should().Throw<PbxLinkException>();
        ((Action)(() => _correlator.ExpectJob(Job))).Should().Throw<PbxLinkException>();
    }

    [Fact]
    public void Farewell_LingeringSession_IsNone()
    {
        Receive("Content-Type: text/disconnect-notice\nContent-Disposition: linger\nContent-Length: 0\n\n");
        _correlator.Farewell.Should().BeNull();

        Receive(EslStream.Frame("text/disconnect-notice", "The system is being shut down.\n"));

        _correlator.Farewell.Should().Be("The system is being shut down.");
    }

    private void Receive(string text) => _correlator.Receive(Encoding.UTF8.GetBytes(text));
}
