using System.IO.Pipelines;
using System.Text;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Samples.Web.Texts;
using Microsoft.JSInterop;
using MudBlazor;

namespace CallTracking.Samples.Web.Components.Pages.Calls;

/// <content>The file that is taken away, and the chart: both read all that the filter selects, page by page, and can be stopped.</content>
public sealed partial class CallsPage
{
    private const int Often = 500;

    private CallChartData? _chart;
    private int? _charted;
    private CancellationTokenSource? _charting;
    private CancellationTokenSource? _exporting;
    private bool _isExporting;
    private long _exported;

    private async Task ToggleChartAsync()
    {
        if (_chart is not null || _charted is not null)
        {
            StopChart();
            _chart = null;
            return;
        }

        var charting = _charting = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        try
        {
            _charted = 0;
            var caller = await Session.GetCallerAsync(charting.Token);
            var calls = new List<Call>();
            var isCut = false;
            await foreach (var call in History.StreamAsync(caller, _filter, charting.Token))
            {
                if (calls.Count == CallChartData.MostCalls)
                {
                    isCut = true;
                    break;
                }

                if (_view.Holds(call))
                {
                    // Only what is counted is kept of each.
                    calls.Add(call with { Participants = [], Because = [], Transfers = [], Digits = [], Recordings = [] });
                }

                if (calls.Count % Often == 0)
                {
                    _charted = calls.Count;
                    StateHasChanged();
                }
            }

            _chart = CallChartData.Of(calls, Clock.Zone, isCut);
        }
        catch (OperationCanceledException)
        {
            // It was stopped.
        }
        catch (Exception error) when (IsExpected(error))
        {
            _error = error;
        }
        finally
        {
            if (charting == _charting)
            {
                (_charted, _charting) = (null, null);
            }

            charting.Dispose();
        }
    }

    private void StopChart()
    {
        _charting?.Cancel();
        (_charting, _charted) = (null, null);
    }

    private void StopExport() => _exporting?.Cancel();

    private async Task ExportAsync()
    {
        (_isExporting, _exported) = (true, 0);
        var exporting = _exporting = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        try
        {
            var caller = await Session.GetCallerAsync(exporting.Token);

            // Asked before the browser is: a refusal makes no file.
            var calls = History.ExportAsync(caller, _filter, exporting.Token).GetAsyncEnumerator(exporting.Token);
            await using (calls)
            {
                var more = await calls.MoveNextAsync();
                var pipe = new Pipe();
                var writing = WriteAsync(calls, more, pipe.Writer, exporting.Token);
                using var file = new DotNetStreamReference(pipe.Reader.AsStream());
                var name = $"{T["FileName"]}-{Clock.ToLocal(Time.GetUtcNow()):yyyy-MM-dd}.csv";
                await (await ModuleAsync()).InvokeVoidAsync("save", exporting.Token, name, "text/csv;charset=utf-8", file);
                await writing;
            }

            Snackbar.Add(T["Exported", Plural.Of(T, "Counted", _exported)], Severity.Success);
        }
        catch (OperationCanceledException)
        {
            Snackbar.Add(T["ExportFailed"], Severity.Info);
        }
        catch (JSException)
        {
            Snackbar.Add(T["ExportFailed"], Severity.Error);
        }
        catch (Exception error) when (IsExpected(error))
        {
            _error = error;
        }
        finally
        {
            (_isExporting, _exporting) = (false, null);
            exporting.Dispose();
        }
    }

    private async Task WriteAsync(IAsyncEnumerator<Call> calls, bool more, PipeWriter output, CancellationToken cancellationToken)
    {
        var sheet = new CallSheet(new CallWords(T), T, Clock.Zone);
        Exception? failure = null;
        try
        {
            await output.WriteAsync(Encoding.UTF8.GetBytes(sheet.Header), cancellationToken);
            for (; more; more = await calls.MoveNextAsync())
            {
                if (!_view.Holds(calls.Current))
                {
                    continue;
                }

                await output.WriteAsync(Encoding.UTF8.GetBytes(sheet.Row(calls.Current)), cancellationToken);
                if (++_exported % Often == 0)
                {
                    await InvokeAsync(StateHasChanged);
                }
            }
        }
        catch (Exception error)
        {
            failure = error;
            throw;
        }
        finally
        {
            // A file that is not whole breaks off at the browser too.
            await output.CompleteAsync(failure);
        }
    }
}
