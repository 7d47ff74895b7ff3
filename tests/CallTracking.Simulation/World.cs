using CallTracking.Links;
using CallTracking.Testing;
using CallTracking.Testing.Asterisk;
using CallTracking.Testing.Stores;
using CallTracking.Testing.Wire;

namespace CallTracking.Simulation;

/// <summary>Plays one plan: a PBX with calls, a host that follows them, a store, and what goes wrong with each of them.</summary>
internal sealed class World : IDisposable
{
    // The engine's longest pause is ten seconds; a refused login is tried again after minutes.
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private readonly Plan _plan;
    private readonly Action<string> _say;
    private readonly VirtualTime _time = new(new DateTimeOffset(2026, 11, 23, 5, 0, 0, TimeSpan.Zero));
    private readonly MemoryLedger _stored = new();
    private readonly FaultyLedger _ledger;
    private readonly FakeAsterisk _asterisk;
    private readonly PriorityQueue<Action, (DateTimeOffset, int)> _agenda = new();
    private readonly List<(FakePbxPlayer<AmiFrame> Player, PlayedCalls Calls)> _players = [];
    private readonly List<PlayedCalls> _played = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _blind = [];
    private readonly string _folder;
    private readonly DateTimeOffset _begun;
    private Host? _host;
    private DateTimeOffset? _blindSince;
    private DateTimeOffset _silentUntil;
    private int _agendaItems;
    private int _processes;
    private string _spool;

    private World(Plan plan, string folder, Action<string> say)
    {
        _plan = plan;
        _folder = folder;
        _say = say;
        _begun = _time.GetUtcNow();
        _blindSince = _begun;
        _ledger = new FaultyLedger(_stored, _stored, _time);
        _asterisk = new FakeAsterisk(new FakeAsteriskOptions { TimeProvider = _time, AmiVersion = plan.AmiVersion });
        _spool = Path.Combine(folder, "spool-0");
    }

    /// <summary>Plays it and says what of the history is wrong.</summary>
    public static IReadOnlyList<string> Run(Plan plan, string folder, Action<string> say)
    {
        using var world = new World(plan, folder, say);
        try
        {
            return world.Play();
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            return [error.Message];
        }
    }

    public void Dispose() => Worker.Do(() => _ = _asterisk.DisposeAsync().AsTask());

    private List<string> Play()
    {
        foreach (var calls in _plan.Calls)
        {
            At(calls.At, () => Begin(calls));
        }

        foreach (var trouble in _plan.Troubles)
        {
            At(trouble.At, () => Begin(trouble));
        }

        Worker.Do(StartHost);
        Until(() => _agenda.Count == 0 && _players.Count == 0, TimeSpan.FromHours(1), "the end of the plan");
        Worker.Do(Heal);
        Until(IsQuiet, LongestRecovery, "a link that is up, and no open call");
        var quietAt = _time.GetUtcNow();
        Until(() => _time.GetUtcNow() > quietAt + Rest, LongestRecovery, "rest");
        List<string> wrong = IsQuiet() ? [] : [$"it never came to rest: {Describe()}"];
        Worker.Do(_host!.Stop);
        Until(() => _host.Stopping.IsCompleted, TimeSpan.FromMinutes(1), "the host's end");
        if (!_host.Stopping.IsCompletedSuccessfully)
        {
            wrong.Add($"the host did not stop: {_host.Stopping.Exception?.InnerException?.ToString() ?? "it waits"}");
        }

        See();
        wrong.AddRange(new HistoryChecker(_stored, _played, _blind, _say).Check());
        return wrong;
    }

    private bool IsQuiet() => _host is { Status: { State: LinkState.Up, OpenCalls: 0, SpoolBytes: 0, Backlog: 0 } } && _asterisk.Channels.Count == 0;

    private string Describe()
    {
        var status = _host?.Status;
        return $"link {status?.State}, {status?.OpenCalls} open, spool {status?.SpoolBytes} bytes, backlog {status?.Backlog}, "
            + $"channels {_asterisk.Channels.Count}, {status?.LastError} {status?.StoreError} {status?.SpoolError}";
    }

    private void At(TimeSpan at, Action act) => _agenda.Enqueue(act, (_begun + at, _agendaItems++));

    private void Later(TimeSpan after, Action act) => At(_time.GetUtcNow() - _begun + after, act);

    /// <summary>Moves from one thing that is due to the next.</summary>
    private void Until(Func<bool> isSo, TimeSpan longest, string what)
    {
        var limit = _time.GetUtcNow() + longest;
        while (!isSo() && _time.GetUtcNow() < limit)
        {
            var next = _time.NextTimer ?? limit;
            if (_agenda.TryPeek(out _, out var due) && due.Item1 < next)
            {
                next = due.Item1;
            }

            foreach (var (player, _) in _players)
            {
                next = player.NextAt < next ? player.NextAt.Value : next;
            }

            Worker.Do(() => _time.AdvanceTo(next));
            while (_agenda.TryPeek(out var act, out due) && due.Item1 <= _time.GetUtcNow())
            {
                _agenda.Dequeue();
                Worker.Do(act);
            }

            foreach (var (player, calls) in _players.ToArray())
            {
                while (player.NextAt <= _time.GetUtcNow())
                {
                    Worker.Do(() => player.Step());
                }

                if (player.NextAt is null)
                {
                    _players.Remove((player, calls));
                    calls.EndedAt = _time.GetUtcNow();
                    player.Dispose();
                }
            }

            See();
        }

        if (!isSo())
        {
            _say($"{Now} gave up waiting for {what}: {Describe()}");
        }
    }

    private string Now => FormattableString.Invariant($"{(_time.GetUtcNow() - _begun).TotalSeconds:000.0} s");

    /// <summary>Notes when the link was not up.</summary>
    private void See()
    {
        var isUp = _host?.Status?.State == LinkState.Up;
        if (!isUp)
        {
            _blindSince ??= _time.GetUtcNow();
        }
        else if (_blindSince is { } since)
        {
            _blind.Add((since, _time.GetUtcNow()));
            _blindSince = null;
        }
    }

    /// <summary>Bytes are lost on a silent line, so that no end in good order can come through it either.</summary>
    private bool IsSilent => _time.GetUtcNow() <= _silentUntil;

    private void GoBlind() => _blindSince ??= _time.GetUtcNow();

    private void Begin(PlannedCalls calls)
    {
        if (_asterisk.IsRunning)
        {
            _say($"{Now} calls of {calls.Scenario}");
            var played = new PlayedCalls(calls, _time.GetUtcNow());
            _played.Add(played);
            _players.Add((_asterisk.Load(calls.Transcript, cuts: false), played));
        }
    }

    private void Begin(PlannedTrouble trouble)
    {
        _say($"{Now} {trouble.Trouble} for {trouble.Lasts.TotalSeconds:0.0} s");
        switch (trouble.Trouble)
        {
            case Trouble.LineCut:
                GoBlind();
                _asterisk.Cut(reset: IsSilent);
                break;
            case Trouble.LineReset:
                GoBlind();
                _asterisk.Cut(reset: true);
                break;
            case Trouble.LineCutMidMessage:
                // Whenever so many bytes have gone, which may be never: then it is no trouble.
                _asterisk.Faults.CutAfterBytes(trouble.Detail);
                break;
            case Trouble.LineSilent:
                // The link notices it within twenty seconds, if it lasts so long.
                _blind.Add((_time.GetUtcNow(), _time.GetUtcNow() + trouble.Lasts + TimeSpan.FromSeconds(25)));
                _asterisk.Freeze();
                _silentUntil = _time.GetUtcNow() + trouble.Lasts;
                Later(trouble.Lasts, _asterisk.Thaw);
                break;
            case Trouble.PbxKilled or Trouble.PbxRestarted when _asterisk.IsRunning:
                EndPbx(trouble);
                break;
            case Trouble.LoginsRefused:
                _asterisk.Faults.RefuseLogins = true;
                Later(trouble.Lasts, () => _asterisk.Faults.RefuseLogins = false);
                break;
            case Trouble.StoreAway or Trouble.StoreSilent:
                _ledger.Fault = trouble.Trouble == Trouble.StoreAway ? LedgerFault.Unavailable : LedgerFault.Silent;
                Later(trouble.Lasts, () => _ledger.Fault = LedgerFault.None);
                break;
            case Trouble.StoreSlow:
                _ledger.Delay = TimeSpan.FromMilliseconds(trouble.Detail);
                Later(trouble.Lasts, () => _ledger.Delay = TimeSpan.Zero);
                break;
            case Trouble.AnswerLost:
                _ledger.Next(LedgerFault.AnswerLost);
                break;
            case Trouble.HostKilled:
                KillHost(trouble.Lasts);
                break;
            case Trouble.HostRestarted when _host is { Starting.IsCompletedSuccessfully: true }:
                RestartHost(trouble.Lasts);
                break;
            case Trouble.Drip:
                _asterisk.Faults.Drip = true;
                Later(trouble.Lasts, () => _asterisk.Faults.Drip = false);
                break;
            case Trouble.Garbage:
                _asterisk.SendRaw("\u0001\u0002 what is this?\r\nEvent\r\n:\r\n\r\n"u8.ToArray());
                break;
        }
    }

    private void EndPbx(PlannedTrouble trouble)
    {
        GoBlind();
        if (IsSilent)
        {
            _asterisk.Cut(reset: true);
        }

        if (trouble.Trouble == Trouble.PbxKilled)
        {
            _asterisk.Kill();
        }
        else
        {
            _asterisk.ShutDown();
        }

        foreach (var (player, calls) in _players)
        {
            // What they did not get to tell never happened.
            (calls.EndedAt, calls.IsCutShort) = (_time.GetUtcNow(), true);
            player.Dispose();
        }

        _players.Clear();
        Later(TimeSpan.FromSeconds(1.5), () => _asterisk.Boot(ready: false));
        Later(TimeSpan.FromSeconds(2.2), _asterisk.FinishBoot);
    }

    private void StartHost()
    {
        _host = new Host(_time, _asterisk, _ledger, _spool);
        _host.Start();
    }

    private void KillHost(TimeSpan away)
    {
        if (_host is null)
        {
            return;
        }

        GoBlind();
        _spool = _host.Kill(Path.Combine(_folder, $"spool-{++_processes}"));
        _host = null;
        _asterisk.Cut();
        Later(away, StartHost);
    }

    private void RestartHost(TimeSpan away)
    {
        GoBlind();
        var leaving = _host!;
        leaving.Stop();
        _host = null;
        Wait();

        void Wait()
        {
            if (leaving.Stopping.IsCompleted)
            {
                Later(away, StartHost);
            }
            else
            {
                Later(TimeSpan.FromSeconds(1), Wait);
            }
        }
    }

    private void Heal()
    {
        _say($"{Now} all is well again");
        _asterisk.Faults.Drip = false;
        _asterisk.Faults.CutAfterBytes(long.MaxValue);
        _asterisk.Faults.RefuseLogins = false;
        _asterisk.Thaw();
        _ledger.Fault = LedgerFault.None;
        _ledger.Delay = TimeSpan.Zero;
    }
}

/// <summary>Calls that were played.</summary>
internal sealed class PlayedCalls(PlannedCalls calls, DateTimeOffset begunAt)
{
    public PlannedCalls Calls => calls;

    public DateTimeOffset BegunAt => begunAt;

    public DateTimeOffset EndedAt { get; set; } = DateTimeOffset.MaxValue;

    /// <summary>Whether the PBX ended before they did.</summary>
    public bool IsCutShort { get; set; }
}
