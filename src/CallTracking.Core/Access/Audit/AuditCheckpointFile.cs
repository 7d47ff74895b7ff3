using System.Text;
using System.Text.Json;
using CallTracking.Storage;

namespace CallTracking.Access;

/// <summary>Checkpoints in a file, one a line: of each tenant the newest one of each day, so that it stays small. It is replaced as a whole,
/// and so is never half written.</summary>
internal sealed class AuditCheckpointFile(string path, TimeProvider time) : IAuditCheckpointStore, IDisposable
{
    private const int LockAttempts = 100;

    private readonly SemaphoreSlim _gate = new(1, 1);

    public async Task AddAsync(AuditCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            using var alone = await LockAsync(cancellationToken).ConfigureAwait(false);
            var all = await ReadAllAsync(cancellationToken).ConfigureAwait(false);
            all.RemoveAll(other => other.Tenant == checkpoint.Tenant && other.Day == checkpoint.Day && other.Number <= checkpoint.Number);
            all.Add(checkpoint);
            Replace(all);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"{path}: the checkpoint of the audit trail cannot be written ({exception.Message}); give the host the right to, or name another "
                + "folder in AuditOptions.Directory.", exception);
        }
        finally
        {
            _gate.Release();
        }
    }

    public async Task<IReadOnlyList<AuditCheckpoint>> ReadAsync(string tenant, CancellationToken cancellationToken) =>
        (await ReadAllAsync(cancellationToken).ConfigureAwait(false)).FindAll(one => one.Tenant == tenant);

    public void Dispose() => _gate.Dispose();

    private async Task<List<AuditCheckpoint>> ReadAllAsync(CancellationToken cancellationToken)
    {
        var all = new List<AuditCheckpoint>();
        if (!File.Exists(path))
        {
            return all;
        }

        foreach (var line in await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false))
        {
            if (Parse(line) is { } checkpoint)
            {
                all.Add(checkpoint);
            }
        }

        return all;
    }

    // A host and a command line may write at the same time; what one of them wrote must not be lost by the other's replacement.
    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        MakeFolder();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockAttempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // A line that somebody spoiled vouches for nothing; that it is missing is found by the rest.
    private static AuditCheckpoint? Parse(string line)
    {
        try
        {
            var read = line.Length == 0 ? null : JsonSerializer.Deserialize(line, AuditJson.Default.AuditCheckpoint);
            return read is { Tenant: not null, Digest: not null, KeyId: not null, Signature: not null } ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void MakeFolder()
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private void Replace(List<AuditCheckpoint> all)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var next = path + ".next";
        using (var file = new FileStream(next, options))
        {
            foreach (var checkpoint in all)
            {
                file.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(checkpoint, AuditJson.Default.AuditCheckpoint) + "\n"));
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        DiskSync.Folder(path);
    }
}
