using CallTracking.Calls;
using CallTracking.Pbx.Asterisk;
using CallTracking.Testing.Adapters;
using CallTracking.Testing.Asterisk;
using CallTracking.Testing.Stores;
using CallTracking.Testing.Traces;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CallTracking.Testing.Docs;

/// <summary>The examples of docs/testing.md, word by word, so that the compiler reads them and the tests run them.</summary>
public sealed class TestingExamples
{
    [Fact]
    public async Task Host()
    {
        // <host>
        await using var asterisk = new FakeAsterisk().Start();
        var ledger = new MemoryLedger();
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        builder.Services.AddCallTracking(o => o.Site.Trunks.Add("line"))
            .UseLedger(ledger)
            .AddAsterisk("pbx", o => (o.Host, o.Port, o.User, o.Secret) =
                ("127.0.0.1", asterisk.Port, asterisk.Options.User, asterisk.Options.Secret));
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        await asterisk.NextAsync("Login", TestContext.Current.CancellationToken);

        asterisk.Call("PJSIP/line", "12025550123", "5000", "inbound")
            .Rings("PJSIP/2001", "2001", "internal")
            .Answers()
            .HangsUp();

        while (ledger.Calls("default") is not [{ State: CallState.Ended }])
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        Assert.Equal("2001", ledger.Calls("default")[0].AnsweredBy);

        // </host>
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Faults()
    {
        using var asterisk = new Disposing(new FakeAsterisk());
        var (pbx, store) = (asterisk.Pbx, new FaultyLedger(new MemoryLedger(), new MemoryLedger(), TimeProvider.System));

        // <faults>
        pbx.Faults.CutAfterBytes(1_234);       // in the middle of a message
        pbx.Faults.CutAfterEvents(3);          // behind the third event from now
        pbx.Freeze();                          // the line is silent and stays open; Thaw() ends it
        pbx.SendRaw("garbage\r\n\r\n"u8.ToArray());
        pbx.Faults.Drip = true;                // every byte alone
        pbx.Faults.RefuseLogins = true;
        pbx.ShutDown();                        // core restart now: hang-ups, Shutdown, end
        pbx.Boot(ready: false);                // logins are granted, FullyBooted is not told yet
        pbx.FinishBoot();
        pbx.Kill();                            // kill -9
        store.Fault = LedgerFault.Unavailable; // or Silent, Refused; None heals it
        store.Next(LedgerFault.AnswerLost);    // the next write is done and its answer lost
        store.Delay = TimeSpan.FromSeconds(2);

        // </faults>
        pbx.IsRunning.Should().BeFalse();
    }

    [Fact]
    public void Recording()
    {
        using var asterisk = new Disposing(new FakeAsterisk());
        var pbx = asterisk.Pbx;
        var path = Path.Combine(AppContext.BaseDirectory, "Scenarios", "asterisk-22", "in_busy", "ami.txt");

        // <recording>
        var recorded = AmiTranscript.Load(path)
            .Instance(7)                                                  // the same calls with ids of their own
            .Reordered(seed: 1, window: TimeSpan.FromMilliseconds(2))     // as between channels in a real Asterisk
            .Duplicated(seed: 1)
            .Delayed(seed: 1, most: TimeSpan.FromSeconds(1));
        using var player = pbx.Load(recorded, speed: 10);
        while (player.Step())
        {
            // Message by message; or await player.RunAsync() for its own time.
        }

        // </recording>
        pbx.Channels.Should().BeEmpty();
    }

    private sealed class Disposing(FakeAsterisk pbx) : IDisposable
    {
        public FakeAsterisk Pbx => pbx;

        public void Dispose() => pbx.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}

// <adapter>
public sealed class MyAdapterTests
{
    private static readonly AdapterConformance Kit = new(static surroundings =>
    {
        var pbx = new FakeAsteriskPbx(new FakeAsterisk(new() { TimeProvider = surroundings.Time }), "PJSIP/line", "12025550123", "5000", "2001");
        var options = new AsteriskOptions
        {
            Host = "pbx",
            User = "ct",
            Secret = pbx.Asterisk.Options.Secret,
            OpenStream = pbx.Asterisk.ConnectAsync,
        };
        return ValueTask.FromResult(new AdapterUnderTest(
            new AsteriskAdapter(options, surroundings.Recorder, surroundings.Time, surroundings.Loggers.CreateLogger<AsteriskAdapter>()), pbx));
    });

    public static TheoryData<string> Checks => [.. AdapterConformance.Checks];

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Adapter_MeetsTheKit(string check)
    {
        var reason = await Kit.RunAsync(check, TestContext.Current.CancellationToken);

        Assert.SkipWhen(reason is not null, reason ?? string.Empty);
    }
}

// </adapter>
