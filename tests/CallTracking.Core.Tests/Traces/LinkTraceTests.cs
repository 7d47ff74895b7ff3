using System.Diagnostics.Metrics;
using System.Text;
using CallTracking.Core.Tests.Pipeline;
using CallTracking.Pbx.Traces;
using CallTracking.Traces;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace CallTracking.Core.Tests.Traces;

public sealed class LinkTraceTests : IDisposable
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(one => (byte)one)];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trace-");
    private readonly PipelineRig _rig = new();
    private readonly FakeTimeProvider _time = new(PipelineRig.Start);
    private readonly TracingOptions _options;
    private readonly TraceArchive _archive;

    public LinkTraceTests()
    {
        _options = new TracingOptions { Directory = Path.Combine(_folder.FullName, "traces") };
        _archive = new TraceArchive(_options, _time, NullLogger.Instance);
    }

    [Fact]
    public async Task Frames_AreInATraceThatSaysWhatItIs()
    {
        await using (var trace = Create())
        {
            trace.RecordStart("asterisk-ami", At(0));
            Received(trace, "hello", 1);
            trace.Record(TraceDirection.Sent, "login"u8, At(2));
            trace.RecordEnd(At(3));
        }

        var reader = TraceReader.Open(Files().Single());
        Text(reader).Should().Be("<hello>login END");
        reader.Header.Should().Be(new TraceHeader("asterisk-ami", PipelineRig.Start, null));
        Path.GetFileName(Files().Single()).Should().Be("head_office-20261123T080000.000Z-000.cttrace");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Files().Single()).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public async Task Connection_LargerThanAFile_GoesOnInTheNext()
    {
        _options.MaxFileBytes = 64 * 1024;
        await using (var trace = Create())
        {
            trace.RecordStart("asterisk-ami", At(0));
            for (var i = 0; i < 30; i++)
            {
                Received(trace, new string((char)('a' + (i % 26)), 10_000), i);
            }

            trace.RecordEnd(At(40));
            Received(trace, "next connection", 41);
        }

        var readers = Files().Select(file => TraceReader.Open(file)).ToList();
        readers.Should().HaveCountGreaterThan(3);
        readers.Skip(1).Select(reader => reader.Header.Continues).Should()
            .Equal(readers.SkipLast(1).Select(reader => Path.GetFileName(reader.Path)));
        string.Concat(readers.Select(Text)).Where(char.IsAsciiLetterLower).Should().HaveCount(300_000 + "nextconnection".Length);
        Files().Max(file => new FileInfo(file).Length).Should().BeLessThan(80 * 1024);
    }

    [Fact]
    public async Task Trace_OfAnHour_GoesOnInANewFile()
    {
        await using (var trace = Create())
        {
            Received(trace, "one", 1);
            await WrittenAsync(trace);
            _time.Advance(TimeSpan.FromHours(1));
            trace.RecordEnd(At(3_600));
            Received(trace, "two", 3_601);
        }

        Files().Select(file => Text(TraceReader.Open(file))).Should().Equal("<one", " END<two");
    }

    [Fact]
    public async Task Folder_StaysWithinItsSizeAndAge()
    {
        _options.MaxFileBytes = 256 * 1024;
        _options.MaxTotalBytes = 1024 * 1024;
        Directory.CreateDirectory(_options.Directory);
        var foreign = Path.Combine(_options.Directory, "complaint-4711.cttrace");
        var old = Path.Combine(_options.Directory, "head_office-20261101T080000.000Z-000.cttrace");
        await File.WriteAllTextAsync(foreign, "kept by somebody", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(old, "too old", TestContext.Current.CancellationToken);
        await using (var trace = Create())
        {
            for (var i = 0; i < 400; i++)
            {
                Received(trace, new string('x', 10_000), i);
                if (i % 50 == 49)
                {
                    await WrittenAsync(trace);
                    _time.Advance(TimeSpan.FromSeconds(1));
                    Files().Where(file => file != foreign).Sum(file => new FileInfo(file).Length).Should().BeLessThan(1_100_000);
                }
            }
        }

        File.Exists(foreign).Should().BeTrue();
        File.Exists(old).Should().BeFalse();
        Text(TraceReader.Open(Files()[^1])).Should().EndWith("x", "the newest stay");
    }

    [Fact]
    public async Task Disk_TooSlow_CostsBytesAndEndsTheRecordedConnection()
    {
        _options.BufferBytes = 64 * 1024;
        var lost = 0L;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter == _rig.Metrics.Meter && instrument.Name == "calltracking.trace.lost")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, bytes, _, _) => lost += bytes);
        listener.Start();
        await using (var trace = Create())
        {
            Received(trace, "before ", 1);
            await WrittenAsync(trace);

            // More than fits at once, whatever the writer does meanwhile.
            trace.Record(TraceDirection.Received, new byte[70_000], At(2));
            Received(trace, "after", 3);
        }

        Text(TraceReader.Open(Files().Single())).Should().Be("<before  END<after");
        lost.Should().Be(70_000);
    }

    [Fact]
    public async Task Disk_ThatCannotBeWritten_PausesTheRecordingAndIsTriedAgain()
    {
        await File.WriteAllTextAsync(_options.Directory, "a file where the folder should be", TestContext.Current.CancellationToken);
        await using (var trace = Create())
        {
            trace.RecordStart("asterisk-ami", At(0));
            Received(trace, "lost", 1);
            await WrittenAsync(trace);
            File.Delete(_options.Directory);
            Received(trace, "lost too: not tried yet", 2);
            await WrittenAsync(trace);
            _time.Advance(_options.RetryAfter);
            Received(trace, "again", 3);
        }

        var reader = TraceReader.Open(Files().Single());
        Text(reader).Should().Be("<again");
        reader.Header.Kind.Should().Be("asterisk-ami");
    }

    [Fact]
    public async Task Numbers_AreReplacedInBothDirectionsAcrossReads()
    {
        using var numbers = new NumberPseudonyms(Key);
        var expected = numbers.Apply("CallerIDNum: 12025550111");
        await using (var trace = Create(new NumberPseudonyms(Key)))
        {
            Received(trace, "CallerIDNum: 12025", 1);
            trace.Record(TraceDirection.Sent, "Channel: PJSIP/12025550111@line\r\n"u8, At(2));
            Received(trace, "550111\r\nExten: 9120255501", 3);
            Received(trace, "11", 4);
            trace.RecordEnd(At(5));
        }

        var text = Text(TraceReader.Open(Files().Single()));
        text.Should().NotContain("550111").And.Contain($"<{expected}\r\n").And.EndWith($"<Exten: 9{expected[^11..]} END");
    }

    [Fact]
    public async Task AddTracing_GivesEachLinkARecorderOfItsOwn()
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddCallTracking().AddTracing(_options.Directory, options => options.Links.UnionWith(["a", "b"])).AddTracing(_options.Directory);
        await using (var host = services.BuildServiceProvider())
        {
            var a = host.GetKeyedService<IFrameRecorder>("a");
            a.Should().NotBeNull().And.NotBeSameAs(host.GetKeyedService<IFrameRecorder>("b"));
            a.Should().BeSameAs(host.GetKeyedService<IFrameRecorder>("a"));
            host.GetKeyedService<IFrameRecorder>("c").Should().BeNull("it is not named");
            a!.Record(TraceDirection.Received, "x"u8, At(1));
        }

        Files().Should().ContainSingle();
    }

    [Fact]
    public void AddTracing_KeyFile_IsMadeOnceAndKept()
    {
        var file = Path.Combine(_folder.FullName, "pseudonyms.key");

        var first = PseudonymKeyFile.Read(file);

        first.Should().HaveCount(64).And.Equal(PseudonymKeyFile.Read(file));
        File.WriteAllText(file, "short");
        ((Action)(() => PseudonymKeyFile.Read(file))).Should().Throw<InvalidOperationException>().WithMessage($"{file}: *5 characters*16*");
        ((Action)(() => PseudonymKeyFile.Read(Path.Combine(_folder.FullName, "none", "x")))).Should().Throw<InvalidOperationException>()
            .WithMessage("*in clear.");
    }

    [Fact]
    public void Options_ThatCannotBe_AreNamed()
    {
        var options = new TracingOptions
        {
            MaxFileBytes = 1,
            MaxTotalBytes = 2,
            MaxFileAge = default,
            KeepFor = TimeSpan.FromTicks(-1),
            BufferBytes = 0,
            RetryAfter = default,
            PseudonymKey = [1],
            PseudonymKeyFile = "x",
            MinNumberDigits = 3,
            KeepNumbers = "(",
        };

        new TracingOptionsValidator().Validate(null, options).Failures.Should().HaveCount(11);
        options = new TracingOptions { Directory = "x", PseudonymKey = Key, KeepNumbers = "1\\d\\d" };
        new TracingOptionsValidator().Validate(null, options).Succeeded.Should().BeTrue();
    }

    public void Dispose()
    {
        _rig.Dispose();
        _folder.Delete(recursive: true);
    }

    private static DateTimeOffset At(double seconds) => PipelineRig.At(seconds);

    private static void Received(LinkTrace trace, string text, double at) =>
        trace.Record(TraceDirection.Received, Encoding.UTF8.GetBytes(text), At(at));

    private static string Text(TraceReader reader)
    {
        var text = new StringBuilder();
        foreach (var chunk in reader.ReadChunks())
        {
            text.Append(chunk.EndOfConnection ? " END" : chunk.Direction == TraceDirection.Sent ? ">" : "<")
                .Append(Encoding.UTF8.GetString(chunk.Bytes.Span));
        }

        return text.ToString();
    }

    private static async Task WrittenAsync(LinkTrace trace)
    {
        while (!trace.IsIdle)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private LinkTrace Create(NumberPseudonyms? numbers = null) =>
        new("head office", _options, _archive, numbers, _time, new TraceMetrics(_rig.Metrics), NullLogger.Instance);

    private List<string> Files() => Directory.Exists(_options.Directory)
        ? [.. Directory.EnumerateFiles(_options.Directory).Order(StringComparer.Ordinal)] : [];
}
