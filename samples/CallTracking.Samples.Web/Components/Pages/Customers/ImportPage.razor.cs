using CallTracking.Access;
using CallTracking.Contacts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>Takes customers in from a file: tried first, run with progress, taken back as a whole.</summary>
public sealed partial class ImportPage
{
    /// <summary>The largest file that a page takes; what is larger goes by the command line, which reads it row by row.</summary>
    public const int MostMegabytes = 20;

    private const int HistorySize = 20;
    private static readonly string[] Words =
    [
        "ignore", "name", "givenName", "familyName", "addressAs", "kind", "organisation", "status", "discount", "debt", "debtCurrency", "responsible", "language",
        "externalId", "id", "email", "note", "number.mobile", "number.landline", "number.work", "number.extension", "number.fax", "number.other",
    ];

    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private IReadOnlyList<(string Word, string Name)> _targets = [];
    private IReadOnlyList<ContactImport> _imports = [];
    private ContactImportReport? _preview;
    private ContactImportReport? _result;
    private ContactImportUndoReport? _undone;
    private ContactOnMatch _onMatch = ContactOnMatch.FillBlanks;
    private CancellationTokenSource? _run;
    private byte[]? _file;
    private string _fileName = string.Empty;
    private long _progress;
    private bool _isStopped;

    [Inject]
    private ContactImports Imports { get; set; } = null!;

    private ContactImportSettings Settings => new() { Columns = new Dictionary<string, string>(_columns), OnMatch = _onMatch };

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => ActAsync(async (caller, cancellationToken) =>
    {
        var fields = await Book.ListFieldsAsync(caller, cancellationToken);
        _targets =
        [
            .. Words.Where(word => word is not ("debt" or "debtCurrency") || !caller.Access.Hides(FieldMask.Debt)).Select(word => (word, T[$"Field.{word}"].Value)),
            .. fields.Where(field => !field.IsArchived).Select(field => ($"field:{field.Key}", field.Name)),
        ];
        _imports = await Imports.ListAsync(caller, HistorySize, cancellationToken);
    });

    /// <inheritdoc/>
    protected override void Dispose(bool isDisposing)
    {
        if (isDisposing)
        {
            // What is in stays in, and can be gone on with or undone.
            _run?.Cancel();
        }

        base.Dispose(isDisposing);
    }

    private async Task ReadFileAsync(InputFileChangeEventArgs change)
    {
        (_preview, _undone, _file) = (null, null, null);
        _columns.Clear();
        if (change.File.Size > MostMegabytes * 1024L * 1024)
        {
            Problems = [T["Import.TooLarge", MostMegabytes]];
            return;
        }

        if (await ActAsync(async (_, cancellationToken) =>
        {
            await using var source = change.File.OpenReadStream(MostMegabytes * 1024L * 1024, cancellationToken);
            using var bytes = new MemoryStream();
            await source.CopyToAsync(bytes, cancellationToken);
            (_file, _fileName) = (bytes.ToArray(), change.File.Name);
        }))
        {
            await TryAsync();
        }
    }

    private async Task TryAsync()
    {
        if (_file is not { } file)
        {
            return;
        }

        await FileAsync(async (caller, cancellationToken) =>
        {
            using var stream = new MemoryStream(file, writable: false);
            _preview = await Imports.TryAsync(caller, stream, Settings, cancellationToken);
            foreach (var (column, word) in _preview.Columns)
            {
                _columns[column] = word;
            }
        });
    }

    private Task MapAsync(string column, string? word)
    {
        _columns[column] = word ?? "ignore";
        return TryAsync();
    }

    private async Task RunAsync(Guid? resumed)
    {
        using var run = CancellationTokenSource.CreateLinkedTokenSource(Left);
        var started = resumed;
        (_run, _progress, _isStopped) = (run, 0, false);
        var progress = new Told(import => InvokeAsync(() =>
        {
            (started, _progress) = (import.Id, import.Rows);
            StateHasChanged();
        }));
        try
        {
            await FileAsync(async (caller, _) =>
            {
                using var stream = new MemoryStream(_file!, writable: false);
                try
                {
                    // Away from the page, which stays alive meanwhile.
                    _result = await Task.Run(
                        () => resumed is { } id
                            ? Imports.ResumeAsync(caller, id, stream, progress, run.Token)
                            : Nullable(Imports.RunAsync(caller, stream, _fileName, Settings, progress, run.Token)),
                        CancellationToken.None);
                }
                catch (OperationCanceledException) when (!Left.IsCancellationRequested)
                {
                    _isStopped = true;
                    var stopped = (await Imports.ListAsync(caller, HistorySize, Left)).FirstOrDefault(import => started is null || import.Id == started);
                    _result = stopped is null ? null : new ContactImportReport(
                        stopped.Id, new Dictionary<string, string>(), stopped.Rows, stopped.Created, stopped.Updated, stopped.Unchanged, stopped.Refused, [], 0);
                }
            });
        }
        finally
        {
            _run = null;
        }

        await ListAsync();
    }

    private void Stop() => _run?.Cancel();

    private async Task UndoAsync(Guid import)
    {
        if (await FileAsync(async (caller, cancellationToken) =>
            _undone = await Task.Run(() => Imports.UndoAsync(caller, import, cancellationToken), CancellationToken.None)))
        {
            (_result, _preview, _file) = (null, null, null);
            await ListAsync();
        }
    }

    private void Again() => (_result, _preview, _file, _undone) = (null, null, null, null);

    private Task<bool> ListAsync() => ActKeepingAsync(async (caller, cancellationToken) => _imports = await Imports.ListAsync(caller, HistorySize, cancellationToken));

    // What went wrong before stays on the page.
    private async Task<bool> ActKeepingAsync(Func<Caller, CancellationToken, Task> act)
    {
        var (error, problems) = (Error, Problems);
        var isDone = await ActAsync(act);
        (Error, Problems) = (error ?? Error, problems.Count > 0 ? problems : Problems);
        return isDone;
    }

    private async Task<bool> FileAsync(Func<Caller, CancellationToken, Task> act)
    {
        var isReadable = true;
        var isDone = await ActAsync(async (caller, cancellationToken) =>
        {
            try
            {
                await act(caller, cancellationToken);
            }
            catch (ContactFileException)
            {
                isReadable = false;
            }
        });
        if (!isReadable)
        {
            Problems = [T["Import.Unreadable"]];
        }

        return isDone && isReadable;
    }

    private static async Task<ContactImportReport?> Nullable(Task<ContactImportReport> report) => await report;

    // At once and in order; Progress<T> would post to whatever context there is.
    private sealed class Told(Action<ContactImport> tell) : IProgress<ContactImport>
    {
        public void Report(ContactImport value) => tell(value);
    }
}
