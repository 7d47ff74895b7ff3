using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Access;

/// <summary>Makes checkpoints and reads them. The keys are read when the first one is needed.</summary>
internal sealed class AuditCheckpoints(
    ICallTrackingDbContextFactory contexts, IAuditCheckpointStore store, IOptions<AuditOptions> options, TimeProvider time)
{
    private const string KeyName = "audit.key";
    private const string FileName = "audit.checkpoints";
    private const string DefaultFolder = "calltracking-audit";

    private readonly Lock _lock = new();
    private AuditKeys? _keys;

    /// <exception cref="InvalidOperationException">They cannot be read; one line.</exception>
    public AuditKeys Keys
    {
        get
        {
            lock (_lock)
            {
                return _keys ??= options.Value.Key is { } secret ? AuditKeys.Of(secret) : AuditKeys.Read(KeyFile(options.Value));
            }
        }
    }

    public static string KeyFile(AuditOptions options) => options.KeyFile ?? Path.Combine(Folder(options), KeyName);

    public static string CheckpointFile(AuditOptions options) => Path.Combine(Folder(options), FileName);

    public Task<IReadOnlyList<AuditCheckpoint>> ReadAsync(string tenant, CancellationToken cancellationToken) =>
        store.ReadAsync(tenant, cancellationToken);

    /// <summary>Vouches for all rows that are there.</summary>
    public async Task<AuditCheckpoint?> MakeAsync(string tenant, CancellationToken cancellationToken)
    {
        var system = Caller.System(tenant);
        var head = await StoreWork.ReadAsync(
            contexts, system, context => context.Set<AuditHead>().SingleOrDefaultAsync(cancellationToken)).ConfigureAwait(false);
        if (head is null || head.Number == 0 || (head.Day == head.CheckpointDay && head.Number == head.CheckpointNumber))
        {
            return null;
        }

        var checkpoint = Keys.Sign(new AuditCheckpoint(
            tenant, head.Day, head.Number, Convert.ToHexStringLower(head.Digest), time.GetUtcNow(), "", ""));
        await store.AddAsync(checkpoint, cancellationToken).ConfigureAwait(false);

        // Only forwards: another process may have made a later one meanwhile.
        var (day, number) = (head.Day, head.Number);
        await StoreWork.WriteAsync(contexts, system, (context, token) => context.Set<AuditHead>()
            .Where(one => one.CheckpointDay < day || (one.CheckpointDay == day && one.CheckpointNumber < number))
            .ExecuteUpdateAsync(
                one => one.SetProperty(h => h.CheckpointDay, day).SetProperty(h => h.CheckpointNumber, number), token), cancellationToken)
            .ConfigureAwait(false);
        return checkpoint;
    }

    /// <summary>A new key signs from now on.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="InvalidOperationException">There is no key file, or it cannot be written; one line.</exception>
    public string Rotate()
    {
        if (options.Value.Key is not null)
        {
            throw new InvalidOperationException("AuditOptions.Key holds the secret: change keys where it is set, or use a KeyFile.");
        }

        lock (_lock)
        {
            var id = AuditKeys.Rotate(KeyFile(options.Value));
            _keys = null;
            return id;
        }
    }

    private static string Folder(AuditOptions options) => Path.GetFullPath(options.Directory ?? DefaultFolder);
}
