using System.Text.Json;
using CallTracking.Access;
using CallTracking.Numbering;
using CallTracking.Storage;
using Microsoft.EntityFrameworkCore;

namespace CallTracking.Contacts;

/// <summary>
/// Takes contacts in from CSV files (UTF-8, a header line), and takes an import back. Rows go in by batches, each one transaction together with
/// how far the import came: after a crash <see cref="ResumeAsync"/> goes on behind the last whole batch, or <see cref="UndoAsync"/> takes
/// exactly those back that are in.
/// </summary>
/// <remarks>Safe for concurrent use. Every method needs <see cref="Permission.ContactsImport"/> and throws
/// <see cref="LedgerStoreException"/> when the store cannot be used. A row with anything wrong is left out as a whole and told with line and
/// column; all others go in. Memory is bounded by the longest row (1 MiB) and the batch; a dry run also keeps 16 bytes a contact.</remarks>
public sealed class ContactImports
{
    private const int MostBatchRows = 1000;

    private readonly ICallTrackingDbContextFactory _contexts;
    private readonly TimeProvider _time;
    private readonly NumberPlan _plan;
    private readonly IContactReferences[] _references;

    internal ContactImports(
        ICallTrackingDbContextFactory contexts, TimeProvider time, NumberPlan plan, IEnumerable<IContactReferences> references)
    {
        _contexts = contexts;
        _time = time;
        _plan = plan;
        _references = [.. references];
    }

    /// <summary>A dry run: says what an import would do, and changes nothing.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="file">The file, read from where it stands to its end.</param>
    /// <param name="settings">How it is read.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What would be done. A row that repeats a contact of the same file counts as an update.</returns>
    /// <exception cref="ContactFileException">The file cannot be imported as a whole.</exception>
    public async Task<ContactImportReport> TryAsync(
        Caller caller, Stream file, ContactImportSettings settings, CancellationToken cancellationToken)
    {
        Check(caller, file, settings);
        using var rows = await ContactFile.OpenAsync(file, settings.Separator, cancellationToken).ConfigureAwait(false);
        var columns = await ColumnsAsync(caller, rows, settings, cancellationToken).ConfigureAwait(false);
        var tally = new ContactImportTally(settings.MaxProblems);
        var seen = new HashSet<UInt128>();
        while (await ReadBatchAsync(rows, columns, settings, cancellationToken).ConfigureAwait(false) is { Count: > 0 } batch)
        {
            var now = _time.GetUtcNow();
            tally.Add(await StoreWork.ReadAsync(
                _contexts, caller,
                context => new ContactImportBatch(context, caller, _plan, settings, null, now, seen).RunAsync(batch, cancellationToken)).ConfigureAwait(false));
        }

        return tally.Report(null, Words(rows, columns));
    }

    /// <summary>Imports a file.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="file">The file, read from where it stands to its end.</param>
    /// <param name="fileName">Its name, for the list of imports.</param>
    /// <param name="settings">How it is read.</param>
    /// <param name="progress">Is told after each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops after the batch at hand; what is in stays in and can be resumed or undone.</param>
    /// <exception cref="ContactFileException">The file cannot be imported as a whole.</exception>
    public async Task<ContactImportReport> RunAsync(
        Caller caller, Stream file, string fileName, ContactImportSettings settings, IProgress<ContactImport>? progress,
        CancellationToken cancellationToken)
    {
        Check(caller, file, settings);
        using var rows = await ContactFile.OpenAsync(file, settings.Separator, cancellationToken).ConfigureAwait(false);
        var columns = await ColumnsAsync(caller, rows, settings, cancellationToken).ConfigureAwait(false);
        var import = await StoreWork.WriteAsync(_contexts, caller, (context, _) =>
        {
            var now = _time.GetUtcNow();
            var row = new ContactImport
            {
                Tenant = caller.Tenant,
                Id = Guid.CreateVersion7(now),
                FileName = ContactText.Cut(ContactText.Clean(Path.GetFileName(fileName)) ?? "contacts.csv", ContactModel.NameLength),
                State = ContactImportState.Running,
                StartedAt = now,
                UpdatedAt = now,
                ByEmployee = caller.Employee,
                Settings = JsonSerializer.Serialize(settings, ContactColumnJson.Readable.ContactImportSettings),
                Bytes = rows.Bytes,
                BytesHash = rows.Hash,
                NextLine = rows.NextLine,
                Run = Guid.NewGuid(),
                Revision = 1,
            };
            context.Add(row);
            AuditTrail.Add(context, caller, now, "contact.import", "contactImport", row.Id.ToString());
            return Task.FromResult(row);
        }, cancellationToken).ConfigureAwait(false);
        return await GoOnAsync(caller, import, rows, columns, settings, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on with an import that was cut off, behind the last row that is in.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="importId">The import.</param>
    /// <param name="file">The same file from its start. More rows may have been added at its end.</param>
    /// <param name="progress">Is told after each batch; null for nobody.</param>
    /// <param name="cancellationToken">Stops after the batch at hand.</param>
    /// <returns>What all runs of it did together; null when there is no such import.</returns>
    /// <exception cref="ContactFileException">It is another file, or the import is finished or undone.</exception>
    public async Task<ContactImportReport?> ResumeAsync(
        Caller caller, Guid importId, Stream file, IProgress<ContactImport>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(file);
        caller.Demand(Permission.ContactsImport);
        var import = await TakeOverAsync(caller, importId, ContactImportState.Running, cancellationToken).ConfigureAwait(false);
        if (import is null)
        {
            return null;
        }

        var settings = JsonSerializer.Deserialize(import.Settings, ContactColumnJson.Readable.ContactImportSettings)!;
        Check(caller, file, settings);
        using var rows = await ContactFile.OpenAsync(file, settings.Separator, cancellationToken).ConfigureAwait(false);
        if (!await rows.SkipAsync(import.Bytes, import.BytesHash, import.NextLine, cancellationToken).ConfigureAwait(false))
        {
            throw new ContactFileException(
                $"The file is not the one that the import began with (before line {import.NextLine}): name that file, or undo the import.");
        }

        var columns = await ColumnsAsync(caller, rows, settings, cancellationToken).ConfigureAwait(false);
        return await GoOnAsync(caller, import, rows, columns, settings, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Takes an import back, finished or cut off: contacts that it created go, contacts that it changed get back what they had. What was changed
    /// by people since stays as they left it. A contact that calls, tasks or others name by now is deleted as a user deletes. Cut off, it goes
    /// on when it is called again.
    /// </summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="importId">The import.</param>
    /// <param name="cancellationToken">Stops after the batch at hand.</param>
    /// <returns>What all of its runs did together; null when there is no such import. Undoing it again changes nothing.</returns>
    public async Task<ContactImportUndoReport?> UndoAsync(Caller caller, Guid importId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsImport);
        var import = await TakeOverAsync(caller, importId, ContactImportState.Undoing, cancellationToken).ConfigureAwait(false);
        if (import is null)
        {
            return null;
        }

        while (import.State == ContactImportState.Undoing)
        {
            var run = import.Run;
            import = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
            {
                var row = await OwnAsync(context, importId, run, ContactImportState.Undoing, token).ConfigureAwait(false);
                var now = _time.GetUtcNow();
                if (!await new ContactImportUndoing(context, _references, now).StepAsync(importId, token).ConfigureAwait(false))
                {
                    row.State = ContactImportState.Undone;
                    AuditTrail.Add(context, caller, now, "contact.import.undo", "contactImport", importId.ToString());
                }

                (row.UpdatedAt, row.Revision) = (now, row.Revision + 1);
                return row;
            }, cancellationToken).ConfigureAwait(false);
        }

        return await StoreWork.ReadAsync(_contexts, caller, async context =>
        {
            var counts = await context.Set<ContactImportEntry>().Where(e => e.ImportId == importId).GroupBy(e => e.Undo)
                .Select(g => new { Undo = g.Key, Count = g.LongCount() }).ToDictionaryAsync(g => g.Undo, g => g.Count, cancellationToken).ConfigureAwait(false);
            return new ContactImportUndoReport(
                counts.GetValueOrDefault(ContactImportUndo.Undone), counts.GetValueOrDefault(ContactImportUndo.KeptEdits),
                counts.GetValueOrDefault(ContactImportUndo.Hidden));
        }).ConfigureAwait(false);
    }

    /// <summary>The latest imports, newest first.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="limit">How many at most, 1 to 500.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<IReadOnlyList<ContactImport>> ListAsync(Caller caller, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, ContactBook.MaxLimit);
        caller.Demand(Permission.ContactsImport);
        return StoreWork.ReadAsync<IReadOnlyList<ContactImport>>(_contexts, caller, async context =>
            await context.Set<ContactImport>().OrderByDescending(i => i.Id).Take(limit).ToListAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>One import.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="importId">The import.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when there is no such import.</returns>
    public Task<ContactImport?> GetAsync(Caller caller, Guid importId, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        caller.Demand(Permission.ContactsImport);
        return StoreWork.ReadAsync(_contexts, caller, context => context.Set<ContactImport>().SingleOrDefaultAsync(i => i.Id == importId, cancellationToken));
    }

    private async Task<ContactImportReport> GoOnAsync(
        Caller caller, ContactImport import, ContactFile rows, ContactColumn[] columns, ContactImportSettings settings,
        IProgress<ContactImport>? progress, CancellationToken cancellationToken)
    {
        var tally = new ContactImportTally(settings.MaxProblems);
        while (import.State == ContactImportState.Running)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = await ReadBatchAsync(rows, columns, settings, cancellationToken).ConfigureAwait(false);
            var (before, bytes, hash, line) = (import, rows.Bytes, rows.Hash, rows.NextLine);
            (import, var outcome) = await StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
            {
                var row = await OwnAsync(context, before.Id, before.Run, ContactImportState.Running, token).ConfigureAwait(false);
                var now = _time.GetUtcNow();
                var done = await new ContactImportBatch(context, caller, _plan, settings, row.Id, now, null).RunAsync(batch, token).ConfigureAwait(false);
                (row.Bytes, row.BytesHash, row.NextLine) = (bytes, hash, line);
                row.Rows += done.Rows;
                row.Created += done.Created;
                row.Updated += done.Updated;
                row.Unchanged += done.Unchanged;
                row.Refused += done.Refused;
                row.State = batch.Count == 0 ? ContactImportState.Finished : row.State;
                (row.UpdatedAt, row.Revision) = (now, row.Revision + 1);
                if (batch.Count == 0)
                {
                    AuditTrail.Add(context, caller, now, "contact.import.finish", "contactImport", row.Id.ToString());
                }

                return (row, done);
            }, cancellationToken).ConfigureAwait(false);
            tally.Add(outcome);
            progress?.Report(import);
        }

        return tally.Report(import, Words(rows, columns));
    }

    /// <summary>Gives an import to this run: another one that is at it stops at its next batch.</summary>
    private Task<ContactImport?> TakeOverAsync(Caller caller, Guid id, ContactImportState state, CancellationToken cancellationToken) =>
        StoreWork.WriteAsync(_contexts, caller, async (context, token) =>
        {
            var row = await context.Set<ContactImport>().AsTracking().SingleOrDefaultAsync(i => i.Id == id, token).ConfigureAwait(false);
            if (row is null)
            {
                return null;
            }

            if (state == ContactImportState.Running && row.State != ContactImportState.Running)
            {
                throw new ContactFileException(row.State == ContactImportState.Finished
                    ? "The import is finished: there is nothing to go on with."
                    : "The import is undone: import the file anew.");
            }

            if (row.State != ContactImportState.Undone)
            {
                (row.State, row.Run, row.UpdatedAt, row.Revision) = (state, Guid.NewGuid(), _time.GetUtcNow(), row.Revision + 1);
            }

            return row;
        }, cancellationToken);

    private static async Task<ContactImport> OwnAsync(
        CallTrackingDbContext context, Guid id, Guid run, ContactImportState state, CancellationToken cancellationToken)
    {
        var row = await context.Set<ContactImport>().AsTracking().SingleAsync(i => i.Id == id, cancellationToken).ConfigureAwait(false);
        return row.Run == run && row.State == state
            ? row
            : throw new ContactFileException("The import was resumed or undone by somebody else meanwhile: this run ends here, nothing is lost.");
    }

    private static void Check(Caller caller, Stream file, ContactImportSettings settings)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.BatchRows, 1, nameof(settings));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(settings.BatchRows, MostBatchRows, nameof(settings));
        if (settings.Separator is { } separator && (separator is '"' or '\r' or '\n' || !char.IsAscii(separator)))
        {
            throw new ArgumentException("A separator is one ASCII character, no quote and no line break.", nameof(settings));
        }

        caller.Demand(Permission.ContactsImport);
        if (settings.Match.HasFlag(ContactMatch.Number))
        {
            caller.DemandField(FieldMask.Numbers, "searched");
        }
    }

    private async Task<ContactColumn[]> ColumnsAsync(
        Caller caller, ContactFile file, ContactImportSettings settings, CancellationToken cancellationToken)
    {
        var catalogue = await StoreWork.ReadAsync(_contexts, caller, context => ContactCatalogue.LoadAsync(context, cancellationToken)).ConfigureAwait(false);
        foreach (var header in settings.Columns.Keys.Where(header => !file.Header.Contains(header, StringComparer.OrdinalIgnoreCase)))
        {
            throw new ContactFileException($"The file has no column '{header}'; it has: {string.Join(", ", file.Header)}.");
        }

        var columns = Array.ConvertAll(file.Header, header =>
        {
            var word = settings.Columns.FirstOrDefault(pair => string.Equals(pair.Key, header, StringComparison.OrdinalIgnoreCase)).Value;
            return word is null
                ? ContactColumns.Guess(header, catalogue.Fields) ?? new ContactColumn(ContactColumns.Ignore)
                : ContactColumns.Read(word, catalogue.Fields)
                    ?? throw new ContactFileException($"Column '{header}' is mapped to '{word}', which is none of: {ContactColumns.Choice}.");
        });
        if (Array.TrueForAll(columns, column => column.Target == ContactColumns.Ignore))
        {
            throw new ContactFileException(
                $"None of the columns says what it holds ({string.Join(", ", file.Header)}): map them, and check that the first line has their names.");
        }

        if (Array.Exists(columns, column => column.Target is ContactColumns.Debt or ContactColumns.DebtCurrency))
        {
            caller.DemandField(FieldMask.Debt, "changed");
        }

        return columns;
    }

    private static async Task<List<ContactImportRow>> ReadBatchAsync(
        ContactFile file, ContactColumn[] columns, ContactImportSettings settings, CancellationToken cancellationToken)
    {
        List<ContactImportRow> batch = [];
        while (batch.Count < settings.BatchRows && await file.ReadAsync(cancellationToken).ConfigureAwait(false) is { } row)
        {
            batch.Add(new ContactImportRow(row, file.Header, columns));
        }

        return batch;
    }

    private static Dictionary<string, string> Words(ContactFile file, ContactColumn[] columns)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < columns.Length; i++)
        {
            words.TryAdd(file.Header[i], columns[i].Target switch
            {
                ContactColumns.Number => $"number.{ContactColumns.Word(columns[i].NumberKind)}",
                ContactColumns.Field => ContactProperties.FieldPrefix + columns[i].Key,
                var word => word,
            });
        }

        return words;
    }
}

/// <summary>Adds batches up.</summary>
internal sealed class ContactImportTally(int maxProblems)
{
    private readonly List<ContactImportProblem> _problems = [];
    private long _rows;
    private long _created;
    private long _updated;
    private long _unchanged;
    private long _refused;
    private long _problemCount;

    public void Add(ContactImportOutcome outcome)
    {
        _rows += outcome.Rows;
        _created += outcome.Created;
        _updated += outcome.Updated;
        _unchanged += outcome.Unchanged;
        _refused += outcome.Refused;
        _problemCount += outcome.Problems.Count;
        _problems.AddRange(outcome.Problems.Take(maxProblems - _problems.Count));
    }

    public ContactImportReport Report(ContactImport? import, IReadOnlyDictionary<string, string> columns) => import is null
        ? new(null, columns, _rows, _created, _updated, _unchanged, _refused, _problems, _problemCount)
        : new(import.Id, columns, import.Rows, import.Created, import.Updated, import.Unchanged, import.Refused, _problems, _problemCount);
}
