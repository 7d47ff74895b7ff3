using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Storage;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <content>What happens while the page is open.</content>
public sealed partial class CallsPage
{
    // Five renders a second at most.
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(200);

    // More than these are read again when they are asked for.
    private const int MostFresh = 200;

    private bool _willRender;

    private async Task FollowAsync(Caller caller)
    {
        try
        {
            await foreach (var change in Feed.ReadAsync(caller, cancellationToken: _closing.Token))
            {
                await InvokeAsync(() => ApplyAsync(change));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException or AccessDeniedException)
        {
            // The page was left, or the right was taken away: the next read says so.
        }
    }

    private async Task ApplyAsync(CallChange change)
    {
        if (_rows is null || _closing.IsCancellationRequested)
        {
            return;
        }

        var call = change.Call;
        var at = _rows.FindIndex(row => row.Id == call.Id);
        if (change.Kind == CallChangeKind.Withdrawn)
        {
            _fresh.Remove(call.Id);
            if (at >= 0)
            {
                _rows.RemoveAt(at);
            }
        }
        else if (at >= 0)
        {
            _rows[at] = call;
        }
        else if (!await IsWantedAsync(call))
        {
            // A call that changed so that it is no longer one of these.
            _fresh.Remove(call.Id);
        }
        else if (_fresh.ContainsKey(call.Id) || _fresh.Count < MostFresh)
        {
            _fresh[call.Id] = call;
        }

        Render();
    }

    private async Task<bool> IsWantedAsync(Call call)
    {
        // An older call that was learned about late has its place further down, where it is read.
        if (_view.Number is not null || !_view.Shows(call, _filter) || (_rows is [var newest, ..] && call.StartedAt < newest.StartedAt))
        {
            return false;
        }

        try
        {
            var found = await CallContacts.FindAsync(await Session.GetCallerAsync(_closing.Token), call.Id, _closing.Token);
            if (found is not null)
            {
                _contacts[call.Id] = found;
            }

            return _view.Contact is null || found?.ContactId == _view.Contact;
        }
        catch (Exception error) when (IsExpected(error) || error is OperationCanceledException)
        {
            return _view.Contact is null && error is LedgerStoreException;
        }
    }

    private void ShowFresh()
    {
        if (_rows is not null && _fresh.Count > 0)
        {
            _rows.InsertRange(0, _fresh.Values.OrderByDescending(static call => call.StartedAt).ThenByDescending(static call => call.Id));
            _fresh.Clear();
            StateHasChanged();
        }
    }

    private void Render()
    {
        if (_willRender)
        {
            return;
        }

        _willRender = true;
        _ = Task.Run(
            async () =>
            {
                await Task.Delay(Calm, Time, _closing.Token);
                _willRender = false;
                await InvokeAsync(StateHasChanged);
            },
            _closing.Token);
    }
}
