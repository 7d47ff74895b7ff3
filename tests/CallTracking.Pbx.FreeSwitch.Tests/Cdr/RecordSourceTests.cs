using System.Text;
using CallTracking.Pbx.FreeSwitch.Scenarios;
using CallTracking.Pbx.Records;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The ways in which files are read, with FreeSWITCH's formats.</summary>
public sealed class RecordSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fs-cdr-");
    private readonly PollClock _clock = new();
    private readonly FreeSwitchCdrOptions _options = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;

    private string Master => Path.Combine(_folder.FullName, "Master.csv");

    [Fact]
    public async Task Master_RotatedByFreeSwitch_IsFollowed()
    {
        _options.File = Master;
        await File.AppendAllTextAsync(Master, Row(1), TestContext.Current.CancellationToken);
        var sink = await StartAsync();
        await File.AppendAllTextAsync(Master, Row(2) + Row(3)[..40], TestContext.Current.CancellationToken);
        await _clock.PollAsync();
        await File.AppendAllTextAsync(Master, Row(3)[40..], TestContext.Current.CancellationToken);
        File.Move(Master, Master + ".2026-11-23-04-00-00");
        await File.AppendAllTextAsync(Master, Row(4), TestContext.Current.CancellationToken);
        await _clock.PollAsync();

        sink.Numbers.Should().Equal(1, 2, 3, 4);
    }

    [Fact]
    public async Task JsonFiles_ThatAppear_AreImportedAndPutAside()
    {
        _options.Folder = _folder.FullName;
        Write("a_1.cdr.json", Json(1));
        Write("2.cdr.json", Json(2));
        var sink = await StartAsync();
        await _clock.PollAsync();

        sink.Numbers.Order().Should().Equal(1, 2);
        sink.Flushes.Should().Be(1, "what was read together is stored together");
        Names("done").Should().Equal("2.cdr.json", "a_1.cdr.json");
    }

    [Fact]
    public async Task JsonFile_HalfWritten_IsWaitedForThenSetAside()
    {
        _options.Folder = _folder.FullName;
        Write("1.cdr.json", Json(1)[..50]);
        Write("2.cdr.json", Json(2)[..50]);
        Write("3.cdr.json", "");
        var sink = await StartAsync();
        await _clock.PollAsync(5);
        sink.Records.Should().BeEmpty();

        Write("1.cdr.json", Json(1));
        await _clock.PollAsync();
        await _clock.PollAsync(2);
        sink.Numbers.Should().Equal(1);
        await _clock.PollAsync(60);

        Names("done").Should().Equal("1.cdr.json");
        Names("failed").Should().Equal("2.cdr.json", "2.cdr.json.why.txt", "3.cdr.json", "3.cdr.json.why.txt");
        (await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "failed", "2.cdr.json.why.txt"), TestContext.Current.CancellationToken))
            .Should().Contain("it ends before it is complete");
        sink.Trouble.Should().BeNull();
    }

    [Fact]
    public async Task Import_OfEitherKind_ReadsOnceUnlessToldAgain()
    {
        var scenario = new RecordedScenario("freeswitch-1.11/queue-answered");
        foreach (var kind in (string[])["cdr.csv", "cdr.json"])
        {
            var path = Path.Combine(_folder.FullName, kind);
            await File.WriteAllBytesAsync(path, scenario.Bytes(kind), TestContext.Current.CancellationToken);
            var options = new FreeSwitchCdrOptions { ImportFiles = { path } };

            var first = await ImportAsync(options, null);
            var second = await ImportAsync(options, first.Position);
            options.ReadAgain = true;
            var third = await ImportAsync(options, first.Position);

            first.Records.Should().HaveCount(2).And.Equal(third.Records);
            second.Records.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Import_OfALateRestOfAnArray_GoesOnWhereItEnded()
    {
        var path = Path.Combine(_folder.FullName, "all.json");
        await File.WriteAllTextAsync(path, $"[{Json(1)},\n{Json(2)}", TestContext.Current.CancellationToken);
        var first = await ImportAsync(new FreeSwitchCdrOptions { ImportFiles = { path } }, null);
        await File.AppendAllTextAsync(path, $",\n{Json(3)}]\n", TestContext.Current.CancellationToken);

        var second = await ImportAsync(new FreeSwitchCdrOptions { ImportFiles = { path } }, first.Position);

        first.Numbers.Should().Equal(1, 2);
        second.Numbers.Should().Equal(3);
    }

    [Fact]
    public async Task File_ThatIsNoRecord_IsRefused()
    {
        var path = Path.Combine(_folder.FullName, "x.csv");
        await File.WriteAllTextAsync(path, "a,b\n", TestContext.Current.CancellationToken);

        var import = () => ImportAsync(new FreeSwitchCdrOptions { ImportFiles = { path } }, null);

        (await import.Should().ThrowAsync<PbxLinkException>()).WithMessage($"{path} is no CDR file: line 1: it does not look like a row*CsvTemplate*");
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _clock.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Row(int number) =>
        $"\"A \"quoted\" name\",\"120255501{number:00}\",\"700\",\"public\",\"2026-11-23 04:00:{number:00}\",\"\",\"2026-11-23 04:01:00\",\"30\",\"0\","
        + $"\"NO_ANSWER\",\"2e06d4b3-d1b4-4fd5-9b3a-0a5eff2c89{number:00}\",\"\",\"\",\"inbound\"\n";

    private static string Json(int number) =>
        $$$"""{"core-uuid":"c","variables":{"uuid":"leg-{{{number}}}","direction":"inbound","start_epoch":"1795406400","caller_id_number":"120255501{{{number:00}}}"}}""";

    private async Task<RecordSink> StartAsync()
    {
        var sink = new RecordSink();
        _running = new FreeSwitchCdrAdapter(_options, _clock).RecordSources[0].RunAsync(sink, _stop.Token);
        await _clock.IdleAsync();
        return sink;
    }

    private static async Task<RecordSink> ImportAsync(FreeSwitchCdrOptions options, string? position)
    {
        var sink = new RecordSink(position);
        await new FreeSwitchCdrAdapter(options).RecordSources[0].RunAsync(sink, TestContext.Current.CancellationToken);
        return sink;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text, Encoding.UTF8);

    private IEnumerable<string> Names(string folder) => Directory.EnumerateFiles(Path.Combine(_folder.FullName, folder))
        .Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal);
}
