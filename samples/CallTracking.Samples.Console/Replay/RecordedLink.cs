using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pbx.Traces;
using CallTracking.Pipeline;
using CallTracking.Samples.Console.CommandLine;

namespace CallTracking.Samples.Console.Replay;

/// <summary>The recorded connections of one link, opened and checked, and the wire they speak.</summary>
internal sealed class RecordedLink
{
    private readonly List<TraceReader> _connections;
    private readonly IPbxDecoderFactory _wire;
    private readonly List<string> _warnings = [];

    private RecordedLink(List<TraceReader> connections, IPbxDecoderFactory wire)
    {
        _connections = connections;
        _wire = wire;
    }

    /// <summary>The wire.</summary>
    public IPbxDecoderFactory Wire => _wire;

    /// <summary>After the replay: what the ledger may lack, a line each.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Opens the traces.</summary>
    /// <param name="traces">In order of time.</param>
    /// <param name="kind">The wire; null to believe the traces.</param>
    /// <param name="wires">The wires that can be read.</param>
    /// <exception cref="TraceFormatException">A file is no trace.</exception>
    /// <exception cref="CommandException">The wire is not known, or the traces contradict.</exception>
    public static RecordedLink Open(IReadOnlyList<TimedTrace> traces, string? kind, IReadOnlyList<IPbxDecoderFactory> wires)
    {
        var connections = traces.Select(trace => TraceReader.Open(trace.Path, trace.Timing)).ToList();
        foreach (var connection in connections)
        {
            kind ??= connection.Header.Kind;
            if (connection.Header.Kind is { } own && own != kind)
            {
                throw new CommandException(
                    ExitCode.Usage, $"{connection.Path} is a trace of {own}, not of {kind}. Leave out --pbx; replay each link by itself.");
            }
        }

        if (kind is null)
        {
            throw new CommandException(
                ExitCode.Usage,
                $"{connections[0].Path} does not say what was recorded. Add --pbx {string.Join('|', wires.Select(wire => wire.Kind))}.");
        }

        var wire = wires.FirstOrDefault(wire => wire.Kind == kind) ?? throw new CommandException(
            ExitCode.Input, $"{connections[0].Path} is a trace of {kind}, which this version cannot read. Update calltracking.");
        return new RecordedLink(connections, wire);
    }

    /// <summary>Makes the ledger.</summary>
    /// <param name="site">The site.</param>
    /// <param name="records">Finished records of the same PBX.</param>
    /// <exception cref="TraceFormatException">A trace is damaged, or speaks another protocol.</exception>
    public ReplayResult Replay(SiteOptions site, IEnumerable<RecordReceived> records)
    {
        var reading = _connections[0].Path;
        IEnumerable<TraceChunk> Read(TraceReader connection)
        {
            reading = connection.Path;
            return connection.ReadChunks();
        }

        try
        {
            var ledger = CallReplay.Run(_wire.Create(), Connected(Read), site, records: records);
            Check(ledger);
            return ledger;
        }
        catch (PbxLinkException exception)
        {
            throw new TraceFormatException($"{reading}: {exception.Message}", exception);
        }
    }

    /// <summary>A long connection is recorded in several files, each of which names the one before it.</summary>
    private IEnumerable<IEnumerable<TraceChunk>> Connected(Func<TraceReader, IEnumerable<TraceChunk>> read)
    {
        for (int first = 0, next; first < _connections.Count; first = next)
        {
            next = first + 1;
            while (next < _connections.Count && _connections[next].Header.Continues == Path.GetFileName(_connections[next - 1].Path))
            {
                next++;
            }

            yield return _connections[first..next].SelectMany(read);
        }
    }

    private void Check(ReplayResult ledger)
    {
        _warnings.AddRange(_connections.Where((connection, index) => connection.Header.Continues is { } before
            && (index == 0 || before != Path.GetFileName(_connections[index - 1].Path))).Select(connection =>
                $"{connection.Path} begins in the middle of a connection; give {connection.Header.Continues} before it."));
        if (ledger.Frames == 0)
        {
            throw new TraceFormatException($"{_connections[0].Path}: no message of {_wire.Kind} is in it; check that it is the right file");
        }

        _warnings.AddRange(_connections.Where(connection => connection.TornAt is not null).Select(connection =>
            $"{connection.Path} breaks off at offset {connection.TornAt}; the calls are those up to there."));
        if (ledger.Quarantined is [var first, ..])
        {
            _warnings.Add($"{ledger.Quarantined.Count} events were set aside because the rules failed on them, first at message "
                + $"{first.Event.Seq} ({first.Error.Message}). This is a bug; please report it with the trace.");
        }
    }
}
