using CallTracking.Samples.Web.Search;
using CallTracking.Samples.Web.Texts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Layout;

/// <summary>The search over all there is.</summary>
public sealed partial class SearchDialog : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(120);
    private CancellationTokenSource _search = new();
    private ElementReference _field;
    private IReadOnlyList<SearchAnswer> _answers = [];
    private List<SearchHit> _hits = [];
    private Exception? _error;
    private string _text = string.Empty;
    private string _asked = string.Empty;
    private int _chosen;
    private bool _isBusy;

    /// <summary>The pages that the user may open.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<NavEntry> Pages { get; set; } = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject]
    private SearchEverywhere Search { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private string Status => _isBusy ? string.Empty : Plural.Of(T, "Found", _hits.Count);

    /// <inheritdoc/>
    public void Dispose()
    {
        _search.Cancel();
        _search.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => FindAsync(string.Empty, _search.Token);

    /// <inheritdoc/>
    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (firstRender)
        {
            await _field.FocusAsync();
        }
    }

    private static string IdOf(int place) => $"ct-find-{place}";

    private async Task OnTyped()
    {
        await _search.CancelAsync();
        _search.Dispose();
        _search = new CancellationTokenSource();
        var token = _search.Token;
        _isBusy = true;
        try
        {
            await Task.Delay(Pause, Time, token);
            await FindAsync(_text, token);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Typed on, or closed.
        }
    }

    private async Task FindAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await Search.FindAsync(text, Pages, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            (_answers, _error, _asked, _chosen) = (answers, null, text.Trim(), 0);
        }
        catch (Exception error) when (error is not OperationCanceledException and not OutOfMemoryException)
        {
            (_answers, _error) = ([], error);
        }

        _hits = [.. _answers.SelectMany(answer => answer.Hits)];
        _isBusy = false;
    }

    private async Task OnKeyAsync(KeyboardEventArgs args)
    {
        if (_hits.Count == 0 || args.IsComposing)
        {
            return;
        }

        switch (args.Key)
        {
            case "ArrowDown":
                _chosen = (_chosen + 1) % _hits.Count;
                break;
            case "ArrowUp":
                _chosen = (_chosen + _hits.Count - 1) % _hits.Count;
                break;
            case "Enter":
                // What stands there may be the answer to fewer letters: the right ones are searched first.
                if (_isBusy)
                {
                    await _search.CancelAsync();
                    _search.Dispose();
                    _search = new CancellationTokenSource();
                    await FindAsync(_text, _search.Token);
                }

                if (_hits.Count > 0)
                {
                    var href = _hits[_chosen].Href;
                    Close();
                    Navigation.NavigateTo(href);
                }

                break;
        }
    }

    private void Close() => Dialog.Close();
}
