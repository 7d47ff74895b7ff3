using CallTracking.Pbx.Records;
using static CallTracking.Pbx.Asterisk.CdrFolderOnDisk;

namespace CallTracking.Pbx.Asterisk;

public sealed class CdrFolderTests : IDisposable
{
    private readonly CdrFolderOnDisk _folder = new();
    private readonly PollClock _clock = new();
    private readonly AsteriskCdrOptions _options;
    private CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    public CdrFolderTests() => _options = new AsteriskCdrOptions { Folder = _folder.Path };

    [Fact]
    public async Task File_ThatAppears_IsImportedOnceItIsAtRest()
    {
        var sink = await StartAsync();
        _folder.Write("a.csv", Rows(1, 2));
        await _clock.PollAsync();
        _folder.Write("a.csv", Rows(1, 3));
        await _clock.PollAsync();
        await _clock.PollAsync(4);
        sink.Records.Should().BeEmpty();

        await _clock.PollAsync();
        await _clock.PollAsync(60);

        sink.Numbers.Should().Equal(1, 2, 3);
        _folder.Names().Should().BeEmpty();
        _folder.Names("done").Should().Equal("a.csv");
        await StopAsync();
    }

    [Fact]
    public async Task Files_OtherThanMeant_StayWhereTheyAre()
    {
        _folder.Write(".hidden.csv", Row(1));
        _folder.Write("a.csv.part", Row(2));
        _folder.Write("b.csv", Row(3));

        var sink = await StartAsync();
        await _clock.PollAsync(5);

        sink.Numbers.Should().Equal(3);
        _folder.Names().Should().Equal(".hidden.csv", "a.csv.part");
        await StopAsync();
    }

    [Fact]
    public async Task File_IsMovedOnlyWhenItsRecordsAreDurable()
    {
        _folder.Write("a.csv", Rows(1, 2));
        var sink = new RecordSink { IsDurable = false };
        Start(sink);
        await _clock.IdleAsync();
        _clock.Advance(TimeSpan.FromSeconds(5));
        while (sink.Flushes == 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _folder.Names().Should().Equal("a.csv");
        sink.BecomeDurable();
        await _clock.IdleAsync();

        _folder.Names().Should().BeEmpty();
        await StopAsync();
    }

    [Fact]
    public async Task File_OfAProcessThatDiedBeforeItWasMoved_IsMovedAndNotReadAgain()
    {
        _folder.Write("a.csv", Rows(1, 2));
        var first = await StartAsync();
        await _clock.PollAsync(5);
        await StopAsync();
        File.Move(Path.Combine(_folder.Path, "done", "a.csv"), _folder.File("a.csv"));

        var second = await StartAsync(first.Position);
        await _clock.PollAsync(5);

        second.Records.Should().BeEmpty();
        _folder.Names("done").Should().Equal("a.csv");
        await StopAsync();
    }

    [Fact]
    public async Task File_WithANameThatWasThereBefore_IsImportedAllTheSame()
    {
        _folder.Write("a.csv", Row(1));
        var sink = await StartAsync();
        await _clock.PollAsync(5);
        _folder.Write("a.csv", Row(2));
        await _clock.PollAsync();
        await _clock.PollAsync(5);

        sink.Numbers.Should().Equal(1, 2);
        _folder.Names("done").Should().Equal("a-1.csv", "a.csv");
        await StopAsync();
    }

    [Fact]
    public async Task File_ThatIsNoCdrFile_GoesToFailedWithTheReason()
    {
        _folder.Write("a.csv", "some,other,file\n1,2,3\n");
        _folder.Write("b.csv", Row(1));

        var sink = await StartAsync();
        await _clock.PollAsync(5);

        sink.Numbers.Should().Equal(1);
        _folder.Names("failed").Should().Equal("a.csv", "a.csv.why.txt");
        File.ReadAllText(Path.Combine(_folder.Path, "failed", "a.csv.why.txt")).Should()
            .Be("a.csv was not imported: not one of its lines is a CDR.\n"
                + "line 1: it has 3 values where a CDR has at least 16; mend the line, or remove it\n"
                + "line 2: it has 3 values where a CDR has at least 16; mend the line, or remove it\n");
        await StopAsync();
    }

    [Fact]
    public async Task File_WithDamagedLines_IsImportedAndSaysWhich()
    {
        _folder.Write("a.csv", Row(1) + "nonsense\n" + Row(2));

        var sink = await StartAsync();
        await _clock.PollAsync(5);

        sink.Numbers.Should().Equal(1, 2);
        _folder.Names("done").Should().Equal("a.csv", "a.csv.why.txt");
        File.ReadLines(Path.Combine(_folder.Path, "done", "a.csv.why.txt")).First().Should().Be("a.csv was imported, but for 1 lines.");
        await StopAsync();
    }

    [Fact]
    public async Task File_ThatCannotBeMoved_IsToldAndNotImportedAgain()
    {
        _folder.Write("done", "a file where the folder should be");
        _folder.Write("a.csv", Row(1));

        var sink = await StartAsync();
        await _clock.PollAsync(5);
        await _clock.PollAsync();
        sink.Numbers.Should().Equal(1);
        sink.Trouble.Should().StartWith(_folder.File("a.csv"));
        File.Delete(_folder.File("done"));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1);
        sink.Trouble.Should().BeNull();
        _folder.Names("done").Should().Equal("a.csv");
        await StopAsync();
    }

    [Fact]
    public async Task Folder_ThatIsNotThere_IsToldAndWaitedFor()
    {
        _options.Folder = _folder.File("later");
        var sink = await StartAsync();
        sink.Trouble.Should().Be($"{_folder.File("later")}: there is no such folder; check the path, or mount the PBX's folder here.");

        Directory.CreateDirectory(_options.Folder);
        await _clock.PollAsync();

        sink.Trouble.Should().BeNull();
        await StopAsync();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _clock.Dispose();
        _folder.Dispose();
    }

    private async Task<RecordSink> StartAsync(string? position = null)
    {
        var sink = new RecordSink(position);
        Start(sink);
        await _clock.IdleAsync();
        return sink;
    }

    private void Start(RecordSink sink) =>
        _running = new AsteriskCdrAdapter(_options, _clock).RecordSources[0].RunAsync(sink, _stop.Token);

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _running.IsCanceled.Should().BeTrue();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }
}
