using CallTracking.Numbering;
using CallTracking.Pbx;

namespace CallTracking.Calls;

/// <summary>Whom a record tells of as asked, and where its legs lie: the same questions whether a PBX writes the attempts of a caller or
/// one record for each leg.</summary>
internal static class RecordedSides
{
    /// <summary>The record of a leg that the PBX called tells itself how that went.</summary>
    public static bool IsAttempt(this FinishedRecord row) => row.IsWholeLeg && row.Role is RecordRole.Called or RecordRole.Placed;

    /// <summary>The name of the leg that was asked.</summary>
    public static string? AskedName(this FinishedRecord row) => row.IsAttempt() ? row.LegName : row.OtherLegName;

    /// <summary>The device or trunk that was asked; where records name none, the number.</summary>
    public static string? AskedEndpoint(this FinishedRecord row, NumberPlan plan) =>
        row.IsAttempt() ? TrunkOf(row, plan) ?? row.DialedNumber : row.OtherEndpoint;

    /// <summary>The number that was asked for.</summary>
    public static string? AskedNumber(this FinishedRecord row, NumberPlan plan) =>
        !row.IsAttempt() ? row.OtherNumber : IsNumber(plan, row.DialedNumber) || row.CallerNumber is null ? row.DialedNumber : NumberOfCalled(row, plan);

    public static bool IsAskedOnTrunk(this FinishedRecord row, NumberPlan plan) => row.IsAttempt()
        ? IsOnTrunk(row, plan) : row.OtherEndpoint is { } endpoint && CallTracker.SideOf(plan, endpoint, null, null, null).IsTrunk;

    /// <summary>Whether the record's own leg is on a trunk. Where no device is named, the number by which the leg is reached tells: a
    /// party that has none that can be read is outside.</summary>
    public static bool IsOnTrunk(FinishedRecord row, NumberPlan plan)
    {
        if (TrunkOf(row, plan) is { } endpoint)
        {
            return CallTracker.SideOf(plan, endpoint, row.Context, row.CallerNumber, row.DialedNumber).IsTrunk;
        }

        if (!row.IsWholeLeg)
        {
            return false;
        }

        var number = row.Role == RecordRole.Calling ? row.CallerNumber : NumberOfCalled(row, plan);
        return !plan.IsExtension(number) && !plan.IsRoom(number);
    }

    /// <summary>What of all that a leg goes through the site names as a trunk, else its device.</summary>
    public static string? TrunkOf(FinishedRecord row, NumberPlan plan) =>
        plan.IsTrunk(row.Gateway) ? row.Gateway : plan.IsTrunk(row.Interface) ? row.Interface : row.Endpoint;

    /// <summary>A called leg that was moved by the dial plan stands there as a caller: its own number is then that of the caller.</summary>
    private static string? NumberOfCalled(FinishedRecord row, NumberPlan plan) =>
        row.NumbersAreFinal && !IsNumber(plan, row.DialedNumber) && IsNumber(plan, row.CallerNumber) ? row.CallerNumber : row.DialedNumber;

    private static bool IsNumber(NumberPlan plan, string? text) =>
        text is not null && (plan.IsExtension(text) || plan.IsRoom(text) || IsOutside(plan, text));

    /// <summary>A leg that a program made and that neither has a device nor is reached by a number: nobody is behind it.</summary>
    public static bool IsNobody(FinishedRecord row, NumberPlan plan) =>
        row.Endpoint is null && !IsNumber(plan, row.DialedNumber) && !IsNumber(plan, row.CallerNumber);

    /// <summary>A number of the public network.</summary>
    public static bool IsOutside(NumberPlan plan, string? text) =>
        text is not null && !plan.IsExtension(text) && !plan.IsRoom(text) && plan.Read(text) is { Kind: PhoneNumberKind.Public };
}
