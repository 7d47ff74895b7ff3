using System.Globalization;
using CallTracking.LoadLab.Pair;
using CallTracking.LoadLab.Tracking;
using CallTracking.Numbering;
using PhoneNumbers;

namespace CallTracking.LoadLab.Numbers;

/// <summary>Reading numbers, against libphonenumber alone.</summary>
internal static class NumberSuite
{
    private const int Fictional = 100;
    private const int Spellings = 512;

    public static PairSuite Create()
    {
        var plan = new NumberPlan(LoadSite.Options);
        var util = PhoneNumberUtil.GetInstance();
        var few = Few();
        var many = Many();
        return new PairSuite(
            "numbers", "Number normalisation", "number", Measure.Cpu,
            [
                Candidate.Of("libphonenumber parse + format", () => Parse(util, many)),
                Candidate.Of("NumberPlan.Read, never seen", () => Read(plan, many)),
                Candidate.Of("NumberPlan.Read, seen lately", () => Read(plan, few)),
            ],
            []);
    }

    /// <summary>The numbers that are reserved for fiction, as a PBX sends them.</summary>
    public static string[] Few() =>
        [.. Enumerable.Range(0, Fictional).Select(static n => string.Create(CultureInfo.InvariantCulture, $"12025550{100 + n}"))];

    /// <summary>So many spellings of them, with blanks in between, that no cache of a sensible size keeps one until it comes again.</summary>
    public static string[] Many() =>
        [.. Enumerable.Range(0, Fictional * Spellings).Select(static n => string.Create(
            CultureInfo.InvariantCulture,
            $"+1{Blanks(n / Fictional)}202{Blanks(n / Fictional / 8)}555{Blanks(n / Fictional / 64)}0{100 + (n % Fictional)}"))];

    private static long Read(NumberPlan plan, string[] texts)
    {
        var read = 0L;
        foreach (var text in texts)
        {
            read += plan.Read(text).E164 is null ? 0 : 1;
        }

        return read;
    }

    private static long Parse(PhoneNumberUtil util, string[] texts)
    {
        var read = 0L;
        foreach (var text in texts)
        {
            var number = util.Parse(text, "US");
            read += util.Format(number, PhoneNumberFormat.E164).Length > 0 ? 1 : 0;
        }

        return read;
    }

    private static string Blanks(int n) => new(' ', n % 8);
}
