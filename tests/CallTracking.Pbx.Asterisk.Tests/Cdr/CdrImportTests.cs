using CallTracking.Pbx.Records;
using static CallTracking.Pbx.Asterisk.CdrFolderOnDisk;

namespace CallTracking.Pbx.Asterisk;

public sealed class CdrImportTests : IDisposable
{
    private readonly CdrFolderOnDisk _folder = new();
    private readonly AsteriskCdrOptions _options = new();

    [Fact]
    public async Task File_IsReadToItsEndAndOnceOnly()
    {
        _folder.Append(Rows(1, 3)[..^1]);

        var first = await ImportAsync();
        var second = await ImportAsync(new RecordSink(first.Position));

        first.Numbers.Should().Equal(1, 2, 3);
        first.Flushes.Should().Be(1);
        second.Records.Should().BeEmpty();
    }

    [Fact]
    public async Task Import_CutShort_GoesOnFromWhatIsDurable()
    {
        _folder.Append(string.Concat(Enumerable.Repeat(Rows(0, 100), 12)));
        using var stop = new CancellationTokenSource();
        var first = new RecordSink { Taking = count => Cancel(stop, count == 700) };

        var cut = () => ImportAsync(first, stop.Token);
        await cut.Should().ThrowAsync<OperationCanceledException>();
        var second = await ImportAsync(new RecordSink(first.Position));

        first.Place.Line.Should().Be(501);
        second.Records.Should().HaveCount(700);
    }

    [Fact]
    public async Task ReadAgain_ReadsTheSameRecordsWithTheSameKeys()
    {
        _folder.Append(Rows(1, 3));
        var first = await ImportAsync();

        _options.ReadAgain = true;
        var second = await ImportAsync(new RecordSink(first.Position));

        second.Records.Should().Equal(first.Records);
    }

    [Fact]
    public async Task Position_OfAnotherFileOfThatName_DoesNotCount()
    {
        _folder.Append(Rows(1, 3));
        var first = await ImportAsync();
        File.Delete(_folder.Master);
        _folder.Append(Rows(4, 4));

        (await ImportAsync(new RecordSink(first.Position))).Numbers.Should().Equal(4, 5, 6, 7);
    }

    [Fact]
    public async Task Names_AtTheTop_HoldAlsoForTheRestOfTheFile()
    {
        const string Names = "calldate,src,dst,channel,dstchannel,disposition,uniqueid\n";
        const string Values = "2026-11-23 04:0{0}:00,1202555010{0},700,PJSIP/line-0{0},,NO ANSWER,17954067{0}0.{0}\n";
        _folder.Append(Names + Values.Replace("{0}", "1"));
        var first = await ImportAsync();
        _folder.Append(Values.Replace("{0}", "2"));

        var second = await ImportAsync(new RecordSink(first.Position));

        first.Numbers.Should().Equal(1);
        second.Numbers.Should().Equal(2);
    }

    [Fact]
    public async Task File_ThatIsNoCdrFile_IsRefused()
    {
        _folder.Append("<html>\n<p>\n");

        var import = () => ImportAsync();

        (await import.Should().ThrowAsync<PbxLinkException>()).WithMessage(
            $"{_folder.Master} is no CDR file: line 1: it has 1 values where a CDR has at least 16; *").Which.Failure.Should()
            .Be(PbxLinkFailure.Protocol);
    }

    [Fact]
    public async Task File_ThatIsMissing_IsTold()
    {
        var import = () => ImportAsync();

        (await import.Should().ThrowAsync<PbxLinkException>()).Which.Failure.Should().Be(PbxLinkFailure.Unreachable);
    }

    public void Dispose() => _folder.Dispose();

    private static void Cancel(CancellationTokenSource source, bool now)
    {
        if (now)
        {
            source.Cancel();
        }
    }

    private async Task<RecordSink> ImportAsync(RecordSink? sink = null, CancellationToken? token = null)
    {
        sink ??= new RecordSink();
        _options.ImportFiles.Clear();
        _options.ImportFiles.Add(_folder.Master);
        await new AsteriskCdrAdapter(_options).RecordSources[0].RunAsync(sink, token ?? TestContext.Current.CancellationToken);
        return sink;
    }
}
