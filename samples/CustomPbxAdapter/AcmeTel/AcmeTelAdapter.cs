using System.Net.Sockets;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace AcmeTel;

/// <summary>Follows the live feed of one AcmeTel: connects, logs in, waits until it is ready, asks what is there, and publishes.</summary>
public sealed partial class AcmeTelAdapter(
    AcmeTelOptions options, IFrameRecorder? recorder = null, TimeProvider? timeProvider = null, ILogger<AcmeTelAdapter>? logger = null)
    : IPbxAdapter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TickEvery = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan MostSilence = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;
    private readonly ILogger _logger = (ILogger?)logger ?? NullLogger.Instance;
    private readonly AcmeTelMapping _mapping = new();
    private readonly string _peer = $"AcmeTel at {options.Host}:{options.Port}";

    /// <inheritdoc/>
    public PbxAbilities Abilities => PbxAbilities.LiveEvents | PbxAbilities.Snapshot;

    /// <inheritdoc/>
    public async Task RunAsync(IPbxEventSink sink, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sink);
        var wire = new AcmeTelLine(await ConnectAsync(cancellationToken).ConfigureAwait(false), recorder, _time, _peer);
        await using (wire.ConfigureAwait(false))
        {
            var (product, booted) = await LogInAsync(wire, cancellationToken).ConfigureAwait(false);
            await ReadyAsync(wire, cancellationToken).ConfigureAwait(false);
            LoggedIn(_logger, _peer, product);
            await sink.PublishAsync(new LinkUp(_mapping.Next(), Now(), product, booted), cancellationToken).ConfigureAwait(false);
            try
            {
                await FollowAsync(wire, sink, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                // The token may be cancelled by now, and the engine is owed this event.
                using var farewell = new CancellationTokenSource(LastWord, _time);
                await sink.PublishAsync(new LinkDown(_mapping.Next(), HeardAt(wire), PbxStopped: false), farewell.Token).ConfigureAwait(false);
            }
        }
    }

    private async Task FollowAsync(AcmeTelLine wire, IPbxEventSink sink, CancellationToken cancellationToken)
    {
        await wire.SendAsync("LEGS", cancellationToken).ConfigureAwait(false);
        var asked = Now();
        List<SnapshotLeg>? legs = [];
        var told = new List<PbxEvent>();
        var ticked = _time.GetTimestamp();
        while (true)
        {
            if (await wire.WaitAsync(TimeSpan.FromSeconds(1), cancellationToken).ConfigureAwait(false))
            {
                if (await wire.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } line)
                {
                    return;
                }

                if (legs is not null && line == "LEGSEND")
                {
                    // What happened while it listed comes behind the list.
                    await sink.PublishAsync(new Snapshot(_mapping.Next(), asked, legs), cancellationToken).ConfigureAwait(false);
                    legs = null;
                    foreach (var pbxEvent in told)
                    {
                        await sink.PublishAsync(pbxEvent with { Seq = _mapping.Next() }, cancellationToken).ConfigureAwait(false);
                    }
                }
                else if (legs is not null && AcmeTelMapping.MapLeg(line) is { } leg)
                {
                    legs.Add(leg);
                }
                else if (line != "PONG" && Map(line, sink) is { } pbxEvent)
                {
                    if (legs is null)
                    {
                        await sink.PublishAsync(pbxEvent, cancellationToken).ConfigureAwait(false);
                    }
                    else
                    {
                        told.Add(pbxEvent);
                    }
                }
            }

            CheckAlive(wire);
            if (_time.GetElapsedTime(ticked) >= TickEvery)
            {
                ticked = _time.GetTimestamp();
                await wire.SendAsync("PING", cancellationToken).ConfigureAwait(false);
                await sink.PublishAsync(new Tick(_mapping.Seq, Now()), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private PbxEvent? Map(string line, IPbxEventSink sink)
    {
        var pbxEvent = _mapping.Map(line, out var unknown);
        if (unknown is not null)
        {
            sink.CountUnknown(unknown);
        }

        return pbxEvent;
    }

    private void CheckAlive(AcmeTelLine wire)
    {
        var silence = _time.GetElapsedTime(wire.HeardAt);
        if (silence >= MostSilence)
        {
            throw new PbxLinkException(PbxLinkFailure.Lost, $"{_peer} has been silent for {silence.TotalSeconds:0} s and answers no PING; the line is dead.");
        }
    }

    private async Task<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new PbxLinkException(
                PbxLinkFailure.Unreachable, $"{_peer} cannot be reached ({error.Message}); check host, port and that its event feed is on.", error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<(string Product, DateTimeOffset? Booted)> LogInAsync(AcmeTelLine wire, CancellationToken cancellationToken)
    {
        // ACME VERSION BOOTED
        var greeting = await AnswerAsync(wire, cancellationToken).ConfigureAwait(false);
        if (greeting.Split(' ') is not ["ACME", var version, var booted])
        {
            throw new PbxLinkException(PbxLinkFailure.Protocol, $"{_peer} greets with something else than ACME; is that its event feed?");
        }

        await wire.SendAsync($"LOGIN {options.User} {options.Secret}", cancellationToken, options.Secret).ConfigureAwait(false);
        if (await AnswerAsync(wire, cancellationToken).ConfigureAwait(false) != "OK")
        {
            throw new PbxLinkException(PbxLinkFailure.AccessDenied, $"{_peer} refuses user '{options.User}'; check user and secret.");
        }

        return ($"AcmeTel {version}", AcmeTelMapping.TryTime(booted, out var at) ? at : null);
    }

    private static async Task ReadyAsync(AcmeTelLine wire, CancellationToken cancellationToken)
    {
        // What is told before is in the list of legs that is asked for afterwards.
        while (await wire.ReadAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line == "READY")
            {
                return;
            }
        }

        throw new PbxLinkException(PbxLinkFailure.Lost, "AcmeTel closed the connection before it was ready.");
    }

    private async Task<string> AnswerAsync(AcmeTelLine wire, CancellationToken cancellationToken)
    {
        if (!await wire.WaitAsync(Patience, cancellationToken).ConfigureAwait(false))
        {
            throw new PbxLinkException(PbxLinkFailure.Protocol, $"{_peer} says nothing; is that its event feed?");
        }

        return await wire.ReadAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new PbxLinkException(PbxLinkFailure.Lost, $"{_peer} closed the connection during the login.");
    }

    private DateTimeOffset Now() => _time.GetUtcNow();

    private DateTimeOffset HeardAt(AcmeTelLine wire) => Now() - _time.GetElapsedTime(wire.HeardAt);

    [LoggerMessage(1, LogLevel.Information, "{Peer}: logged in to {Product}")]
    private static partial void LoggedIn(ILogger logger, string peer, string product);
}
