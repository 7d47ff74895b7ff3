using Microsoft.Extensions.Localization;
using MudBlazor;

namespace CallTracking.Samples.Web.Texts;

/// <summary>The kit's own texts in the other languages; it has the English ones itself.</summary>
internal sealed class KitTexts;

/// <summary>Hands the kit its texts.</summary>
internal sealed class KitLocalizer(IStringLocalizer<KitTexts> texts) : MudLocalizer
{
    public override LocalizedString this[string key] => texts[key];

    public override LocalizedString this[string key, params object[] arguments] => texts[key, arguments];
}
