using System.Globalization;

namespace CallTracking.Demo;

/// <summary>Telephone numbers of nobody: in each area of the North American plan 555-0100 to 555-0199 are kept free for fiction.</summary>
internal static class DemoNumbers
{
    private static readonly int[] Areas =
        [202, 206, 212, 213, 215, 303, 305, 312, 404, 415, 503, 512, 602, 612, 617, 702, 713, 718, 801, 804, 813, 901];

    /// <summary>All of them, mixed; the last ten of 202 are the company's own.</summary>
    public static Queue<string> Mixed(Random random)
    {
        var numbers = Areas.SelectMany(static area => Enumerable.Range(0, 100).Select(line => (area, line)))
            .Where(static one => one is not (202, >= 90))
            .Select(static one => string.Create(CultureInfo.InvariantCulture, $"+1{one.area}55501{one.line:00}")).ToArray();
        random.Shuffle(numbers);
        return new Queue<string>(numbers);
    }
}
