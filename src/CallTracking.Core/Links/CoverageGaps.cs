using CallTracking.Calls;
using CallTracking.Pbx;

namespace CallTracking.Links;

/// <summary>
/// Folds what a link says of itself into its coverage gaps: a pure function of its events and of what the tracker made of them, without a
/// clock. It begins when the link goes down and ends when the PBX is heard again; a snapshot and finished records then make up for some of it.
/// </summary>
/// <remarks>Not thread-safe: one ordered worker per link, beside its tracker. The first connection ever makes no gap.</remarks>
internal sealed class CoverageGaps(string tenant, string link)
{
    /// <summary>Gaps that later witnesses may still make up for.</summary>
    private const int Kept = 256;

    /// <summary>Times in finished records are often whole seconds.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(1);

    private readonly List<Entry> _entries = [];

    /// <summary>The gap that lasts; null while the link is observed.</summary>
    public CoverageGap? Open => _entries is [.., { Gap.To: null } last] ? last.Gap : null;

    /// <summary>The newest instance of every gap kept, in order of time.</summary>
    public IReadOnlyList<CoverageGap> All => _entries.ConvertAll(static entry => entry.Gap);

    /// <summary>Takes back what a process before had stored.</summary>
    public void Restore(CoverageGap gap)
    {
        _entries.RemoveAll(entry => entry.Gap.Id == gap.Id);
        _entries.Add(new Entry(gap));
    }

    /// <summary>Applies one event.</summary>
    /// <param name="pbxEvent">The event.</param>
    /// <param name="changes">What the tracker made of it.</param>
    /// <param name="changed">Takes the gaps that changed, each once.</param>
    public void Apply(PbxEvent pbxEvent, IReadOnlyList<CallChange> changes, ICollection<CoverageGap> changed)
    {
        switch (pbxEvent)
        {
            case LinkDown down:
                OnDown(down, changed);
                break;
            case Tick or EndpointReachability or RecordsRead:
                break;
            case RecordReceived:
                CountRestored(changes, changed);
                break;
            case LinkUp up:
                OnUp(up, changes, changed);
                break;
            case Snapshot snapshot:
                OnSnapshot(snapshot, changes, changed);
                break;
            default:
                // The PBX is heard, although nothing said that the link is up.
                End(pbxEvent.At, changed);
                break;
        }
    }

    private void OnDown(LinkDown down, ICollection<CoverageGap> changed)
    {
        if (down.Reason == LinkDownReason.Over || Open is not null)
        {
            return;
        }

        var from = _entries is [.., { Gap.To: { } before }] && before > down.At ? before : down.At;
        if (_entries.Count == Kept)
        {
            _entries.RemoveAt(0);
        }

        var entry = new Entry(new CoverageGap
        {
            Tenant = tenant,
            Id = CallIdentity.Derive(tenant, link, "gap", from),
            Link = link,
            From = from,
            Cause = CauseOf(down.Reason),
            Revision = 1,
        });
        _entries.Add(entry);
        changed.Add(entry.Gap);
    }

    private void OnUp(LinkUp up, IReadOnlyList<CallChange> changes, ICollection<CoverageGap> changed)
    {
        var ended = End(up.At, null);
        if (_entries is not [.., { IsCaughtUp: false } last])
        {
            return;
        }

        var gap = last.Gap;
        var died = gap.Cause == GapCause.LinkLost && up.BootedAt is { } booted && booted > gap.From - Slack;
        last.Gap = gap with { Cause = died ? GapCause.PbxDied : gap.Cause };
        var counted = Count(last, CallWitness.Live, changes);
        Tell(last, ended || died || counted, changed);
    }

    private void OnSnapshot(Snapshot snapshot, IReadOnlyList<CallChange> changes, ICollection<CoverageGap> changed)
    {
        if (_entries is not [.., { IsCaughtUp: false } last])
        {
            return; // Taken on a healthy link.
        }

        // What began and ended between the login and the answer was only heard in part.
        last.IsCaughtUp = true;
        var later = last.Gap.To is null || snapshot.At > last.Gap.To;
        if (later)
        {
            last.Gap = last.Gap with { To = snapshot.At > last.Gap.From ? snapshot.At : last.Gap.From };
        }

        Tell(last, Count(last, CallWitness.Snapshot, changes) || later, changed);
    }

    private bool End(DateTimeOffset at, ICollection<CoverageGap>? changed)
    {
        if (_entries is not [.., { Gap.To: null } last])
        {
            return false;
        }

        last.Gap = last.Gap with { To = at > last.Gap.From ? at : last.Gap.From };
        if (changed is not null)
        {
            Tell(last, true, changed);
        }

        return true;
    }

    private static bool Count(Entry entry, CallWitness witness, IReadOnlyList<CallChange> changes)
    {
        var (closed, adopted) = (0, 0);
        foreach (var change in changes)
        {
            closed += change.Kind == CallChangeKind.Ended ? 1 : 0;
            adopted += change.Kind == CallChangeKind.Started ? 1 : 0;
        }

        entry.Add(new GapRestoration(witness, closed, adopted, 0));
        return closed + adopted > 0;
    }

    /// <summary>A finished record told of a call that lay in a gap, or ended in it. Each call counts once per gap and witness.</summary>
    private void CountRestored(IReadOnlyList<CallChange> changes, ICollection<CoverageGap> changed)
    {
        foreach (var change in changes)
        {
            var call = change.Call;
            if (change.Kind == CallChangeKind.Withdrawn || call.EndedAt is not { } ended || !IsPartlyUnseen(call))
            {
                continue;
            }

            var entry = _entries.FindLast(entry => entry.Gap.From - Slack <= ended && (entry.Gap.To is null || ended <= entry.Gap.To + Slack));
            if (entry is not null && entry.Counted.Add(call.Id))
            {
                entry.Add(new GapRestoration(RecordWitness(call), 0, 0, 1));
                Tell(entry, true, changed);
            }
        }
    }

    // Rules about start and end are only given where these were not simply heard.
    private static bool IsPartlyUnseen(Call call) => !call.Witnesses.HasFlag(CallWitness.Live)
        || call.Because.Any(static because => because.Verdict is "startedAt" or "endedAt"
            && !because.Rule.StartsWith(Calls.RecordWitness.Differs, StringComparison.Ordinal));

    private static CallWitness RecordWitness(Call call) => call.Witnesses.HasFlag(CallWitness.Smdr) ? CallWitness.Smdr : CallWitness.Cdr;

    private static void Tell(Entry entry, bool isNews, ICollection<CoverageGap> changed)
    {
        if (!isNews)
        {
            return;
        }

        var before = changed.FirstOrDefault(gap => gap.Id == entry.Gap.Id);
        if (before is not null)
        {
            changed.Remove(before);
        }

        entry.Gap = entry.Gap with { Revision = entry.Gap.Revision + 1 };
        changed.Add(entry.Gap);
    }

    private static GapCause CauseOf(LinkDownReason reason) => reason switch
    {
        LinkDownReason.PbxStopped => GapCause.PbxStopped,
        LinkDownReason.HostStopped => GapCause.HostStopped,
        LinkDownReason.HostDied => GapCause.HostDied,
        LinkDownReason.Overflow => GapCause.Overflow,
        LinkDownReason.LeaseLost => GapCause.LeaseLost,
        _ => GapCause.LinkLost,
    };

    private sealed class Entry(CoverageGap gap)
    {
        public CoverageGap Gap { get; set; } = gap;

        /// <summary>The first snapshot after it was taken.</summary>
        public bool IsCaughtUp { get; set; }

        public HashSet<Guid> Counted { get; } = [];

        public void Add(GapRestoration more)
        {
            if (more is { Closed: 0, Adopted: 0, Restored: 0 })
            {
                return;
            }

            var all = Gap.Restored.ToList();
            var at = all.FindIndex(one => one.Witness == more.Witness);
            if (at < 0)
            {
                all.Add(more);
            }
            else
            {
                all[at] = new GapRestoration(
                    more.Witness, all[at].Closed + more.Closed, all[at].Adopted + more.Adopted, all[at].Restored + more.Restored);
            }

            Gap = Gap with { Restored = all };
        }
    }
}
