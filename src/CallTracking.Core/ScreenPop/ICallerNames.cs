using CallTracking.Calls;

namespace CallTracking.ScreenPop;

/// <summary>Says who calls.</summary>
internal interface ICallerNames
{
    /// <summary>Who the party outside of a call is.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancelled when it takes too long.</param>
    /// <returns>Null when nobody of the customer base.</returns>
    ValueTask<PopCaller?> FindAsync(Call call, CancellationToken cancellationToken);
}
