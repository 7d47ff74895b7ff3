using Microsoft.Extensions.Logging;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Reads one CDR file to its end, from where an earlier run had come.</summary>
internal sealed class CdrImport : IPbxRecordSource
{
    private readonly AsteriskCdrOptions _options;
    private readonly string _path;
    private readonly ILogger _logger;

    public CdrImport(AsteriskCdrOptions options, string path, ILogger logger)
    {
        _options = options;
        _path = Path.GetFullPath(path);
        _logger = logger;
        Name = CdrSourceName.Of("import", _path);
    }

    public string Name { get; }

    public async Task RunAsync(IPbxRecordSink sink, CancellationToken cancellationToken)
    {
        await Task.Yield();
        var durable = _options.ReadAgain ? null : CdrPosition.Parse(await sink.GetPositionAsync(cancellationToken).ConfigureAwait(false));
        try
        {
            using var file = CdrFile.Open(_path);
            var start = CdrPosition.StartOf(Path.GetFileName(_path));
            var from = durable is { } known && file.Holds(known) ? known : start;
            var tally = new CdrTally { IsRest = from.Offset > 0 };
            var pump = new CdrPump(_options, _logger);
            pump.Begin(file, from);
            sink.Report(null);
            _options.Progress?.Report(new CdrProgress(_path, from.Offset, file.Length, 0, 0));
            await pump.ReadAsync(file, sink, isEnd: true, tally, cancellationToken).ConfigureAwait(false);
            if (tally.IsForeign)
            {
                throw new PbxLinkException(PbxLinkFailure.Protocol, $"{_path} is no CDR file: {tally.Damage[0]}");
            }

            await sink.FlushAsync(cancellationToken).ConfigureAwait(false);
            _options.Progress?.Report(new CdrProgress(_path, file.Position.Offset, file.Length, tally.Rows, tally.Damaged));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PbxLinkException(PbxLinkFailure.Unreachable, CdrTrouble.Of(_path, exception), exception);
        }
    }
}
