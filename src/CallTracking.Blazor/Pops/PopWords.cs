using CallTracking.Blazor.Texts;
using CallTracking.Calls;
using CallTracking.ScreenPop;

namespace CallTracking.Blazor;

/// <summary>What is said of a pop.</summary>
internal static class PopWords
{
    /// <summary>How to address who calls: as far as it is known.</summary>
    public static string Who(CallPop pop, PartTexts say) => pop.Caller is { } caller ? caller.AddressAs
        : pop.CallerName is { } name && !string.IsNullOrWhiteSpace(name) ? name
        : pop.Number ?? say[pop.Direction == CallDirection.Internal ? "Colleague" : "Withheld"];
}
