using CallTracking.Access;
using CallTracking.Blazor.Callers;
using CallTracking.Blazor.Texts;
using CallTracking.Callbacks;
using CallTracking.Contacts;
using CallTracking.Storage;
using CallTracking.Tasks;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Logging;

namespace CallTracking.Blazor;

/// <summary>What all parts have in common: whom they are drawn for, in which language, and that they follow until they are taken off the
/// page.</summary>
public abstract class CallTrackingPart : ComponentBase, IDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    private protected CallTrackingPart()
    {
        Stopping = _stop.Token;
    }

    /// <summary>Language of the texts (BCP 47): <c>en</c>, <c>km</c> or <c>ru</c>. Default null: that of the circuit
    /// (<see cref="System.Globalization.CultureInfo.CurrentUICulture"/>); texts that a language lacks come in English.</summary>
    [Parameter]
    public string? Language { get; set; }

    [Inject]
    private protected TimeProvider Time { get; set; } = default!;

    [Inject]
    private protected PartSession Session { get; set; } = default!;

    [Inject]
    private protected ILoggerFactory Loggers { get; set; } = default!;

    private protected PartTexts Say { get; private set; } = PartTexts.For(null);

    // Whom it was drawn for last; null for nobody.
    private protected Caller? Reader { get; set; }

    private protected TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    private protected CancellationToken Stopping { get; }

    private protected bool IsOver => _stop.IsCancellationRequested;

    /// <summary>Everything that runs on behalf of the part; ends when it is taken off the page.</summary>
    internal Task Running => Task.WhenAll(_running);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void OnParametersSet() => Say = PartTexts.For(Language);

    /// <summary>Ends everything that the part follows.</summary>
    /// <param name="disposing">Whether it is taken off the page.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing && !_stop.IsCancellationRequested)
        {
            _stop.Cancel();
            _stop.Dispose();
        }
    }

    private protected async ValueTask<Caller?> FindReaderAsync()
    {
        Reader = await Session.FindAsync(Stopping);
        Zone = Reader is null ? TimeZoneInfo.Utc : Session.ZoneOf(Reader);
        return Reader;
    }

    private protected string When(DateTimeOffset at) => Say.When(at, Zone, Time.GetUtcNow());

    /// <summary>Runs something as long as the part is on the page.</summary>
    private protected void Run(Func<Task> work)
    {
        _running.RemoveAll(static done => done.IsCompleted);
        _running.Add(GuardAsync(work));
    }

    /// <summary>Follows something as long as the part is on the page and somebody is signed in: begins anew after a trouble, and when rights
    /// that were gone are back.</summary>
    /// <param name="begin">Reads what there is now; told null when there is nobody to show something to.</param>
    /// <param name="follow">What to follow; read after <paramref name="begin"/>, or ends with it.</param>
    /// <param name="take">Takes each thing that comes.</param>
    private protected async Task FollowAsync<T>(
        Func<Caller?, Task> begin, Func<Caller, CancellationToken, IAsyncEnumerable<T>> follow, Func<T, Task> take)
    {
        for (var wait = FirstWait; !IsOver; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                var reader = await FindReaderAsync();
                await begin(reader is not null && reader.Access.Allows(Permission.CallsRead) ? reader : null);
                if (reader is not null && reader.Access.Allows(Permission.CallsRead))
                {
                    await foreach (var one in follow(reader, Stopping))
                    {
                        wait = FirstWait;
                        await take(one);
                    }

                    // Either the host stops or rights were withdrawn: what was shown goes.
                    await begin(null);
                }
            }
            catch (OperationCanceledException) when (IsOver)
            {
                return;
            }
            catch (AccessDeniedException)
            {
                await begin(null);
            }
            catch (LedgerStoreException exception)
            {
                Log.StoreAway(Loggers.CreateLogger(GetType()), GetType().Name, exception);
            }

            await Task.Delay(wait, Time, Stopping);
        }
    }

    /// <summary>Does what somebody asked for.</summary>
    /// <returns>What to tell when it could not be done; null when it was.</returns>
    private protected async Task<string?> TryAsync(Func<Caller, Task> act)
    {
        try
        {
            if (await FindReaderAsync() is not { } reader)
            {
                return Say["SignedOut"];
            }

            await act(reader);
            return null;
        }
        catch (AccessDeniedException)
        {
            return Say["NotAllowed"];
        }
        catch (LedgerStoreException exception)
        {
            Log.StoreAway(Loggers.CreateLogger(GetType()), GetType().Name, exception);
            return Say["StoreAway"];
        }
        catch (Exception exception) when (exception is ContactRejectedException or ObligationRejectedException or TaskRejectedException
            or RevisionConflictException or ArgumentException)
        {
            return Say.Format("Refused", exception.Message);
        }
    }

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception exception) when (IsOver && exception is OperationCanceledException or ObjectDisposedException)
        {
            // Taken off the page.
        }
#pragma warning disable CA1031 // Whatever else went wrong is for the circuit to show: it is not lost with a task that nobody awaits.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
