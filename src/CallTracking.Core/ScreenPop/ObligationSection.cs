using CallTracking.Access;
using CallTracking.Callbacks;
using Microsoft.Extensions.Options;

namespace CallTracking.ScreenPop;

/// <summary>The calls that the caller is owed, on the card: those of the contact, of a number that nobody has those of the number.</summary>
internal sealed class ObligationSection(ObligationBook obligations, IOptions<ScreenPopOptions> options) : ICardSection
{
    public string Name => "obligations";

    public Permission Needs => Permission.CallbacksRead;

    public async ValueTask<Func<PopCard, PopCard>> ReadAsync(CardRequest request, CancellationToken cancellationToken)
    {
        var most = options.Value.OpenItems;
        var open = new List<Obligation>();
        foreach (var filter in most == 0 ? [] : Filters(request))
        {
            var page = await obligations.ListAsync(request.Reader, filter, null, most, cancellationToken).ConfigureAwait(false);
            open.AddRange(page.Obligations);
        }

        IReadOnlyList<CardObligation> shown = [.. open.OrderBy(static one => one.DueAt).ThenBy(static one => one.Id).Take(most)
            .Select(one => new CardObligation(one.Id, one.OpenedAt, one.DueAt, one.Calls, request.Employee(one.OwnerId)))];
        return card => card with { OpenObligations = shown };
    }

    private static IEnumerable<ObligationFilter> Filters(CardRequest request)
    {
        if (request.ContactIds.Count > 0)
        {
            return request.ContactIds.Select(static id => new ObligationFilter { ContactId = id });
        }

        // A number that is hidden from the reader is nothing to look for by.
        return request.Call.External?.E164 is { } number && !request.Reader.Access.Hides(FieldMask.Numbers)
            ? [new ObligationFilter { Number = number }] : [];
    }
}
