using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CallTracking.Pbx.Asterisk;

/// <summary>
/// The actions that rule calls. A leg is named by its <c>Uniqueid</c>: wherever Asterisk takes a channel it looks for a name first and for
/// an id then.
/// </summary>
internal static class AmiCommand
{
    public static AmiAction HangUp(LegId leg, PbxHangUpReason reason) => On("Hangup", leg)
        .With("Cause", CauseOf(reason).ToString(CultureInfo.InvariantCulture));

    public static AmiAction Redirect(LegId leg, string destination, string context) => On("Redirect", leg)
        .With("Context", AmiArgument.Name(context, nameof(context)))
        .With("Exten", AmiArgument.Extension(destination, nameof(destination)))
        .With("Priority", "1");

    public static AmiAction Record(LegId leg, string file) => On("MixMonitor", leg)
        .With("File", AmiArgument.File(file, nameof(file)))

        // Asterisk's id of the recording goes into a variable of the channel, so that this one can be ended among several.
        .With("Options", $"i({VariableOf(file)})");

    public static AmiAction FindRecording(LegId leg, string file) => On("Getvar", leg)
        .With("Variable", VariableOf(AmiArgument.File(file, nameof(file))));

    /// <param name="leg">The leg.</param>
    /// <param name="recording">Asterisk's id of the recording; null for any one.</param>
    public static AmiAction StopRecording(LegId leg, string? recording)
    {
        var action = On("StopMixMonitor", leg);
        return recording is null ? action : action.With("MixMonitorID", AmiArgument.Recording(recording, nameof(recording)));
    }

    /// <summary>The Q.850 cause that the leg is ended with.</summary>
    internal static int CauseOf(PbxHangUpReason reason) => reason switch
    {
        PbxHangUpReason.Normal => 16,
        PbxHangUpReason.Busy => 17,
        PbxHangUpReason.Declined => 21,
        PbxHangUpReason.NoAnswer => 19,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), "There is no such reason; give one that the enumeration names."),
    };

    private static AmiAction On(string name, LegId leg) => new AmiAction(name).With("Channel", AmiArgument.Leg(leg, nameof(leg)));

    private static string VariableOf(string file) =>
        "CT_RECORDING_" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(file)).AsSpan(0, 8));
}
