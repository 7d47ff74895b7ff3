using System.Collections.Concurrent;
using CallTracking.Access;
using CallTracking.Calls;
using CallTracking.Links;
using CallTracking.Numbering;
using CallTracking.Pbx;
using CallTracking.Pipeline;
using CallTracking.Staff;
using CallTracking.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallTracking.Dialing;

/// <summary>
/// Reserves, watches, asks; then lets the ledger tell. The order is the point: limits are durable before anything rings, and the leg is
/// watched for before the PBX is asked for it.
/// </summary>
internal sealed partial class Dialer : IDialer, ILiveCallSubscriber, IHostedService, IDisposable
{
    private const int LongestName = 64;

    private readonly ConcurrentDictionary<Guid, DialHandle> _open = new();
    private readonly ConcurrentDictionary<(string Link, LegId Leg), DialHandle> _byLeg = new();
    private readonly ConcurrentDictionary<string, DialNumbers> _numbers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly DialBook _book;
    private readonly PlacedCalls _placed;
    private readonly IStaffDirectory _staff;
    private readonly ILinkMonitor _links;
    private readonly ILinkControls _controls;
    private readonly CallHistory _history;
    private readonly CallTrackingOptions _engine;
    private readonly DialingOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<Dialer> _logger;
    private Task _looking = Task.CompletedTask;

    public Dialer(
        DialBook book, PlacedCalls placed, IStaffDirectory staff, ILinkMonitor links, ILinkControls controls, CallHistory history,
        IOptions<CallTrackingOptions> engine, IOptions<DialingOptions> options, TimeProvider time, ILogger<Dialer> logger)
    {
        (_book, _placed, _staff, _links, _controls, _history) = (book, placed, staff, links, controls, history);
        (_engine, _options, _time, _logger) = (engine.Value, options.Value, time, logger);
    }

    public async Task<DialHandle> DialAsync(Caller caller, DialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(request);
        var employee = Admit(caller, request);
        var now = Now();
        var place = PlaceOf(caller.Tenant, request, now);
        var numbers = _numbers.GetOrAdd(place.Link, link => new DialNumbers(SiteOf(link), _options));
        var number = numbers.Read(request.Number);
        var settings = _options.Links.TryGetValue(place.Link, out var own) ? own : new DialingLinkOptions();
        var id = Guid.CreateVersion7(now);
        var dial = new Dial
        {
            Tenant = caller.Tenant,
            Id = id,
            EmployeeId = employee.Id,
            Link = place.Link,
            Extension = place.Extension,
            AgentLeg = place.Control.NewLeg().Value,
            Number = number.Display ?? request.Number,
            Dialed = numbers.Write(number, settings.Format ?? _options.Format),
            Purpose = request.Obligation is null ? CallPurpose.Conversation : CallPurpose.Callback,
            ObligationId = request.Obligation,
            ContactId = request.Contact,
            ReservedAt = now,
            ExpiresAt = now + request.AgentTimeout + request.CustomerTimeout + HeardWithin,
        };
        var wish = new PbxOriginateRequest
        {
            AgentLeg = new LegId(dial.AgentLeg),
            CustomerLeg = place.Control.NewLeg(),
            Agent = dial.Extension,
            Number = dial.Dialed,
            CallerNumber = settings.CallerNumber,
            Trunk = settings.Trunk,
            AgentTimeout = request.AgentTimeout,
            CustomerTimeout = request.CustomerTimeout,
            Reference = id.ToString("N"),
        };
        if (await _book.ReserveAsync(caller, dial, _options, cancellationToken).ConfigureAwait(false) is { } reached)
        {
            throw Reached(reached);
        }

        return await AskAsync(dial, wish, place.Control).ConfigureAwait(false);
    }

    public DialHandle? Find(Caller caller, Guid dial)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return _open.TryGetValue(dial, out var handle) && MayKnow(caller, handle) ? handle : null;
    }

    public IReadOnlyList<DialHandle> ListOpen(Caller caller)
    {
        ArgumentNullException.ThrowIfNull(caller);
        return [.. _open.Values.Where(handle => MayKnow(caller, handle)).OrderBy(static handle => handle.Id)];
    }

    public void Dispose() => _stopping.Dispose();

    private static DialRefusedException Reached(DialRefusal limit) => new(limit, limit switch
    {
        DialRefusal.TooManyAtOnce => "This employee is in as many calls as he may place at the same time: end one of them first.",
        DialRefusal.TooManyInAMinute => "Too many calls were placed for this employee within a minute: wait a little.",
        _ => "Too many calls were placed for this employee within 24 hours: an administrator can raise the limit.",
    });

    private DateTimeOffset Now()
    {
        var now = _time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private SiteOptions SiteOf(string link) => _engine.LinkSites.TryGetValue(link, out var own) ? own : _engine.Site;

    /// <summary>Whether the caller may have this employee's phone ring.</summary>
    private Employee Admit(Caller caller, DialRequest request)
    {
        caller.Demand(Permission.Dial);
        var employee = _staff.Find(caller.Tenant, request.Employee);
        if (!Reaches(caller, request.Employee, employee))
        {
            throw new AccessDeniedException(Permission.Dial);
        }

        return employee is { IsActive: true } ? employee : throw new DialRefusedException(
            DialRefusal.NoEmployee, "There is no such employee, or he works here no more: name one who does.");
    }

    private static bool Reaches(Caller caller, Guid id, Employee? employee) => caller.Access.ScopeOf(Permission.Dial) switch
    {
        AccessScope.All => true,
        AccessScope.Team => caller.Employee == id || (employee?.DepartmentId is { } department && caller.Access.Departments.Contains(department)),
        AccessScope.Own => caller.Employee == id,
        _ => false,
    };

    private bool MayKnow(Caller caller, DialHandle handle) =>
        handle.Tenant == caller.Tenant && Reaches(caller, handle.Employee, _staff.Find(caller.Tenant, handle.Employee));

    /// <summary>Over which link, from which extension.</summary>
    private (string Link, string Extension, IPbxCallControl Control) PlaceOf(string tenant, DialRequest request, DateTimeOffset now)
    {
        var extensions = _staff.ExtensionsOf(tenant, request.Employee, now)
            .Where(one => request.Extension is null || one.Extension == request.Extension)
            .Where(one => request.Link is null || one.Link is null || one.Link == request.Link).ToList();
        if (extensions.Count == 0)
        {
            throw new DialRefusedException(
                DialRefusal.NoExtension, "The employee has no such extension now: give him one, or name one of his.");
        }

        var links = tenant == _engine.Tenant ? _links.List() : [];

        // An extension that names its link goes before one that any link may have.
        foreach (var extension in extensions.OrderBy(static one => one.Link is null))
        {
            foreach (var link in links.Where(one => (request.Link ?? extension.Link ?? one.Link) == one.Link))
            {
                var isOn = !_options.Links.TryGetValue(link.Link, out var settings) || settings.IsEnabled;
                if (isOn && link.State is LinkState.Up or LinkState.Resyncing && link.Abilities.HasFlag(PbxAbilities.Originate)
                    && _controls.Find(link.Link) is { } control)
                {
                    return (link.Link, extension.Extension, control);
                }
            }
        }

        throw new DialRefusedException(
            DialRefusal.NoLink, "No link can place this call now: it is down, or its PBX places no calls. Look at the state of the links.");
    }

    /// <summary>Asks the PBX; from here on there is an outcome.</summary>
    private async Task<DialHandle> AskAsync(Dial dial, PbxOriginateRequest wish, IPbxCallControl control)
    {
        var handle = new DialHandle(dial, token => control.HangUpAsync(wish.AgentLeg, PbxHangUpReason.Normal, token));
        _open[handle.Id] = handle;
        _byLeg[(handle.Link, handle.AgentLeg)] = handle;
        _placed.Await(dial.Link, Placed(dial));
        try
        {
            // Not to be given up half-way: what was sent cannot be taken back, and the adapter's own time is short.
            var placed = await control.OriginateAsync(wish, _stopping.Token).ConfigureAwait(false);
            if (!placed.Command.IsAccepted)
            {
                throw new DialRefusedException(
                    DialRefusal.RefusedByPbx, $"The PBX does not place the call: {placed.Command.Answer ?? placed.Command.Status.ToString()}.");
            }

            Watch(handle, placed.AgentVerdict, wish.AgentTimeout);
        }
        catch (PbxControlException error) when (error.Failure == PbxControlFailure.Unanswered)
        {
            // It may ring all the same.
            Watch(handle, Task.FromResult(DialResult.Unknown), wish.AgentTimeout);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            Watch(handle, Task.FromResult(DialResult.Unknown), wish.AgentTimeout);
        }
        catch (Exception error)
        {
            await ReleaseAsync(handle).ConfigureAwait(false);
            throw error switch
            {
                DialRefusedException => error,
                PbxControlException => new DialRefusedException(DialRefusal.NoLink, error.Message, error),
                ArgumentException => new DialRefusedException(DialRefusal.NotANumber, error.Message.Split('\n')[0], error),
                _ => error,
            };
        }

        return handle;
    }

    private static CallPlaced Placed(Dial dial) => new(
        0, dial.ReservedAt, new LegId(dial.AgentLeg), dial.EmployeeId.ToString("D"), dial.Dialed, dial.Purpose, dial.Id.ToString("N"));

    private async Task ReleaseAsync(DialHandle handle)
    {
        Forget(handle);
        try
        {
            await _book.ReleaseAsync(handle.Tenant, handle.Id, "refused", CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerStoreException error)
        {
            // It counts until its time is over, which is the safe side.
            Log.NotWritten(_logger, handle.Link, handle.Id, error.Message);
        }
    }

    private void Forget(DialHandle handle)
    {
        _placed.Forget(handle.Link, handle.AgentLeg);
        _byLeg.TryRemove((handle.Link, handle.AgentLeg), out _);
        _open.TryRemove(handle.Id, out _);
    }
}
