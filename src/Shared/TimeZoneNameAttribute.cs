using System.ComponentModel.DataAnnotations;

namespace CallTracking.Pbx;

/// <summary>The value names a time zone that this machine knows.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class TimeZoneNameAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) => value is not string name || TimeZoneInfo.TryFindSystemTimeZoneById(name, out _);

    public override string FormatErrorMessage(string name) =>
        $"{name} is not the name of a time zone that this machine knows. Examples: UTC, Asia/Phnom_Penh, Europe/Berlin.";
}
