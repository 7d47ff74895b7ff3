namespace CallTracking.Pbx.FreeSwitch;

/// <summary>The host's code for calls that FreeSWITCH hands over.</summary>
/// <remarks>Calls are handled at the same time, on any thread.</remarks>
public interface IOutboundCallHandler
{
    /// <summary>Rules a call. When it returns, or throws, FreeSWITCH goes on with its dial plan behind the application <c>socket</c>, unless
    /// the call was hung up or transferred.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Cancelled when the leg ended or the host stops.</param>
    /// <returns>Completes when the host has done with the call.</returns>
    Task HandleAsync(OutboundCall call, CancellationToken cancellationToken);
}
