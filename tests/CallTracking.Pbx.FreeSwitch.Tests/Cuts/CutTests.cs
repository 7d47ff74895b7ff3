using CallTracking.Faults;
using CallTracking.Pbx.FreeSwitch.Scenarios;
using CallTracking.Testing.FreeSwitch;

namespace CallTracking.Pbx.FreeSwitch.Cuts;

public sealed class CutTests : CutKit<FreeSwitchAsJson, EslFrame>;

public sealed class PlainCutTests : CutKit<FreeSwitchAsPlain, EslFrame>;
