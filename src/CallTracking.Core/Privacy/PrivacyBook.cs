using System.Globalization;
using System.Text.Json;
using CallTracking.Access;
using CallTracking.Storage;
using CallTracking.Traces;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CallTracking.Privacy;

/// <summary>Lets personal data go: what is old by classes, what is one person's everywhere; and gives a person what is stored about him.</summary>
/// <remarks>Safe for concurrent use, beside a running host. Every method needs <see cref="Permission.PrivacyManage"/> over all rows and is
/// audited, without numbers or names. Throws <see cref="AccessDeniedException"/>, <see cref="LedgerStoreException"/>,
/// <see cref="ArgumentException"/> for a subject that cannot be meant, and <see cref="InvalidOperationException"/> when the key cannot be
/// read.</remarks>
public sealed class PrivacyBook
{
    // Rows that others change while a pass runs are looked at again.
    private const int MostPasses = 3;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly CallTrackingOptions _tracking;
    private readonly PrivacyOptions _options;
    private readonly TracingOptions _tracing;
    private readonly Retention _retention;
    private readonly StoreErasure _store;
    private readonly TimeProvider _time;

    internal PrivacyBook(
        ICallTrackingDbContextFactory contexts, ILedgerReader reader, IOptions<CallTrackingOptions> tracking, IOptions<PrivacyOptions> options,
        IOptions<TracingOptions> tracing, TimeProvider time)
    {
        _contexts = contexts;
        _tracking = tracking.Value;
        _options = options.Value;
        _tracing = tracing.Value;
        _retention = new Retention(contexts, reader);
        _store = new StoreErasure(contexts, time);
        _time = time;
    }

    private string KeyFile => _options.PseudonymKeyFile ?? PrivacyOptions.DefaultKeyFile;

    /// <summary>How much would go. Changes nothing.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="policy">For how long what is kept.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<IReadOnlyList<RetentionCount>> PreviewAsync(Caller caller, RetentionPolicy policy, CancellationToken cancellationToken)
    {
        var system = Demand(caller);
        var counts = new List<RetentionCount>();
        foreach (var (kind, before) in LimitsOf(policy))
        {
            counts.Add(new RetentionCount(kind, before, await _retention.CountAsync(system, kind, before, cancellationToken).ConfigureAwait(false)));
        }

        return counts;
    }

    /// <summary>Lets go what is older than it is to be kept, a few hundred rows at a time. Given up midway, what went is gone, and the rest goes
    /// the next time.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="policy">For how long what is kept.</param>
    /// <param name="progress">Told after each batch how much of its class went; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What went.</returns>
    public async Task<IReadOnlyList<RetentionCount>> ApplyAsync(
        Caller caller, RetentionPolicy policy, IProgress<RetentionCount>? progress, CancellationToken cancellationToken)
    {
        var system = Demand(caller);
        var counts = new List<RetentionCount>();
        foreach (var (kind, before) in LimitsOf(policy))
        {
            var gone = await _retention.ApplyAsync(
                system, kind, _time.GetUtcNow(), before, soFar => progress?.Report(new RetentionCount(kind, before, soFar)), cancellationToken)
                .ConfigureAwait(false);
            counts.Add(new RetentionCount(kind, before, gone));
            await AuditAsync(caller, "privacy.retention", kind.ToString(), writer =>
            {
                writer.WriteString("before", before);
                writer.WriteNumber("rows", gone);
            }, cancellationToken).ConfigureAwait(false);
        }

        return counts;
    }

    /// <summary>Writes all that is stored about a person as one JSON document.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="subject">Who.</param>
    /// <param name="output">Where to, UTF-8; left open.</param>
    /// <param name="cancellationToken">Gives up; what was written is then no whole document.</param>
    /// <returns>How many rows it has.</returns>
    public async Task<long> ExportAsync(Caller caller, PrivacySubject subject, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(output);
        var system = Demand(caller);
        caller.DemandField(FieldMask.Numbers, "exported");
        var found = await FindAsync(system, subject, cancellationToken).ConfigureAwait(false);
        var rows = await new SubjectExport(_contexts).WriteAsync(system, found, _time.GetUtcNow(), output, cancellationToken).ConfigureAwait(false);
        await AuditAsync(caller, "privacy.export", found.Text.NamePseudonym, writer => writer.WriteNumber("rows", rows), cancellationToken)
            .ConfigureAwait(false);
        return rows;
    }

    /// <summary>
    /// Erases a person: his numbers and names become pseudonyms in every copy (calls, participants, event log, records, contacts, notes,
    /// obligations, tasks, messages, the audit trail's payloads, what waits for webhooks, the spool, traces), what was written about him is
    /// cleared, and how many calls there were, when, how long and with whom of ours stays. It then looks through all of it again.
    /// </summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="subject">Who.</param>
    /// <param name="progress">Told of each store when it is done; null for nobody.</param>
    /// <param name="cancellationToken">Gives up; erase again then.</param>
    /// <returns>Store by store what was done, and whether anything was found afterwards.</returns>
    public async Task<ErasureProof> EraseAsync(
        Caller caller, PrivacySubject subject, IProgress<ErasedStore>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(subject);
        var system = Demand(caller);
        var found = await FindAsync(system, subject, cancellationToken).ConfigureAwait(false);

        // Asked before their rows are changed: whoever follows them writes these rows again.
        var open = await _store.CountOpenAsync(system, found, cancellationToken).ConfigureAwait(false);
        var stores = new List<ErasedStore>();
        foreach (var table in await TablesAsync(system).ConfigureAwait(false))
        {
            Add(await EraseAsync(system, table, found, cancellationToken).ConfigureAwait(false));
        }

        Add(await EraseAuditAsync(caller, system, found, cancellationToken).ConfigureAwait(false));
        await _store.HideContactsAsync(system, found, cancellationToken).ConfigureAwait(false);
        if (_tracking.SpoolDirectory is { } spool)
        {
            Add(Twice(onlyLook => SpoolErasure.Run(spool, system.Tenant, found.Text, onlyLook)));
        }

        if ((_options.TraceDirectory ?? _tracing.Directory) is { Length: > 0 } traces)
        {
            var key = PseudonymKeyFile.Read(KeyFile);
            Add(Twice(onlyLook => TraceErasure.Run(traces, key, found.Text, onlyLook)));
        }

        if (await StoreWork.ReadAsync(_contexts, system, context => FreeSpace.RewriteAsync(_contexts, context, cancellationToken))
            .ConfigureAwait(false) is { } file)
        {
            Add(file);
        }

        var id = Guid.CreateVersion7(_time.GetUtcNow());
        await AuditAsync(caller, "privacy.erase", id.ToString("D"), writer =>
        {
            writer.WriteString("pseudonym", found.Text.NamePseudonym);
            writer.WriteNumber("changed", stores.Sum(static store => store.Changed));
            writer.WriteNumber("left", stores.Sum(static store => store.Left));
        }, cancellationToken).ConfigureAwait(false);
        return new ErasureProof(
            id, _time.GetUtcNow(), [.. found.Text.Numbers.Select(static one => one.Pseudonym).Append(found.Text.NamePseudonym).Distinct()], stores, open);

        void Add(ErasedStore store)
        {
            stores.Add(store);
            progress?.Report(store);
        }
    }

    private static Caller Demand(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return caller.Access.ScopeOf(Permission.PrivacyManage) == AccessScope.All
            ? Caller.System(caller.Tenant) : throw new AccessDeniedException(Permission.PrivacyManage);
    }

    private static ErasedStore Twice(Func<bool, ErasedStore> run)
    {
        var done = run(false);
        var again = run(true);
        return done with { Left = again.Left, Trouble = done.Trouble ?? again.Trouble };
    }

    private IEnumerable<(RetentionClass Kind, DateTimeOffset Before)> LimitsOf(RetentionPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var now = _time.GetUtcNow();
        foreach (var (kind, keep) in policy.KeepFor.OrderBy(static one => one.Key))
        {
            if (!Enum.IsDefined(kind) || keep < TimeSpan.FromDays(1))
            {
                throw new ArgumentException($"{kind} cannot be kept for {keep}: name a class, and one day at least.", nameof(policy));
            }

            yield return (kind, now - keep);
        }
    }

    private Task<FoundSubject> FindAsync(Caller system, PrivacySubject subject, CancellationToken cancellationToken) =>
        StoreWork.ReadAsync(_contexts, system, context => new SubjectFinder(_tracking.Site, KeyFile).FindAsync(context, subject, cancellationToken));

    private Task<IReadOnlyList<StoreTable>> TablesAsync(Caller system) =>
        StoreWork.ReadAsync(_contexts, system, static context => Task.FromResult(StoreTable.Of(context)));

    private async Task<ErasedStore> EraseAsync(Caller system, StoreTable table, FoundSubject subject, CancellationToken cancellationToken)
    {
        var (looked, changed, left, unreadable) = (0L, 0L, 0L, 0L);
        for (var pass = 1; pass <= MostPasses; pass++)
        {
            var first = await _store.PassAsync(system, table, subject, onlyLook: false, cancellationToken).ConfigureAwait(false);
            (looked, changed) = (first.Looked, changed + first.Found);
            (_, left, unreadable) = await _store.PassAsync(system, table, subject, onlyLook: true, cancellationToken).ConfigureAwait(false);
            if (left == 0)
            {
                break;
            }
        }

        return new ErasedStore(table.Name, looked, changed, left, unreadable == 0 ? null : string.Create(
            CultureInfo.InvariantCulture, $"{unreadable} rows cannot be read: they are damaged or of a newer version."));
    }

    private async Task<ErasedStore> EraseAuditAsync(Caller caller, Caller system, FoundSubject subject, CancellationToken cancellationToken)
    {
        string? Replaced(string payload) => subject.Text.Replace(payload, out var other) ? other : payload;

        // By whose order is said; the rows are the tenant's.
        var done = await AuditErasing.RunAsync(_contexts, caller.IsSystem ? system : caller, _time.GetUtcNow(), null, Replaced, onlyLook: false, cancellationToken)
            .ConfigureAwait(false);
        var again = await AuditErasing.RunAsync(_contexts, system, _time.GetUtcNow(), null, Replaced, onlyLook: true, cancellationToken)
            .ConfigureAwait(false);
        return new ErasedStore("ct_audit payloads", done.Looked, done.Changed, again.Changed, null);
    }

    private Task<bool> AuditAsync(Caller caller, string action, string id, Action<Utf8JsonWriter> payload, CancellationToken cancellationToken) =>
        StoreWork.WriteAsync(_contexts, caller, (context, _) =>
        {
            using var bytes = new MemoryStream();
            using (var writer = new Utf8JsonWriter(bytes))
            {
                writer.WriteStartObject();
                payload(writer);
                writer.WriteEndObject();
            }

            AuditTrail.Add(
                context, caller, _time.GetUtcNow(), action, "privacy", id, System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
            return Task.FromResult(true);
        }, cancellationToken);
}
