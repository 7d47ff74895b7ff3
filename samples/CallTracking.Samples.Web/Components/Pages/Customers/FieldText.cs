using System.Globalization;
using CallTracking.Contacts;
using CallTracking.Samples.Web.Texts;
using Microsoft.Extensions.Localization;

namespace CallTracking.Samples.Web.Components.Pages.Customers;

/// <summary>A custom value as people read it; it is kept in a canonical text.</summary>
internal static class FieldText
{
    public static string Of(ContactField field, string value, IStringLocalizer<CommonTexts> common) => field.Kind switch
    {
        ContactFieldKind.Boolean => common[value == "true" ? "Yes" : "No"],
        ContactFieldKind.Date when DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) =>
            day.ToString("d", CultureInfo.CurrentCulture),
        ContactFieldKind.Number when decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var number) =>
            number.ToString("#,0.######", CultureInfo.CurrentCulture),
        _ => value,
    };
}
