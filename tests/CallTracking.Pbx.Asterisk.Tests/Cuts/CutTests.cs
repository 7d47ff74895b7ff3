using CallTracking.Faults;
using CallTracking.Pbx.Asterisk.Tests.Scenarios;

namespace CallTracking.Pbx.Asterisk.Tests.Cuts;

public sealed class CutTests : CutKit<AsteriskRecordings, AmiFrame>;
