using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Pages.Callbacks;

/// <summary>Durations as people say them: to the minute below a day, then to the hour.</summary>
internal static class DurationText
{
    public static string Of(IStringLocalizer<CallbacksTexts> texts, TimeSpan duration) => duration.TotalDays >= 1
        ? texts["Duration.days", (int)duration.TotalDays, duration.Hours]
        : duration.TotalHours >= 1 ? texts["Duration.hours", duration.Hours, duration.Minutes]
        : texts["Duration.minutes", Math.Max(1, duration.Minutes)];
}
