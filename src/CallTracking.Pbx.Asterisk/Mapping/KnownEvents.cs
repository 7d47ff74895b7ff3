using System.Collections.Frozen;

namespace CallTracking.Pbx.Asterisk;

/// <summary>Events of Asterisk 16 to 22 that say nothing about a call that others do not say better.</summary>
internal static class KnownEvents
{
    public static FrozenSet<string> PassedOver { get; } = new[]
    {
        "AGIExecEnd", "AGIExecStart", "AOC-D", "AOC-E", "AOC-S", "AgentCalled", "AgentComplete", "AgentDump", "AgentLogin", "AgentLogoff",
        "AgentRingNoAnswer", "Agents", "AgentsComplete", "Alarm", "AlarmClear", "AorDetail", "AorList", "AorListComplete",
        "AsyncAGIEnd", "AsyncAGIExec", "AsyncAGIStart", "AuthDetail", "AuthList", "AuthListComplete", "AuthMethodNotAllowed",
        "AuthRequest", "BridgeCreate", "BridgeDestroy", "BridgeInfoChannel", "BridgeInfoComplete",
        "BridgeListComplete", "BridgeMerge", "BridgeVideoSourceUpdate", "ChallengeResponseFailed", "ChallengeSent",
        "ChanSpyStop", "ChannelTalkingStart", "ChannelTalkingStop", "ConfbridgeEnd", "ConfbridgeList", "ConfbridgeListComplete",
        "ConfbridgeListRooms", "ConfbridgeListRoomsComplete", "ConfbridgeMute", "ConfbridgeRecord", "ConfbridgeStart",
        "ConfbridgeStopRecord", "ConfbridgeTalking", "ConfbridgeUnmute", "ConnectedLine", "ContactList", "ContactListComplete",
        "ContactStatus", "ContactStatusDetail", "CoreShowChannelMap", "CoreShowChannelMapComplete", "CsvEvent", "DAHDIChannel",
        "DBGetResponse", "DBGetComplete", "DNDState", "DTMFBegin", "DeviceStateChange", "DeviceStateListComplete",
        "DeadlockStart", "EndpointDetail", "EndpointDetailComplete", "EndpointList", "EndpointListComplete", "ExtensionStateListComplete",
        "ExtensionStatus", "FAXSession", "FAXSessionsComplete", "FAXSessionsEntry", "FAXStats", "FAXStatus", "FailedACL",
        "Flash", "HangupHandlerPop", "HangupHandlerPush", "HangupHandlerRun", "IdentifyDetail", "InvalidAccountID", "InvalidPassword",
        "InvalidTransport", "Load", "LoadAverageLimit", "LocalOptimizationBegin", "LocalOptimizationEnd", "LogChannel", "MCID",
        "MWIGet", "MWIGetComplete", "MeetmeEnd", "MeetmeMute", "MeetmeTalkRequest", "MeetmeTalking", "MemoryLimit", "MiniVoiceMail",
        "MixMonitorMute", "MusicOnHold", "MusicOnHoldStart", "MusicOnHoldStop", "NewAccountCode", "NewConnectedLine", "ParkedCallSwap",
        "ParkedCallsComplete", "ParkinglotComplete", "Parkinglot", "PresenceStateChange", "PresenceStateListComplete",
        "PresenceStatus", "QueueCallerJoined", "QueueMember", "QueueMemberAdded", "QueueMemberPause",
        "QueueMemberPenalty", "QueueMemberRemoved", "QueueMemberRinginuse", "QueueMemberStatus", "QueueParams", "QueueReset",
        "QueueRule", "QueueStatusComplete", "QueueSummary", "QueueSummaryComplete", "QueueSLA", "RTCPReceived", "RTCPSent",
        "ReceiveFAX", "Registry", "Reload", "RequestBadFormat", "RequestNotAllowed", "RequestNotSupported", "ResourceListDetail",
        "SIPQualifyPeerDone", "SendFAX", "SessionLimit", "SessionTimeout", "SpanAlarm", "SpanAlarmClear", "Status", "StatusComplete",
        "SuccessfulAuth", "TestEvent", "TransportDetail", "UnexpectedAddress", "Unload", "UserEvent", "VarSet", "VoicemailPasswordChange",
        "VoicemailUserDetail", "VoicemailUserEntry", "VoicemailUserEntryComplete", "VoicemailUserDetailComplete", "Wink",
        "ListDialplan", "ShowDialPlanComplete", "OutboundRegistrationDetail", "OutboundRegistrationDetailComplete",
        "InboundRegistrationDetail", "InboundRegistrationDetailComplete", "OutboundSubscriptionDetail", "InboundSubscriptionDetail",
        "SubscriptionDetailComplete", "PeerEntry", "PeerlistComplete", "RegistryEntry", "RegistrationsComplete",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
