using CallTracking.Access;
using CallTracking.Calls;
using Microsoft.Extensions.Options;

namespace CallTracking.ScreenPop;

/// <summary>The last calls with the caller, and who spoke with him last.</summary>
internal sealed class LastCallsSection(CallHistory history, IOptions<ScreenPopOptions> options) : ICardSection
{
    // Who spoke with the caller last may lie behind some calls that nobody answered.
    private const int LookedThrough = 20;

    public string Name => "calls";

    public Permission Needs => Permission.CallsRead;

    public async ValueTask<Func<PopCard, PopCard>> ReadAsync(CardRequest request, CancellationToken cancellationToken)
    {
        // A number that is hidden from the reader is nothing to look for by.
        var filter = request.Contact?.Contact.Id is { } contact ? new CallHistoryFilter { Contact = contact }
            : request.Call.External?.E164 is { } number && !request.Reader.Access.Hides(FieldMask.Numbers)
                ? new CallHistoryFilter { Number = number } : null;
        if (filter is null)
        {
            return static card => card;
        }

        var most = Math.Max(options.Value.LastCalls, LookedThrough) + 1;
        var page = await history.ListAsync(request.Reader, filter, null, most, cancellationToken).ConfigureAwait(false);
        var calls = page.Calls.Where(call => call.Id != request.Call.Id).ToList();
        var handler = calls.Select(LastEmployee).FirstOrDefault(static employee => employee is not null);
        IReadOnlyList<CardCall> last = [.. calls.Take(options.Value.LastCalls).Select(call => new CardCall(
            call.Id, call.StartedAt, call.Direction, call.Outcome, call.IsUnserved, call.Talk, request.Employee(LastEmployee(call))))];
        return card => card with { LastCalls = last, LastHandler = request.Employee(handler) };
    }

    /// <summary>The employee who talked last; null when none did.</summary>
    private static Guid? LastEmployee(Call call)
    {
        var talked = call.Participants.Where(static one => one is { Employee: not null, Kind: ParticipantKind.Extension } && one.Talk > TimeSpan.Zero).ToList();
        return (talked.Find(one => one.Party == (call.LastParty ?? call.AnsweredBy)) ?? talked.LastOrDefault())?.Employee;
    }
}
