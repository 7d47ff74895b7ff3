using CallTracking.Access;
using CallTracking.Calls;

namespace CallTracking.ScreenPop;

/// <summary>What of a pop is shown to whom.</summary>
internal static class PopMasks
{
    // Of a number that is hidden so many digits stay, where it has enough of them.
    private const int Shown = 2;
    private const int FewDigits = 4;

    public static CallPop Of(CallPop pop, AccessGrants access)
    {
        if (!access.Allows(Permission.ContactsRead) && pop.Caller is not null)
        {
            pop = pop with { Caller = null, CallerState = PopCallerState.Unknown };
        }

        return access.Hides(FieldMask.Numbers) && pop.Direction != CallDirection.Internal
            ? pop with { Number = Number(pop.Number), CallerName = null } : pop;
    }

    /// <summary>A number with all but its last two digits hidden; null stays null.</summary>
    public static string? Number(string? number)
    {
        if (number is null)
        {
            return null;
        }

        var digits = number.Count(char.IsAsciiDigit);
        var hidden = digits > FewDigits ? digits - Shown : digits;
        return string.Create(number.Length, (number, hidden), static (span, state) =>
        {
            var seen = 0;
            for (var i = 0; i < span.Length; i++)
            {
                var letter = state.number[i];
                span[i] = letter == '+' || (char.IsAsciiDigit(letter) && ++seen > state.hidden) ? letter : '•';
            }
        });
    }
}
