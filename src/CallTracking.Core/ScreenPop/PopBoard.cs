using CallTracking.Calls;
using CallTracking.Pipeline;
using CallTracking.Staff;
using Microsoft.Extensions.Logging;

namespace CallTracking.ScreenPop;

/// <summary>The pops that are on screens now, kept in step with the calls in progress.</summary>
/// <remarks>Thread-safe. Holds what the calls in progress have on screens, and forgets it when they end.</remarks>
internal sealed class PopBoard(PopCallers callers, IEmployeeFeed feed, TimeProvider time, ILogger<PopBoard> logger) : ICallView, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Tenant, Guid CallId), PoppedCall> _calls = [];
    private readonly Dictionary<(string Tenant, Guid Employee), List<CallPop>> _screens = [];
    private readonly Dictionary<(string Tenant, Guid Employee), PopReader[]> _readers = [];
    private readonly Dictionary<string, PopReader[]> _readersOfAll = new(StringComparer.Ordinal);
    private long _version;
    private bool _isOver;

    public void Apply(CallChange change)
    {
        try
        {
            Take(change.Call, change.Kind == CallChangeKind.Withdrawn ? PopEnd.Merged : null);
        }
#pragma warning disable CA1031 // The ledger goes on whatever happens to the screens.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.PopFailed(logger, change.Call.Id, exception);
        }
    }

    public void Restore(Call call) => Apply(new CallChange(call, CallChangeKind.Updated));

    public void Forget(string tenant, string link)
    {
        lock (_lock)
        {
            foreach (var (key, known) in _calls.Where(one => one.Key.Tenant == tenant && one.Value.Call.Link == link).ToList())
            {
                Finish(key, known, TellNew(known.Pops, known.Pops.ConvertAll(static pop => GoneNow(pop, PopEnd.NotFollowed))));
            }
        }
    }

    /// <summary>Customers of a tenant have changed: who calls is looked up anew.</summary>
    public void Reconsider(string tenant)
    {
        List<Call> wanted = [];
        lock (_lock)
        {
            foreach (var known in _calls.Values.Where(known => known.Call.Tenant == tenant && known.IsAsked))
            {
                // An answer that is on its way may be out of date when it comes.
                known.IsOutdated = known.IsAsking;
                if (!known.IsAsking)
                {
                    known.IsAsking = true;
                    wanted.Add(known.Call);
                }
            }
        }

        wanted.ForEach(call => callers.Ask(call, Identify));
    }

    /// <summary>Who calls is known now, or will not be.</summary>
    public void Identify(string tenant, Guid callId, PopCallerState state, PopCaller? caller)
    {
        Call? again = null;
        lock (_lock)
        {
            if (_calls.TryGetValue((tenant, callId), out var known))
            {
                again = known.IsOutdated ? known.Call : null;
                (known.IsAsking, known.IsOutdated) = (known.IsOutdated, false);
                known.Caller = (state, caller);
                for (var i = 0; i < known.Pops.Count; i++)
                {
                    var pop = known.Pops[i];
                    if (pop.State != PopState.Gone && (pop.CallerState != state || pop.Caller != caller))
                    {
                        known.Pops[i] = Tell(pop with { CallerState = state, Caller = caller });
                    }
                }
            }
        }

        if (again is not null)
        {
            callers.Ask(again, Identify);
        }
    }

    /// <summary>The call of a pop; null when it has none.</summary>
    public Call? FindCall(string tenant, Guid callId)
    {
        lock (_lock)
        {
            return _calls.TryGetValue((tenant, callId), out var known) ? known.Call : null;
        }
    }

    /// <summary>Notes that an employee gets the card of a call because it is on his screens.</summary>
    /// <returns>Whether it was not noted before.</returns>
    public bool BeginGrant(string tenant, Guid callId, Guid employee)
    {
        lock (_lock)
        {
            return _calls.TryGetValue((tenant, callId), out var known) && known.Granted.Add(employee);
        }
    }

    public void UndoGrant(string tenant, Guid callId, Guid employee)
    {
        lock (_lock)
        {
            if (_calls.TryGetValue((tenant, callId), out var known))
            {
                known.Granted.Remove(employee);
            }
        }
    }

    public CallPop? Find(string tenant, Guid employee, Guid callId)
    {
        lock (_lock)
        {
            return _screens.TryGetValue((tenant, employee), out var screen) ? screen.Find(pop => pop.CallId == callId) : null;
        }
    }

    /// <summary>The pops of an employee, of all when null; the oldest first.</summary>
    public List<CallPop> List(string tenant, Guid? employee)
    {
        lock (_lock)
        {
            return employee is { } one
                ? _screens.TryGetValue((tenant, one), out var screen) ? [.. screen] : []
                : [.. _calls.Where(call => call.Key.Tenant == tenant).SelectMany(static call => call.Value.Pops)
                    .Where(static pop => pop.State != PopState.Gone).OrderBy(static pop => pop.Since).ThenBy(static pop => pop.Version)];
        }
    }

    /// <summary>Begins to follow an employee's pops, everybody's when null: what is on the screens now comes first.</summary>
    public PopReader Follow(string tenant, Guid? employee)
    {
        var reader = new PopReader();
        lock (_lock)
        {
            if (_isOver)
            {
                reader.Complete();
            }

            List(tenant, employee).ForEach(reader.Post);
            if (employee is { } one)
            {
                _readers[(tenant, one)] = [.. _readers.GetValueOrDefault((tenant, one), []), reader];
            }
            else
            {
                _readersOfAll[tenant] = [.. _readersOfAll.GetValueOrDefault(tenant, []), reader];
            }
        }

        return reader;
    }

    public void Unfollow(string tenant, Guid? employee, PopReader reader)
    {
        lock (_lock)
        {
            if (employee is { } one)
            {
                Drop(_readers, (tenant, one), reader);
            }
            else
            {
                Drop(_readersOfAll, tenant, reader);
            }
        }
    }

    /// <summary>The host stops: readers get what waits and then the end.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isOver = true;
            foreach (var reader in _readers.Values.Concat(_readersOfAll.Values).SelectMany(static some => some))
            {
                reader.Complete();
            }
        }
    }

    private static void Drop<TKey>(Dictionary<TKey, PopReader[]> readers, TKey key, PopReader reader)
        where TKey : notnull
    {
        var rest = readers.GetValueOrDefault(key, []).Where(other => other != reader).ToArray();
        if (rest.Length > 0)
        {
            readers[key] = rest;
        }
        else
        {
            readers.Remove(key);
        }
    }

    private void Take(Call call, PopEnd? withdrawn)
    {
        var isWanted = false;
        lock (_lock)
        {
            var key = (call.Tenant, call.Id);
            if (!_calls.TryGetValue(key, out var known))
            {
                known = new PoppedCall(call);
            }
            else if (call.Revision < known.Call.Revision)
            {
                return;
            }

            known.Call = call;
            var isOutside = call.Direction != CallDirection.Internal && call.External is not null;
            if (!known.IsAsked)
            {
                known.Caller = (isOutside ? PopCallerState.Pending : PopCallerState.Unknown, null);
            }

            var pops = withdrawn is { } end ? known.Pops.ConvertAll(pop => GoneNow(pop, end))
                : PopFold.Next(known.Pops, call, known.Caller, time.GetUtcNow());
            var told = TellNew(known.Pops, pops);
            isWanted = isOutside && !known.IsAsked && told.Exists(static pop => pop.State != PopState.Gone);
            known.Pops = told;
            known.IsAsked |= isWanted;
            known.IsAsking |= isWanted;
            if (withdrawn is not null || call.State == CallState.Ended)
            {
                Finish(key, known, told);
            }
            else if (told.Count > 0)
            {
                _calls[key] = known;
            }
        }

        if (isWanted)
        {
            callers.Ask(call, Identify);
        }
    }

    private static CallPop GoneNow(CallPop pop, PopEnd end) => pop.State == PopState.Gone ? pop : PopFold.Gone(pop, end);

    /// <summary>Tells what is new of a call's pops.</summary>
    private List<CallPop> TellNew(List<CallPop> before, List<CallPop> now) =>
        now.ConvertAll(pop => before.Exists(one => ReferenceEquals(one, pop)) ? pop : Tell(pop));

    /// <summary>Nothing more is told of a call's pops.</summary>
    private void Finish((string Tenant, Guid CallId) key, PoppedCall known, List<CallPop> told)
    {
        _calls.Remove(key);
        known.Pops = told;
        foreach (var pop in told)
        {
            foreach (var reader in ReadersOf(pop))
            {
                reader.Forget(pop.Employee, pop.CallId);
            }
        }
    }

    private IEnumerable<PopReader> ReadersOf(CallPop pop) =>
        _readers.GetValueOrDefault((pop.Tenant, pop.Employee), []).Concat(_readersOfAll.GetValueOrDefault(pop.Tenant, []));

    private CallPop Tell(CallPop pop)
    {
        pop = pop with { Version = ++_version };
        Show(pop);
        foreach (var reader in ReadersOf(pop))
        {
            reader.Post(pop);
        }

        var kind = pop.State == PopState.Gone ? EmployeeNoticeKind.PopRemoved : EmployeeNoticeKind.PopChanged;
        feed.Publish(new EmployeeNotice(pop.Tenant, pop.Employee, kind, pop.CallId, time.GetUtcNow()));
        return pop;
    }

    private void Show(CallPop pop)
    {
        var key = (pop.Tenant, pop.Employee);
        var screen = _screens.GetValueOrDefault(key, []);
        var position = screen.FindIndex(one => one.CallId == pop.CallId);
        if (pop.State == PopState.Gone)
        {
            if (position >= 0)
            {
                screen.RemoveAt(position);
            }
        }
        else if (position >= 0)
        {
            screen[position] = pop;
        }
        else
        {
            screen.Add(pop);
        }

        if (screen.Count > 0)
        {
            _screens[key] = screen;
        }
        else
        {
            _screens.Remove(key);
        }
    }

    private sealed class PoppedCall(Call call)
    {
        public Call Call { get; set; } = call;

        public List<CallPop> Pops { get; set; } = [];

        public (PopCallerState State, PopCaller? Caller) Caller { get; set; }

        /// <summary>Who has got the card.</summary>
        public HashSet<Guid> Granted { get; } = [];

        /// <summary>Who calls was asked for.</summary>
        public bool IsAsked { get; set; }

        /// <summary>The answer is on its way.</summary>
        public bool IsAsking { get; set; }

        /// <summary>It is to be asked for once more then.</summary>
        public bool IsOutdated { get; set; }
    }
}
