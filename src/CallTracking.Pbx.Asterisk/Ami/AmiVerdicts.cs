namespace CallTracking.Pbx.Asterisk;

/// <summary>Who waits for what becomes of the legs that originate actions call. Thread-safe.</summary>
/// <remarks>
/// <c>OriginateResponse</c> decides, yet a refusal is often told there as a failure without a reason, and what the leg's end says comes a
/// moment before it or behind it: Asterisk reports both from different threads. So a failure without a reason is held until its leg ended.
/// </remarks>
internal sealed class AmiVerdicts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Verdict> _open = [];
    private int _count;

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    /// <summary>Begins to wait.</summary>
    /// <param name="id">The action.</param>
    /// <param name="leg">The leg's <c>Uniqueid</c>.</param>
    /// <returns>Never fails.</returns>
    public Task<DialResult> Expect(long id, string leg)
    {
        var verdict = new Verdict(leg);
        lock (_gate)
        {
            _open[id] = verdict;
            _count = _open.Count;
        }

        return verdict.Result.Task;
    }

    /// <summary>Waits no longer: what is held is told, else <see cref="DialResult.Unknown"/>.</summary>
    public void Forget(long id) => End(id, static verdict => verdict.Held ?? DialResult.Unknown);

    /// <summary>Waits for none any longer.</summary>
    public void ForgetAll()
    {
        long[] ids;
        lock (_gate)
        {
            ids = [.. _open.Keys];
        }

        Array.ForEach(ids, Forget);
    }

    /// <summary>The action's own event.</summary>
    public void Decide(long id, bool succeeded, long? reason)
    {
        lock (_gate)
        {
            if (_open.GetValueOrDefault(id) is { } verdict && verdict.HasBegun && !OriginateReasons.IsTold(succeeded, reason, verdict.Told))
            {
                verdict.Held = OriginateReasons.Of(succeeded, reason, verdict.Told);
                return;
            }
        }

        End(id, verdict => OriginateReasons.Of(succeeded, reason, verdict.Told));
    }

    /// <summary>A leg began.</summary>
    public void Begin(string? leg)
    {
        lock (_gate)
        {
            foreach (var verdict in _open.Values)
            {
                verdict.HasBegun |= verdict.Leg == leg;
            }
        }
    }

    /// <summary>What became of a leg, by another event than the one that decides: it often says more.</summary>
    /// <param name="leg">The leg.</param>
    /// <param name="result">What became of it; <see cref="DialResult.Unknown"/> says nothing.</param>
    /// <param name="isOver">Whether nothing more will be told of the leg.</param>
    public void Tell(string? leg, DialResult result, bool isOver)
    {
        List<long> over = [];
        lock (_gate)
        {
            foreach (var (id, verdict) in _open)
            {
                if (verdict.Leg != leg)
                {
                    continue;
                }

                verdict.Told = result is DialResult.Unknown or DialResult.Answered ? verdict.Told : result;
                verdict.HasBegun &= !isOver;
                if (isOver && verdict.Held is not null)
                {
                    over.Add(id);
                }
            }
        }

        over.ForEach(id => End(id, static verdict => verdict.Told == DialResult.Unknown ? verdict.Held!.Value : verdict.Told));
    }

    private void End(long id, Func<Verdict, DialResult> result)
    {
        lock (_gate)
        {
            if (_open.Remove(id, out var verdict))
            {
                _count = _open.Count;
                verdict.Result.TrySetResult(result(verdict));
            }
        }
    }

    private sealed class Verdict(string leg)
    {
        public string Leg { get; } = leg;

        /// <summary>Whether the leg is there: its end will be told.</summary>
        public bool HasBegun { get; set; }

        /// <summary>What became of the leg, where that was told.</summary>
        public DialResult Told { get; set; }

        /// <summary>What the action's own event says, while the leg's end may say more.</summary>
        public DialResult? Held { get; set; }

        /// <summary>Continuations run elsewhere: the reading loop must not wait for them.</summary>
        public TaskCompletionSource<DialResult> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
