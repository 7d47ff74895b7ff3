using System.Collections.Frozen;

namespace CallTracking.Pbx.FreeSwitch;

/// <summary>Events of FreeSWITCH that say nothing about a call that others do not say better.</summary>
internal static class KnownEvents
{
    public static FrozenSet<string> PassedOver { get; } = new[]
    {
        "CLONE", "CHANNEL_DESTROY", "CHANNEL_STATE", "CHANNEL_CALLSTATE", "CHANNEL_HANGUP", "CHANNEL_EXECUTE", "CHANNEL_EXECUTE_COMPLETE",
        "CHANNEL_OUTGOING", "CHANNEL_PARK", "CHANNEL_UNPARK", "CHANNEL_APPLICATION", "CHANNEL_ORIGINATE", "CHANNEL_UUID", "CHANNEL_DATA",
        "API", "LOG", "INBOUND_CHAN", "OUTBOUND_CHAN", "STARTUP", "PUBLISH", "UNPUBLISH", "TALK", "NOTALK", "SESSION_CRASH", "MODULE_LOAD",
        "MODULE_UNLOAD", "MESSAGE", "PRESENCE_IN", "NOTIFY_IN", "PRESENCE_OUT", "PRESENCE_PROBE", "MESSAGE_WAITING", "MESSAGE_QUERY",
        "ROSTER", "CODEC", "DETECTED_SPEECH", "DETECTED_TONE", "PRIVATE_COMMAND", "TRAP", "ADD_SCHEDULE", "DEL_SCHEDULE", "EXE_SCHEDULE",
        "RE_SCHEDULE", "RELOADXML", "NOTIFY", "PHONE_FEATURE", "PHONE_FEATURE_SUBSCRIBE", "SEND_MESSAGE", "RECV_MESSAGE",
        "REQUEST_PARAMS", "GENERAL", "COMMAND", "SESSION_HEARTBEAT", "CLIENT_DISCONNECTED", "SERVER_DISCONNECTED", "SEND_INFO", "RECV_INFO",
        "RECV_RTCP_MESSAGE", "SEND_RTCP_MESSAGE", "CALL_SECURE", "NAT", "PLAYBACK_START", "PLAYBACK_STOP", "CALL_UPDATE", "FAILURE",
        "SOCKET_DATA", "MEDIA_BUG_START", "MEDIA_BUG_STOP", "CONFERENCE_DATA_QUERY", "CONFERENCE_DATA", "CALL_SETUP_REQ",
        "CALL_SETUP_RESULT", "CALL_DETAIL", "DEVICE_STATE", "TEXT", "SHUTDOWN_REQUESTED", "BLIND_TRANSFER", "SEND_MESSAGE", "ALL",
    }.ToFrozenSet(StringComparer.Ordinal);

    public static FrozenSet<string> PassedOverSubclasses { get; } = new[]
    {
        "sofia::pre_register", "sofia::register_attempt", "sofia::register_failure", "sofia::reinvite", "sofia::gateway_state",
        "sofia::gateway_add", "sofia::gateway_delete", "sofia::gateway_invalid_digest_req", "sofia::recovery_send", "sofia::recovery_recv",
        "sofia::recovery_recovered", "sofia::error", "sofia::profile_start", "sofia::notify_refer", "sofia::notify_watched_header",
        "sofia::wrong_call_state", "sofia::transferor", "sofia::transferee", "sofia::replaced", "sofia::intercepted", "sofia::bye_response",
        "sofia::sip_user_state", "sofia::presence", "conference::cdr", "conference::dtmf", "callcenter::agent", "valet_parking::move",
        "spandsp::txfaxresult", "spandsp::rxfaxresult", "spandsp::tone", "verto::login", "verto::client_connect", "verto::client_disconnect",
        "multicast::event", "nat::event", "lua::event", "switch_event_channel::event", "menu::enter", "menu::exit", "limit::usage",
    }.ToFrozenSet(StringComparer.Ordinal);
}
