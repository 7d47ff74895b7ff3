using System.Globalization;
using CallTracking.Privacy;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace CallTracking.Samples.Web.Components.Pages.Settings;

/// <summary>Letting personal data go: what is old is counted here, and one person is exported or erased, with the proof to print.</summary>
public sealed partial class PrivacySettings : IAsyncDisposable
{
    private readonly Dictionary<RetentionClass, int?> _keep = new()
    {
        [RetentionClass.Calls] = 730,
        [RetentionClass.EventLog] = 30,
        [RetentionClass.Notes] = 365,
        [RetentionClass.AuditPayloads] = 365,
    };

    private IReadOnlyList<RetentionCount>? _counts;
    private ErasureProof? _proof;
    private IJSObjectReference? _script;
    private string? _contact;
    private string? _number;
    private string? _name;
    private string _confirmed = string.Empty;
    private int _done;

    [Inject]
    private PrivacyBook Book { get; set; } = null!;

    [Inject]
    private IJSRuntime Browser { get; set; } = null!;

    // There is no undo for it, so it takes a word that nobody writes by mistake.
    private bool IsConfirmed => string.Equals(_confirmed.Trim(), T["Privacy.Word"].Value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Dispose();
        try
        {
            if (_script is not null)
            {
                await _script.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the script with it.
        }
    }

    private void Keep(RetentionClass kind, ChangeEventArgs change)
    {
        _keep[kind] = int.TryParse(change.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is > 0 and <= 36_500 ? days : null;
        _counts = null;
    }

    private async Task PreviewAsync() => await ActAsync(async (caller, token) => _counts = await Book.PreviewAsync(
        caller,
        new RetentionPolicy { KeepFor = _keep.Where(static one => one.Value is not null).ToDictionary(static one => one.Key, static one => TimeSpan.FromDays(one.Value!.Value)) },
        token));

    private string Command() => "calltracking privacy apply --keep "
        + string.Join(' ', _keep.Where(static one => one.Value is not null).OrderBy(static one => one.Key).Select(static one => $"{one.Key}={one.Value}"));

    private PrivacySubject? Subject()
    {
        // A contact is named by its id, or by the address of its page.
        var id = _contact?.Trim().TrimEnd('/').Split('/')[^1];
        var contact = Guid.TryParse(id, out var found) ? found : (Guid?)null;
        if ((contact is null && !string.IsNullOrWhiteSpace(_contact))
            || (contact is null && string.IsNullOrWhiteSpace(_number) && string.IsNullOrWhiteSpace(_name)))
        {
            Refused = T["Privacy.Nobody"];
            return null;
        }

        return new PrivacySubject
        {
            ContactId = contact,
            Numbers = string.IsNullOrWhiteSpace(_number) ? [] : [_number.Trim()],
            Names = string.IsNullOrWhiteSpace(_name) ? [] : [_name.Trim()],
        };
    }

    private async Task EraseAsync()
    {
        (_proof, _done) = (null, 0);
        if (IsConfirmed && Subject() is { } subject)
        {
            var progress = new Progress<ErasedStore>(_ => InvokeAsync(() =>
            {
                _done++;
                StateHasChanged();
            }));
            await ActAsync(async (caller, token) => _proof = await Book.EraseAsync(caller, subject, progress, token));
            _confirmed = string.Empty;
        }
    }

    private async Task ExportAsync()
    {
        if (Subject() is not { } subject)
        {
            return;
        }

        await ActAsync(async (caller, token) =>
        {
            // One person's rows: they fit into memory, and a file that is not whole is never handed out.
            using var document = new MemoryStream();
            await Book.ExportAsync(caller, subject, document, token);
            document.Position = 0;
            using var reference = new DotNetStreamReference(document, leaveOpen: true);
            await (await ScriptAsync()).InvokeVoidAsync("save", token, "subject.json", reference);
        });
    }

    private async Task PrintAsync() => await (await ScriptAsync()).InvokeVoidAsync("print", Left);

    private async Task<IJSObjectReference> ScriptAsync() => _script ??= await Browser.InvokeAsync<IJSObjectReference>("import", Left, "./settings.js");
}
