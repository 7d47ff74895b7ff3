using System.Text;
using CallTracking.Pbx;

namespace CallTracking.Testing.Adapters;

/// <content>Calls, and what may go wrong with the bytes that tell them.</content>
internal sealed partial class AdapterChecks
{
    // A socket, its peer and a generous buffer; beyond it nobody has stopped reading.
    private const long MostTaken = 64L * 1024 * 1024;
    private const int CallsAtOnce = 100;
    private const int RoundsOfRest = 10;

    public async Task CallIsToldWholeAsync()
    {
        await UpAsync().ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
        var open = new HashSet<LegId>();
        foreach (var pbxEvent in _sink.Events)
        {
            switch (pbxEvent)
            {
                case LegStarted started:
                    Require(open.Add(started.Leg), $"leg {started.Leg} began twice.");
                    break;
                case LegEnded ended:
                    Require(open.Remove(ended.Leg), $"leg {ended.Leg} ended and had not begun, or ended twice.");
                    break;
            }
        }
    }

    public async Task InstantsAreMicrosecondsAsync()
    {
        await UpAsync().ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
        var last = 0L;
        foreach (var pbxEvent in _sink.Events)
        {
            Require(
                pbxEvent.At.Offset == TimeSpan.Zero && pbxEvent.At.Ticks % TimeSpan.TicksPerMicrosecond == 0,
                $"{pbxEvent.GetType().Name}.At is {pbxEvent.At:O}; instants have offset zero and whole microseconds.");
            Require(pbxEvent.Seq >= last, $"Seq went back from {last} to {pbxEvent.Seq} at {pbxEvent.GetType().Name}.");
            last = pbxEvent.Seq;
        }
    }

    public async Task BackpressureIsHeededAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        Applies(Pbx.Taken is not null, "the PBX does not count what is taken");
        _sink.Barrier = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await UpAsync().ConfigureAwait(false);
        var begin = Pbx.Taken!.Value;
        var calls = 0;
        var rest = 0;
        for (var taken = begin; rest < RoundsOfRest; taken = Pbx.Taken!.Value)
        {
            for (var i = 0; i < CallsAtOnce; i++, calls++)
            {
                Pbx.MakeCall();
            }

            await UntilAsync(() => _sink.IsWaiting, "the begin of a leg").ConfigureAwait(false);
            await Task.Delay(4 * Look, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            rest = Pbx.Taken == taken ? rest + 1 : 0;
            Require(
                Pbx.Taken - begin < MostTaken,
                "the adapter took 64 MiB from the PBX while its sink did not take a single event; it must stop reading until PublishAsync completes.");
        }

        Require(_sink.Started == 0, "the adapter published an event before the one before it was taken.");
        _sink.Barrier.TrySetResult();
        await UntilAsync(() => _sink.Ended >= calls && _sink.Ended == _sink.Started, $"the ends of all {calls} calls").ConfigureAwait(false);
    }

    public async Task UnknownIsCountedAsync()
    {
        const string Name = "ConformanceKitUnknown";
        await UpAsync().ConfigureAwait(false);
        Applies(Pbx.SayUnknown(Name), "the PBX has no events by name that nobody asked for");
        Pbx.SayUnknown(Name);
        await CallAsync().ConfigureAwait(false);
        await UntilAsync(() => _sink.Unknown(Name) == 2, $"CountUnknown(\"{Name}\") twice").ConfigureAwait(false);
    }

    public async Task DripIsTheSameAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        Applies(Pbx.Drip(), "the PBX cannot send slowly");
        await UpAsync().ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
    }

    public async Task SecretsStaySecretAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        Applies(Pbx.Secrets.Count > 0, "the PBX has no secrets");
        await UpAsync().ConfigureAwait(false);
        await CallAsync().ConfigureAwait(false);
        var texts = new StringBuilder();
        if (Pbx.Cut())
        {
            texts.Append(await EndAsync().ConfigureAwait(false));
            if (Pbx.RefuseLogins())
            {
                Run();
                texts.Append(await EndAsync(isAsked: true).ConfigureAwait(false));
            }
        }

        var heard = _ears.Heard + texts;
        foreach (var secret in Pbx.Secrets)
        {
            Require(!heard.Contains(secret, StringComparison.Ordinal), "a secret of the PBX stands in the trace, the log or an exception.");
        }
    }

    public async Task GarbageIsHarmlessAsync()
    {
        await CreateAsync().ConfigureAwait(false);
        for (var seed = 1; seed <= 8; seed++)
        {
            var ups = Of<LinkUp>().Count;
            Run();
            await UntilAskedAsync(() => Of<LinkUp>().Count > ups, "a LinkUp").ConfigureAwait(false);
            Applies(Pbx.SayGarbage(Garbage(seed)), "the PBX cannot send garbage");
            Pbx.MakeCall();
            Applies(Pbx.Close() || Pbx.Cut(), "the PBX cannot end a connection");
            await EndAsync().ConfigureAwait(false);
            RequireDownAtTheEnd();
        }
    }

    private static byte[] Garbage(int seed)
    {
#pragma warning disable CA5394 // Noise, not secrets.
        var random = new Random(seed);
        var bytes = new byte[random.Next(1, 4096)];
        random.NextBytes(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            // Half of the seeds send text with line ends where records could be.
            bytes[i] = seed % 2 == 0 ? bytes[i] : (byte)(bytes[i] % 12 == 0 ? '\n' : bytes[i] % 7 == 0 ? ':' : 32 + (bytes[i] % 90));
        }
#pragma warning restore CA5394

        return [.. bytes, .. "\r\n\r\n"u8];
    }

    private async Task CallAsync()
    {
        var before = _sink.Ended;
        Pbx.MakeCall();
        await UntilAsync(
            () => _sink.Ended > before && _sink.Ended == _sink.Started, "a call with all its legs' ends",
            mayEnd: IsFinite(Adapter)).ConfigureAwait(false);
    }
}
