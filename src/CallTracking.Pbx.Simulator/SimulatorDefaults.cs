using System.Globalization;

namespace CallTracking.Pbx.Simulator;

/// <summary>A fictional company and its fictional customers.</summary>
internal static class SimulatorDefaults
{
    private static readonly string[] FirstNames =
    [
        "Ada", "Boris", "Chanthy", "Dara", "Elena", "Farid", "Grace", "Hugo", "Irina", "Jun", "Kosal", "Lena", "Mara", "Nils", "Olga",
        "Pisey", "Quentin", "Rosa", "Sokha", "Timur",
    ];

    private static readonly string[] LastNames = ["Amber", "Brook", "Cedar", "Dale"];

    public static IList<SimulatedExtension> Extensions() =>
        [.. Enumerable.Range(0, 12).Select(i => new SimulatedExtension(Number(7001 + i), $"{FirstNames[i]} {LastNames[i % 3]}"))];

    public static IList<SimulatedTeam> Queues() =>
    [
        new SimulatedTeam("orders", "+12025550191", ["7001", "7002", "7003", "7004"]),
        new SimulatedTeam("service", "+12025550192", ["7005", "7006", "7007"]),
    ];

    public static IList<SimulatedTeam> RingGroups() => [new SimulatedTeam("reception", "+12025550193", ["7008", "7009", "7010"])];

    // 555-01xx is the range that the North American plan keeps free for fiction; the last ten are the company's own.
    public static IList<SimulatedCustomer> Customers() =>
        [.. Enumerable.Range(0, 90).Select(i => new SimulatedCustomer(
            "+12025550" + Number(100 + i), i % 5 == 4 ? null : $"{FirstNames[i * 7 % 20]} {LastNames[i / 20 % 4]}"))];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
