namespace CallTracking.Calls;

/// <summary>Who is in which bridge now, and which bridges are tied. Emptied as legs leave, so it never outgrows the open calls.</summary>
internal sealed class Bridges
{
    private readonly Dictionary<string, List<LegFacts>> _members = new(StringComparer.Ordinal);
    private readonly List<BridgeTie> _ties = [];

    public void Add(LegFacts leg, string bridge)
    {
        if (!_members.TryGetValue(bridge, out var members))
        {
            _members[bridge] = members = [];
        }

        if (!members.Contains(leg))
        {
            members.Add(leg);
        }

        ShareTies(bridge);
    }

    public void Remove(LegFacts leg, string bridge)
    {
        if (_members.TryGetValue(bridge, out var members) && members.Remove(leg) && members.Count == 0)
        {
            _members.Remove(bridge);
        }
    }

    public void Remove(LegFacts leg)
    {
        foreach (var stay in leg.Stays)
        {
            Remove(leg, stay.Bridge);
        }
    }

    public IReadOnlyList<LegFacts> MembersOf(string bridge) => _members.TryGetValue(bridge, out var members) ? members : [];

    public void Replace(LegFacts leg, LegFacts by)
    {
        foreach (var members in _members.Values)
        {
            var at = members.IndexOf(leg);
            if (at >= 0)
            {
                members[at] = by;
            }
        }
    }

    public void Tie(string a, string b, DateTimeOffset at)
    {
        if (Find(a, b) is null)
        {
            _ties.Add(new BridgeTie { A = a, B = b, From = at });
            ShareTies(a);
        }
    }

    public void Part(string a, string b, DateTimeOffset at)
    {
        if (Find(a, b) is { } tie)
        {
            tie.To = at;
            _ties.Remove(tie);
        }
    }

    public void Clear()
    {
        _members.Clear();
        _ties.Clear();
    }

    private BridgeTie? Find(string a, string b)
    {
        foreach (var tie in _ties)
        {
            if ((tie.A == a && tie.B == b) || (tie.A == b && tie.B == a))
            {
                return tie;
            }
        }

        return null;
    }

    /// <summary>Lets every call with a leg in reach of a bridge know the ties that connect it.</summary>
    private void ShareTies(string bridge)
    {
        if (_ties.Count == 0)
        {
            return;
        }

        var reached = new HashSet<string>(StringComparer.Ordinal) { bridge };
        var ties = new List<BridgeTie>();
        bool grown;
        do
        {
            grown = false;
            foreach (var tie in _ties)
            {
                if (!ties.Contains(tie) && (reached.Contains(tie.A) || reached.Contains(tie.B)))
                {
                    ties.Add(tie);
                    reached.Add(tie.A);
                    reached.Add(tie.B);
                    grown = true;
                }
            }
        }
        while (grown);

        foreach (var name in reached)
        {
            if (!_members.TryGetValue(name, out var members))
            {
                continue;
            }

            foreach (var leg in members)
            {
                foreach (var tie in ties)
                {
                    if (!leg.Call.Ties.Contains(tie))
                    {
                        leg.Call.Ties.Add(tie);
                    }
                }
            }
        }
    }
}
