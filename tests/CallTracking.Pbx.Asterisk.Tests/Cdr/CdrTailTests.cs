using CallTracking.Pbx.Records;
using static CallTracking.Pbx.Asterisk.CdrFolderOnDisk;

namespace CallTracking.Pbx.Asterisk;

public sealed class CdrTailTests : IDisposable
{
    private readonly CdrFolderOnDisk _folder = new();
    private readonly PollClock _clock = new();
    private CancellationTokenSource _stop = new();
    private readonly AsteriskCdrOptions _options;
    private Task _running = Task.CompletedTask;

    public CdrTailTests() => _options = new AsteriskCdrOptions { File = _folder.Master };

    [Fact]
    public async Task File_ThatGrows_IsFollowed()
    {
        _folder.Append(Rows(1, 2));
        var sink = await StartAsync();
        sink.Numbers.Should().Equal(1, 2);

        _folder.Append(Row(3));
        await _clock.PollAsync();
        await _clock.PollAsync();
        _folder.Append(Row(4));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2, 3, 4);
        sink.Trouble.Should().BeNull();
        await StopAsync();
    }

    [Fact]
    public async Task File_ThatIsNotThereYet_IsWaitedFor()
    {
        var sink = await StartAsync();
        sink.Trouble.Should().StartWith($"{_folder.Master}: there is no such file yet");

        _folder.Append(Row(1));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1);
        sink.Trouble.Should().BeNull();
        await StopAsync();
    }

    [Fact]
    public async Task Row_HalfWritten_WaitsForItsRest()
    {
        var row = Row(2);
        _folder.Append(Row(1) + row[..50]);
        var sink = await StartAsync();
        sink.Numbers.Should().Equal(1);
        sink.Place.Offset.Should().Be(Row(1).Length);

        _folder.Append(row[50..^1]);
        await _clock.PollAsync();
        sink.Numbers.Should().Equal(1);
        _folder.Append("\n");
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2);
        await StopAsync();
    }

    [Fact]
    public async Task Reading_InAnotherProcess_GoesOnWhereRecordsAreDurable()
    {
        _folder.Append(Rows(1, 3));
        var first = await StartAsync();
        await StopAsync();
        _folder.Append(Rows(4, 2));

        var second = await StartAsync(first.Position);

        second.Numbers.Should().Equal(4, 5);
        second.Place.Line.Should().Be(6);
        await StopAsync();
    }

    [Fact]
    public async Task File_Renamed_IsReadToItsEndBeforeTheNewOne()
    {
        _folder.Append(Row(1));
        var sink = await StartAsync();

        _folder.Append(Row(2));
        _folder.Rename("Master.csv.1");
        _folder.Append(Row(3));
        await _clock.PollAsync();
        _folder.Append(Row(4));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2, 3, 4);
        await StopAsync();
    }

    [Fact]
    public async Task File_RenamedBeforeAnythingIsWritten_IsStillFollowed()
    {
        _folder.Append(Row(1));
        var sink = await StartAsync();

        _folder.Rename("Master.csv.1");
        File.AppendAllText(_folder.File("Master.csv.1"), Row(2));
        await _clock.PollAsync();
        sink.Trouble.Should().BeNull();
        _folder.Append(Row(3));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2, 3);
        await StopAsync();
    }

    [Fact]
    public async Task File_CopiedAndEmptied_IsReadToItsEndFromTheCopy()
    {
        _folder.Append(Rows(1, 3));
        var sink = await StartAsync();

        _folder.Append(Row(4));
        _folder.CopyAndEmpty("Master.csv-20261123");
        await _clock.PollAsync();
        _folder.Append(Row(5));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2, 3, 4, 5);
        await StopAsync();
    }

    [Fact]
    public async Task File_EmptiedAndGrownBeyondWhatWasRead_IsNotTakenForTheOldOne()
    {
        _folder.Append(Row(1));
        var sink = await StartAsync();

        _folder.Append(Row(2));
        _folder.CopyAndEmpty("Master.csv.1");
        _folder.Append(Rows(3, 4));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2, 3, 4, 5, 6);
        await StopAsync();
    }

    [Fact]
    public async Task Files_RotatedWhileNobodyRead_AreReadInOrder()
    {
        _folder.Append(Rows(1, 2));
        var first = await StartAsync();
        await StopAsync();
        _folder.Append(Row(3));
        _folder.Rename("Master.csv.2");
        _folder.Append(Rows(4, 2));
        _folder.Rename("Master.csv.1");
        _folder.Append(Row(6));
        _folder.Write("Master.csv.3.gz", "packed");
        File.SetLastWriteTimeUtc(_folder.File("Master.csv.2"), new DateTime(2026, 11, 21, 0, 0, 0, DateTimeKind.Utc));
        File.SetLastWriteTimeUtc(_folder.File("Master.csv.1"), new DateTime(2026, 11, 22, 0, 0, 0, DateTimeKind.Utc));

        var second = await StartAsync(first.Position);

        second.Numbers.Should().Equal(3, 4, 5, 6);
        await StopAsync();
    }

    [Fact]
    public async Task File_RotatedAndGone_BeginsTheNewOneAtItsStart()
    {
        _folder.Append(Rows(1, 2));
        var first = await StartAsync();
        await StopAsync();
        File.Delete(_folder.Master);
        _folder.Append(Row(7));

        var second = await StartAsync(first.Position);

        second.Numbers.Should().Equal(7);
        await StopAsync();
    }

    [Fact]
    public async Task SkipExisting_BeginsAtTheEndOfWhatIsThere()
    {
        _options.SkipExisting = true;
        _folder.Append(Rows(1, 3) + Row(4)[..20]);
        var sink = await StartAsync();
        sink.Records.Should().BeEmpty();

        _folder.Append(Row(4)[20..]);
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(4);
        await StopAsync();
    }

    [Fact]
    public async Task SkipExisting_OfAFileThatComesLater_SkipsNothing()
    {
        _options.SkipExisting = true;
        var sink = await StartAsync();

        _folder.Append(Row(1));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1);
        await StopAsync();
    }

    [Fact]
    public async Task Lines_ThatAreNoRecords_ArePassedOverAndNamed()
    {
        var damage = new List<RecordDamage>();
        _options.Damage = new Told<RecordDamage>(damage.Add);
        _folder.Append(Row(1) + "nonsense\n" + Row(2) + "\"never closed\n" + Row(3));

        var sink = await StartAsync();
        _folder.Append(new string('x', CdrFormat.MaxRowBytes + 10) + "\n" + Row(4));
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2, 3, 4);
        damage.Select(one => (one.File, one.Line)).Should().Equal((_folder.Master, 2), (_folder.Master, 4), (_folder.Master, 6));
        damage[2].Reason.Should().Contain($"longer than {CdrFormat.MaxRowBytes} bytes");
        await StopAsync();
    }

    [Fact]
    public async Task Progress_IsToldForEveryLook()
    {
        var seen = new List<RecordProgress>();
        _options.Progress = new Told<RecordProgress>(seen.Add);
        _folder.Append(Rows(1, 2));

        await StartAsync();
        await StopAsync();

        seen.Should().Equal(new RecordProgress(_folder.Master, 2 * Row(1).Length, 2 * Row(1).Length, 2, 0));
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
        _running = new AsteriskCdrAdapter(_options, _clock).RecordSources[0].RunAsync(sink, _stop.Token);
        await _clock.IdleAsync();
        return sink;
    }

    private async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _running.IsCanceled.Should().BeTrue();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
    }
}
