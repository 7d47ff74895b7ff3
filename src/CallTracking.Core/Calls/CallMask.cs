using CallTracking.Access;
using CallTracking.Numbering;

namespace CallTracking.Calls;

/// <summary>A call as somebody may see it from whom outside numbers are hidden: of each its last two digits stay, and whatever could tell
/// the rest (names as sent, keys pressed, names of files and of the PBX's own legs) goes.</summary>
/// <remarks>Stateless. What a caller is given by <see cref="CallHistory"/>, <see cref="Pipeline.IOpenCalls"/> and <see cref="Pipeline.ICallFeed"/>
/// is masked already; this is for a host that hands calls on to several people itself.</remarks>
public static class CallMask
{
    // Of a number that is hidden so many digits stay, where it has enough of them that they do not tell it.
    private const int Shown = 2;
    private const int FewDigits = 4;

    // As many keys are a choice in a menu; more may be a number.
    private const int MenuDigits = 3;
    private const string Hidden = "•••";

    /// <summary>The call for somebody's eyes. Whether it is his to see at all is not asked.</summary>
    /// <param name="caller">Who looks.</param>
    /// <param name="call">The call.</param>
    /// <returns>The call itself where nothing is hidden from him.</returns>
    public static Call For(Caller caller, Call call)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(call);
        return caller.Access.Hides(FieldMask.Numbers) ? Masked(call, Number) : call;
    }

    /// <summary>The call for a file that somebody takes away: what is hidden from him is not in it at all.</summary>
    internal static Call ForExport(Caller caller, Call call) => caller.Access.Hides(FieldMask.Numbers) ? Masked(call, static _ => Hidden) : call;

    /// <summary>A number with all but its last two digits hidden; null stays null.</summary>
    internal static string? Number(string? number)
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

    private static Call Masked(Call call, Func<string?, string?> mask)
    {
        // Whoever is ours is named as he is; every other party is outside, or may be.
        var ours = call.Participants.Where(static one => one.Kind != ParticipantKind.External).Select(static one => one.Party).ToHashSet(StringComparer.Ordinal);
        string? Party(string? party) => party is null || ours.Contains(party) ? party : mask(party);
        var isInternal = call.Direction == CallDirection.Internal;
        return call with
        {
            External = call.External is { } number
                ? new PhoneNumber(mask(number.Raw)!, number.Kind, number.E164 is null ? null : mask(number.E164), null) : null,
            CallerNumber = isInternal ? call.CallerNumber : Party(call.CallerNumber),
            CallerName = isInternal ? call.CallerName : null,
            DialedNumber = call.Direction == CallDirection.Outbound ? mask(call.DialedNumber) : call.DialedNumber,
            PresentedNumber = call.Direction == CallDirection.Inbound ? mask(call.PresentedNumber) : call.PresentedNumber,
            AnsweredBy = Party(call.AnsweredBy),
            LastParty = Party(call.LastParty),
            Participants = [.. call.Participants.Select(one => one.Kind == ParticipantKind.External ? one with { Party = mask(one.Party)! } : one)],
            Transfers = [.. call.Transfers.Select(one => one with { From = Party(one.From), To = Party(one.To) })],
            Digits = [.. call.Digits.Select(one => new CallDigits(Party(one.Party), one.Digits.Length > MenuDigits ? Hidden : one.Digits))],
            Recordings = [.. call.Recordings.Select(static one => one with { Location = null })],
            Because = [.. call.Because.Select(static one => one with { Rule = HideDigits(one.Rule) })],
            Families = [],
        };
    }

    // Codes of rules have short numbers at most; what a witness said otherwise may hold a number.
    private static string HideDigits(string rule)
    {
        var run = 0;
        var longest = 0;
        foreach (var letter in rule)
        {
            run = char.IsAsciiDigit(letter) ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest <= FewDigits ? rule : string.Concat(rule.Select(static letter => char.IsAsciiDigit(letter) ? '•' : letter));
    }
}
