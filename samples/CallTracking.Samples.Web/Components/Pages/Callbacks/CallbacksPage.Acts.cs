using CallTracking.Callbacks;
using CallTracking.Samples.Web.Texts;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Callbacks;

/// <content>What the user does with the worklist.</content>
public sealed partial class CallbacksPage
{
    private CallbackActs Acts => new(Dialogs, T);

    private async Task NextCallAsync()
    {
        if (!_mayWork)
        {
            return;
        }

        if (_powerId is { } done)
        {
            _skipped.Add(done);
        }

        _power = true;
        await ReloadAsync();
        var row = _rows?.Find(one => one.IsOpen && !_skipped.Contains(one.Id));
        (_powerId, _gone, _currentId) = (row?.Id, row, row?.Id ?? _currentId);
        if (row is not null)
        {
            await Desk.CallAsync(row.Number, row.ContactId, row.Id);
        }
    }

    // Past this one, without calling the next one yet.
    private async Task SkipAsync()
    {
        if (_powerId is { } skipped)
        {
            _skipped.Add(skipped);
        }

        await ReloadAsync();
        var row = _rows?.Find(one => one.IsOpen && !_skipped.Contains(one.Id));
        (_powerId, _gone, _currentId) = (row?.Id, row, row?.Id ?? _currentId);
    }

    private void StopPower()
    {
        (_power, _powerId, _gone) = (false, null, null);
        _skipped.Clear();
    }

    private string? PowerText(Obligation row) => Desk.Find(row.Number, row.Id) switch
    {
        { IsReached: true } => T["Reached"].Value,
        { IsOver: true, Refusal: null } => T["NotReached"].Value,
        _ => null,
    };

    private async Task TakeAsync(Obligation row)
    {
        if (row is not { IsOpen: true, OwnerId: null })
        {
            return;
        }

        if (await TryAsync((caller, token) => ChangedAsync(Book.AssignAsync(caller, row.Id, caller.Employee, null, row.Revision, token))))
        {
            await ReloadAsync();
            StateHasChanged();
        }
    }

    private async Task NoteAsync(Obligation row)
    {
        if (_mayWork && await Acts.AskNoteAsync() is { } text
            && await TryAsync((caller, token) => ChangedAsync(Book.NoteAsync(caller, row.Id, text, token))))
        {
            Snackbar.Add(T["Noted"].Value, Severity.Success);
            await ReloadAsync();
            StateHasChanged();
        }
    }

    private async Task CloseAsync(IReadOnlyList<Obligation> rows)
    {
        if (Open(rows) is { Count: > 0 } open && await Acts.AskDoneAsync() is { } note)
        {
            await EndAsync(open, ObligationBulkAction.Close, note, "Closed");
        }
    }

    private async Task WaiveAsync(IReadOnlyList<Obligation> rows)
    {
        if (Open(rows) is { Count: > 0 } open && await Acts.AskReasonAsync() is { } reason)
        {
            await EndAsync(open, ObligationBulkAction.Waive, reason, "Waived");
        }
    }

    private async Task AssignAsync(IReadOnlyList<Obligation> rows)
    {
        if (Open(rows) is not { Count: > 0 } open || await Acts.AskOwnerAsync() is not { } choice)
        {
            return;
        }

        ObligationBulkResult? result = null;
        if (await TryAsync(async (caller, token) => result = await Book.BulkAsync(
            caller,
            new ObligationBulk(ObligationBulkAction.Assign)
            {
                Ids = [.. open.Select(static row => row.Id)],
                OwnerId = choice.Employee,
                DepartmentId = choice.Department,
            },
            token)) && result is not null)
        {
            Said(result, "Assigned", async () =>
            {
                await TryAsync(async (caller, token) =>
                {
                    foreach (var row in open)
                    {
                        await Book.AssignAsync(caller, row.Id, row.OwnerId, row.DepartmentId, null, token);
                    }
                });
                await InvokeAsync(ReloadAsync);
            });
            await ReloadAsync();
            StateHasChanged();
        }
    }

    private async Task ReopenAsync(Obligation row)
    {
        if (await TryAsync((caller, token) => ChangedAsync(Book.ReopenAsync(caller, row.Id, row.Revision, token))))
        {
            await ReloadAsync();
            StateHasChanged();
        }
    }

    private async Task EndAsync(List<Obligation> rows, ObligationBulkAction action, string text, string said)
    {
        ObligationBulkResult? result = null;
        var done = await TryAsync(async (caller, token) =>
        {
            if (rows is [var single])
            {
                // One alone is for everybody who works on callbacks, and only as it was read.
                await ChangedAsync(action == ObligationBulkAction.Waive
                    ? Book.WaiveAsync(caller, single.Id, text, single.Revision, token) : Book.CloseAsync(caller, single.Id, text, single.Revision, token));
                result = new ObligationBulkResult(1, 0);
            }
            else
            {
                result = await Book.BulkAsync(caller, new ObligationBulk(action) { Ids = [.. rows.Select(static row => row.Id)], Reason = text }, token);
            }
        });
        if (done && result is not null)
        {
            Said(result, said, async () =>
            {
                await TryAsync(async (caller, token) =>
                {
                    foreach (var row in rows)
                    {
                        // Only what I closed: what somebody else was quicker with is his.
                        if (await Book.GetAsync(caller, row.Id, token) is { IsOpen: false } closed && closed.ClosedBy == caller.Employee)
                        {
                            await Book.ReopenAsync(caller, row.Id, null, token);
                        }
                    }
                });
                await InvokeAsync(ReloadAsync);
            });
        }

        await ReloadAsync();
        StateHasChanged();
    }

    private void Said(ObligationBulkResult result, string text, Func<Task> undo)
    {
        Undo.Offer(Plural.Of(T, text, result.Changed), undo);
        if (result.PassedOver > 0)
        {
            Snackbar.Add(T["PassedOver", result.PassedOver].Value, Severity.Info);
        }
    }

    private List<Obligation> Open(IReadOnlyList<Obligation> rows) => _mayWork ? [.. rows.Where(static row => row.IsOpen)] : [];

    private async Task ChangedAsync(Task<Obligation?> change)
    {
        if (await change is null)
        {
            SayGone();
        }
    }
}
