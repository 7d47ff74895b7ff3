using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Samples.Console.Live;

/// <summary>What is going on, kept from changes as they come. Thread-safe.</summary>
internal sealed class Board
{
    private const int LastCalls = 50;

    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Call> _open = [];
    private readonly LinkedList<Call> _last = new();
    private readonly UnservedCallers _unserved = new();
    private HashSet<Guid> _begunWith = [];
    private LinkStatus? _link;
    private int _ended;
    private int _answered;

    /// <summary>Takes over calls that the store holds already. One that has ended on the board meanwhile is not counted twice.</summary>
    /// <param name="ended">In order of end.</param>
    public void Begin(IReadOnlyCollection<Call> ended)
    {
        lock (_lock)
        {
            var onBoard = _last.Select(call => call.Id).ToHashSet();
            foreach (var call in ended.Where(call => !onBoard.Contains(call.Id)))
            {
                End(call);
            }

            _begunWith = [.. ended.Select(call => call.Id)];
        }
    }

    public void Apply(CallChange change)
    {
        lock (_lock)
        {
            switch (change.Kind)
            {
                case CallChangeKind.Withdrawn:
                    _open.Remove(change.Call.Id);
                    break;

                case CallChangeKind.Amended:
                    Amend(change.Call);
                    break;

                case var _ when change.Call.State == CallState.Ended:
                    _open.Remove(change.Call.Id);
                    if (!_begunWith.Contains(change.Call.Id))
                    {
                        End(change.Call);
                    }

                    break;

                default:
                    _open[change.Call.Id] = change.Call;
                    break;
            }
        }
    }

    public void Apply(LinkStatus link)
    {
        lock (_lock)
        {
            _link = link;
        }
    }

    public BoardPicture Look()
    {
        lock (_lock)
        {
            return new BoardPicture(
                [.. _open.Values.OrderBy(call => call.StartedAt)], [.. _last], _unserved.List(), _link, _ended, _answered);
        }
    }

    private void End(Call call)
    {
        _ended++;
        _answered += call.Outcome == CallOutcome.Answered ? 1 : 0;
        _unserved.Add(call);
        _last.AddFirst(call);
        if (_last.Count > LastCalls)
        {
            _last.RemoveLast();
        }
    }

    private void Amend(Call call)
    {
        for (var node = _last.First; node is not null; node = node.Next)
        {
            if (node.Value.Id == call.Id)
            {
                node.Value = call;
                return;
            }
        }
    }
}

/// <summary>A board at one moment.</summary>
/// <param name="Open">Calls in progress, the oldest first.</param>
/// <param name="Last">Calls that ended, the latest first.</param>
/// <param name="Unserved">Who has to be called back, the latest first.</param>
/// <param name="Link">The link; null before it said anything.</param>
/// <param name="Ended">How many calls ended.</param>
/// <param name="Answered">How many of them were answered.</param>
internal sealed record BoardPicture(
    IReadOnlyList<Call> Open, IReadOnlyList<Call> Last, IReadOnlyList<UnservedCaller> Unserved, LinkStatus? Link, int Ended, int Answered);
