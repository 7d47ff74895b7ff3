using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <content>
/// Finished records, the second witness. They may come before, between or after the live events, hours late, in any order and more than
/// once: what they amount to is computed anew from the set of records that are known, so that none of this matters.
/// </content>
public sealed partial class CallTracker
{
    private readonly RecordBook _book = new();
    private readonly List<RecordFamily> _unsettled = [];
    private readonly List<(FinishedRecord Record, Guid? CallId)> _settled = [];
    private bool _isRebuilding;

    /// <summary>Asks the ledger for what it holds about the legs of a record. It is asked once per family, when its first record comes.</summary>
    internal Func<FinishedRecord, RecalledFamily?>? Recall { get; set; }

    /// <summary>Records taken in, or moved to another call, since <see cref="TakeSettled"/> was called last.</summary>
    internal IReadOnlyList<(FinishedRecord Record, Guid? CallId)> Settled => _settled;

    /// <summary>Whether a record's place may only be known to the ledger.</summary>
    internal bool NeedsRecall(FinishedRecord record) => !_book.Knows(record) && (record.NamesRecur || !IsTracked(record));

    /// <summary>While the tracker is made anew from the event log, records only matter to calls that the log tells of: the others are in the
    /// ledger, and recalled when more of them come.</summary>
    internal void Rebuilding(bool isRebuilding)
    {
        _isRebuilding = isRebuilding;
        if (!isRebuilding)
        {
            ForgetFinished();
        }

        _settled.Clear();
    }

    /// <summary>Calls of which a second witness was found to say otherwise.</summary>
    internal long Contradictions { get; private set; }

    /// <summary>Forgets <see cref="Settled"/>.</summary>
    internal void TakeSettled() => _settled.Clear();

    private void OnRecord(RecordReceived e, ICollection<CallChange> changes)
    {
        if (_isRebuilding && !IsTracked(e.Record))
        {
            return;
        }

        var isFirst = !_book.Knows(e.Record);
        var family = _book.Add(e.Record, out var isNew, out var left);
        if (!isNew)
        {
            return;
        }

        if (isFirst && Recall?.Invoke(e.Record) is { } recalled)
        {
            Remember(family, recalled);
        }

        Settle(family, e, changes);
        if (left is not null)
        {
            Settle(left, e, changes);
        }

        if (e.Record is { Place: RecordPlace.Room, OtherLegName: { } inRoom } && _book.OwnerOf(inRoom) is { } other && !ReferenceEquals(other, family))
        {
            Settle(other, e, changes);
        }

        _book.Shrink();
    }

    private bool IsTracked(FinishedRecord record) =>
        (record.Leg is { } leg && FamilyOf(leg) is not null) || (record.Family is { } family && _families.ContainsKey(family));

    private void Remember(RecordFamily family, RecalledFamily recalled)
    {
        _book.Recall(family, recalled.Records.Select(static one => one.Record));
        foreach (var call in recalled.Calls)
        {
            var keys = recalled.Records.Where(one => one.CallId == call.Id).Select(static one => one.Record.Key).ToHashSet(StringComparer.Ordinal);
            foreach (var key in keys)
            {
                family.Placed[key] = call.Id;
            }

            if (call.Witnesses == CallWitness.Cdr)
            {
                family.Restored[call.Id] = new RestoredCall { Call = call, Keys = keys };
            }
            else
            {
                family.Recalled[call.Id] = new RecalledCall
                {
                    Live = RecordWitness.WithoutRecords(call),
                    Revision = call.Revision,
                    Keys = keys,
                    IsContradicted = call.IsContradicted,
                };
            }
        }
    }

    /// <summary>Legs that were just heard of may be those of records that came before.</summary>
    private void SettleTouched(PbxEvent e, ICollection<CallChange> changes)
    {
        for (var i = 0; i < _touched.Count; i++)
        {
            var call = _touched[i];
            var known = call.Legs.Count + call.Families.Count;
            if (call.LookedUp == known)
            {
                continue;
            }

            call.LookedUp = known;
            foreach (var name in call.Families)
            {
                Unsettle(name.Value);
            }

            foreach (var leg in call.Legs)
            {
                Unsettle(_book.FamilyOfLeg(leg.Id.Value)?.Name);
            }
        }

        for (var i = 0; i < _unsettled.Count; i++)
        {
            Settle(_unsettled[i], e, changes);
        }

        _unsettled.Clear();
    }

    private void Unsettle(string? name)
    {
        if (name is not null && _book.Find(name) is { } family && !_unsettled.Contains(family))
        {
            _unsettled.Add(family);
        }
    }

    /// <summary>Finds for every call in a family's records the one that was seen, or restores it.</summary>
    private void Settle(RecordFamily family, PbxEvent e, ICollection<CallChange> changes)
    {
        var touched = new HashSet<CallFacts>(family.Tracked);
        foreach (var call in family.Tracked)
        {
            call.Records!.Remove(family.Name);
        }

        family.Tracked.Clear();
        var restored = new HashSet<Guid>();
        var restorable = new List<RecordPart>();
        foreach (var part in RecordParts.Of(family.Records.Values, family.Name))
        {
            if (FindTracked(part, family) is { } tracked)
            {
                touched.Add(tracked);
                family.Tracked.Add(tracked);
                tracked.Records ??= [];
                tracked.Records[family.Name] = tracked.Records.TryGetValue(family.Name, out var others) ? [.. others, .. part.Rows] : part.Rows;
            }
            else if (FindRecalled(part, family) is { } recalled)
            {
                Amend(family, part, recalled, changes);
            }
            else if (RecordedCall.IsCall(part, _plan))
            {
                restorable.Add(part);
            }
            else
            {
                Place(family, part.Rows, null);
            }
        }

        foreach (var part in restorable)
        {
            restored.Add(Restore(family, part, e, changes));
        }

        foreach (var (id, former) in family.Restored.Where(one => !restored.Contains(one.Key)).ToList())
        {
            family.Restored.Remove(id);
            changes.Add(new CallChange(former.Call with { Revision = former.Call.Revision + 1 }, CallChangeKind.Withdrawn));
        }

        foreach (var call in touched)
        {
            if (!call.Touched)
            {
                call.Touched = true;
                _touched.Add(call);
            }
        }
    }

    private void Amend(RecordFamily family, RecordPart part, RecalledCall recalled, ICollection<CallChange> changes)
    {
        var keys = KeysOf(part);
        if (IsNoCall(part.Rows, recalled.Live))
        {
            if (family.Recalled.Remove(recalled.Live.Id))
            {
                changes.Add(new CallChange(recalled.Live with { Revision = recalled.Revision + 1 }, CallChangeKind.Withdrawn));
            }

            Place(family, part.Rows, null);
            return;
        }

        if (!recalled.Keys.SetEquals(keys))
        {
            recalled.Keys = keys;
            recalled.Revision++;
            var call = RecordWitness.Confirm(recalled.Live, Recorded(part)).WithSoundTimes() with { Revision = recalled.Revision };
            Contradictions += call.IsContradicted && !recalled.IsContradicted ? 1 : 0;
            recalled.IsContradicted = call.IsContradicted;
            changes.Add(new CallChange(call, CallChangeKind.Amended));
        }

        Place(family, part.Rows, recalled.Live.Id);
    }

    private Guid Restore(RecordFamily family, RecordPart part, PbxEvent e, ICollection<CallChange> changes)
    {
        var call = Recorded(part)!.Restore(_tenant, _link);
        var keys = KeysOf(part);
        var isKnown = family.Restored.TryGetValue(call.Id, out var former);
        if (!isKnown || !former!.Keys.SetEquals(keys) || former.Call.EndedAt != call.EndedAt)
        {
            call = call with
            {
                Revision = (former?.Call.Revision ?? 0) + 1,
                FirstEpoch = former?.Call.FirstEpoch ?? _epoch,
                FirstSeq = former?.Call.FirstSeq ?? e.Seq,
            };
            family.Restored[call.Id] = new RestoredCall { Call = call, Keys = keys };
            changes.Add(new CallChange(call, isKnown ? CallChangeKind.Amended : CallChangeKind.Ended));
        }

        Place(family, part.Rows, call.Id);
        return call.Id;
    }

    private RecordedCall? Recorded(RecordPart part) =>
        RecordedCall.IsCall(part, _plan) ? RecordedCall.Of(part, _plan, _book.InRoomUntil(part.Root!.First)) : null;

    private Call ViewOf(CallFacts call)
    {
        var view = CallView.Of(call, _plan);
        if (call.Records is not { Count: > 0 } records)
        {
            return view;
        }

        var part = RecordParts.Of(records.Values.SelectMany(static rows => rows), call.Root.Value)[0];
        view = RecordWitness.Confirm(view, Recorded(part)).WithSoundTimes();
        Contradictions += view.IsContradicted && !call.IsContradicted ? 1 : 0;
        call.IsContradicted = view.IsContradicted;
        return view;
    }

    /// <summary>Of a line that was seen only in part, all that the PBX wrote is that it listened in, or fetched another's call.</summary>
    private static bool IsNoCall(List<FinishedRecord> rows, Call live) =>
        rows.Count > 0 && live.AnsweredBy is null && (!RecordWitness.Saw(live, "endedAt") || !RecordWitness.Saw(live, "startedAt"))
        && rows.TrueForAll(static row => row.Place == RecordPlace.Feature);

    private static bool IsNoCall(CallFacts call, Call view) =>
        call.Records is { Count: > 0 } records && IsNoCall([.. records.Values.SelectMany(static rows => rows)], view);

    private static HashSet<string> KeysOf(RecordPart part) => [.. part.Rows.Select(static row => row.Key)];

    private void Place(RecordFamily family, IReadOnlyList<FinishedRecord> rows, Guid? callId)
    {
        foreach (var row in rows)
        {
            if (!family.Placed.TryGetValue(row.Key, out var former) || former != callId)
            {
                family.Placed[row.Key] = callId;
                _settled.Add((row, callId));
            }
        }
    }

    /// <summary>After the calls were published, and have their ids.</summary>
    private void PlaceRecordsOf(CallFacts call)
    {
        if (call is { Published: true, Records: { Count: > 0 } records })
        {
            foreach (var (name, rows) in records)
            {
                Place(_book.Find(name)!, rows, call.IsHidden ? null : call.Id);
            }
        }
    }

    private void HandOverRecords(CallFacts younger)
    {
        foreach (var name in younger.Records?.Keys.ToList() ?? [])
        {
            Unsettle(name);
        }
    }

    /// <summary>The event log may begin amid calls that are over by its end: what the rest of one amounts to is not what the ledger holds, and
    /// it may even have another id. So records that still come are asked of the ledger.</summary>
    private void ForgetFinished()
    {
        while (_lingering.TryDequeue(out var call))
        {
            if (call.IsOpen)
            {
                continue;
            }

            foreach (var name in call.Records?.Keys.ToList() ?? [])
            {
                if (_book.Find(name) is { } family && family.Tracked.Remove(call) && family.Tracked.Count == 0)
                {
                    _book.Forget(family);
                }
            }

            call.Records = null;
            Forget(call);
        }
    }

    /// <summary>The tracker forgets the call; its records stay, and with them what they belong to.</summary>
    private void LeaveToBook(CallFacts call)
    {
        foreach (var (name, rows) in call.Records ?? [])
        {
            if (_book.Find(name) is not { } family)
            {
                continue;
            }

            family.Tracked.Remove(call);
            if (!call.IsHidden)
            {
                family.Recalled[call.Id] = new RecalledCall
                {
                    Live = CallView.Of(call, _plan),
                    Revision = call.Revision,
                    Keys = [.. rows.Select(static row => row.Key)],
                    IsContradicted = call.IsContradicted,
                };
            }
        }
    }
}
