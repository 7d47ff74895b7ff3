namespace CallTracking.Pbx.Simulator;

/// <summary>How a simulated PBX looks and what it plays. Checked when the host starts; an error names the option and its cure.</summary>
public sealed class SimulatorOptions
{
    /// <summary>A <see cref="Speed"/>: no waiting at all, while the events' times still span the days they tell of.</summary>
    public const double AsFastAsPossible = double.PositiveInfinity;

    /// <summary>Seed of everything random: equal options play equal calls. Default 1.</summary>
    public int Seed { get; set; } = 1;

    /// <summary>Simulated seconds per second of the host's clock, 0.001 to 1,000,000; <see cref="AsFastAsPossible"/> for no waiting.
    /// Default 1: real time.</summary>
    public double Speed { get; set; } = 1;

    /// <summary>Simulated time of the beginning; null (the default) for the host's time when the link starts.</summary>
    public DateTimeOffset? StartAt { get; set; }

    /// <summary>What to play; null (the default) for random days.</summary>
    public SimulatorScript? Script { get; set; }

    /// <summary>How many random days of 24 hours to play, 1 to 36,500; null (the default) for ever. Without meaning for a script.</summary>
    public int? Days { get; set; }

    /// <summary>Random calls in 24 hours, 0 to 1,000,000, on average; 0 for none but those that are placed. Default 400.</summary>
    public int CallsPerDay { get; set; } = 400;

    /// <summary>Whether every hour is equally busy, as a live demonstration wants it at any time of day. Default false: calls come in
    /// office hours, with a few outside.</summary>
    public bool RoundTheClock { get; set; }

    /// <summary>When the office opens, in <see cref="TimeZone"/>. Default 08:00.</summary>
    public TimeOnly OpensAt { get; set; } = new(8, 0);

    /// <summary>When the office closes, later than <see cref="OpensAt"/>. Default 18:00.</summary>
    public TimeOnly ClosesAt { get; set; } = new(18, 0);

    /// <summary>IANA time zone of the office. Default <c>UTC</c>.</summary>
    public string TimeZone { get; set; } = "UTC";

    /// <summary>The site's phones, at least two. Default: twelve with fictional names.</summary>
    public IList<SimulatedExtension> Extensions { get; init; } = SimulatorDefaults.Extensions();

    /// <summary>The site's queues; may be empty. Default: two.</summary>
    public IList<SimulatedTeam> Queues { get; init; } = SimulatorDefaults.Queues();

    /// <summary>The site's ring groups; may be empty. Default: one.</summary>
    public IList<SimulatedTeam> RingGroups { get; init; } = SimulatorDefaults.RingGroups();

    /// <summary>The site's conference rooms; may be empty. Default: one.</summary>
    public IList<string> Rooms { get; init; } = ["8001"];

    /// <summary>People outside, at least one. Default: fictional, with numbers of the range that is kept free for fiction.</summary>
    public IList<SimulatedCustomer> Customers { get; init; } = SimulatorDefaults.Customers();

    /// <summary>The site's own number in E.164: what direct calls dial and called parties see. Default fictional.</summary>
    public string MainNumber { get; set; } = "+12025550190";

    /// <summary>Name of the trunk's endpoint. Default <c>provider</c>.</summary>
    public string Trunk { get; set; } = "provider";

    /// <summary>Routing context of the trunk. Default <c>from-trunk</c>, by which sites that name no trunks know one.</summary>
    public string TrunkContext { get; set; } = "from-trunk";

    /// <summary>Routing context of the phones. Default <c>from-internal</c>.</summary>
    public string InternalContext { get; set; } = "from-internal";

    /// <summary>Digits dialled before an outside number; null (the default) when none. Give the site the same.</summary>
    public string? OutboundPrefix { get; set; }

    /// <summary>What somebody does whom a placed call rings, by his extension or number; null (the default): employees lift, and people
    /// outside do what <see cref="Seed"/> decides, mostly answer. It must not throw.</summary>
    public Func<string, SimulatedAnswer>? Called { get; set; }

    /// <summary>How long somebody whom a placed call rings lets it ring before he does something; null (the default) for two to eight
    /// seconds, by <see cref="Seed"/>.</summary>
    public TimeSpan? RingsFor { get; set; }

    /// <summary>How long people talk in a placed call that nobody ends; null (the default) for half a minute to four minutes, by
    /// <see cref="Seed"/>.</summary>
    public TimeSpan? TalksFor { get; set; }

    /// <summary>Somebody outside who calls when he is told to, beside what is played: for a demonstration that has to ring at one phone now.
    /// One for each link. Null (the default) for nobody.</summary>
    public SimulatedOutside? Outside { get; set; }

    /// <summary>Called with the truth of each call when its last event has been handed over, on the link's own thread; null (the
    /// default) for nobody. It must not throw.</summary>
    public Action<SimulatedCallTruth>? CallPlayed { get; set; }
}
