using CallTracking.Calls;
using CallTracking.Links;

namespace CallTracking.Samples.Console.Listing;

/// <summary>Coverage gaps in words, a line each.</summary>
internal static class GapLines
{
    /// <summary>So many are named; of more their number is told.</summary>
    public const int Most = 20;

    public static IEnumerable<string> Of(IReadOnlyList<CoverageGap> gaps, TimeZoneInfo zone) => gaps.Take(Most).Select(gap => Of(gap, zone));

    public static string Of(CoverageGap gap, TimeZoneInfo zone)
    {
        var until = gap.To is { } to ? $"to {Wording.Instant(to, zone)} ({Wording.Clock(to - gap.From)})" : "and still is not";
        var restored = gap.Restored.Count == 0 ? "nothing had to be made up for"
            : string.Join(", ", gap.Restored.Select(one => $"{Wording.JsonWord(one.Witness)}: {one.Closed} closed, {one.Adopted} adopted, {one.Restored} restored"));
        return $"not observed: {gap.Link} from {Wording.Instant(gap.From, zone)} {until}, {Why(gap.Cause)}; {restored}";
    }

    private static string Why(GapCause cause) => cause switch
    {
        GapCause.PbxStopped => "the PBX stopped",
        GapCause.PbxDied => "the PBX died",
        GapCause.HostStopped => "CallTracking was stopped",
        GapCause.HostDied => "CallTracking died",
        GapCause.Overflow => "more came than could be kept",
        GapCause.LeaseLost => "another host took over",
        _ => "the connection was lost",
    };
}
