#!/usr/bin/env python3
"""Makes a compact, readable scenario for the tests out of a recorded AMI stream.

  compact-scenario.py RAW TIMING TRUTH OUT [NEXT_RAW NEXT_TIMING]

RAW is what Asterisk sent, TIMING a line {"t", "dir", "off", "len"} per chunk, TRUTH what really happened. OUT becomes a folder with
ami.txt (every message that can mean something to a call, without the headers that never do, each below a line `@ ARRIVAL`; a line
`@ ARRIVAL eof` ends a connection, what follows is the next one) and truth.json (the calls as people count them).
"""
import json
import pathlib
import re
import sys

KEEP = set("""FullyBooted Shutdown Newchannel Newstate NewCallerid Rename DialBegin DialState DialEnd HangupRequest SoftHangupRequest Hangup
BridgeEnter BridgeLeave LocalBridge Hold Unhold BlindTransfer AttendedTransfer ParkedCall UnParkedCall ParkedCallTimeOut ParkedCallGiveUp
Pickup QueueCallerJoin QueueCallerLeave QueueCallerAbandon AgentConnect ConfbridgeJoin ConfbridgeLeave MessageWaiting DTMFEnd
MixMonitorStart MixMonitorStop ChanSpyStart OriginateResponse PeerStatus CoreShowChannel CoreShowChannelsComplete UserEvent
LocalOptimizationBegin LocalOptimizationEnd BridgeMerge""".split())
NOISE = re.compile(r"(Privilege|.*StateDesc|.*ConnectedLine(Num|Name)|.*Language|.*AccountCode|.*Priority|Bridge(Type|Technology|Creator|"
                   r"Name|NumChannels|VideoSourceMode)|.*Bridge(Type|Technology|Creator|Name|NumChannels|VideoSourceMode)|CID-CallingPres|"
                   r"Cause-txt|MusicClass|DurationMs|Position|Count|OriginalPosition|HoldTime|RingTime|Interface|Admin|Muted)$")
TRUTH = """direction caller dialed external_number disposition answered_by last_agent ended_by started_at ended_at answered_at wait_s talk_s
hold_s reason queue rang transfer forwarded parked talked dtmf ivr rating caller_name invisible_to role""".split()


def arrivals(path):
    """(end offset, time) of every received chunk, and the moment the connection died."""
    chunks, died = [], None
    for line in pathlib.Path(path).read_text().splitlines():
        chunk = json.loads(line)
        if chunk["dir"] == "s2c" and chunk.get("eof"):
            died = chunk["t"]
        elif chunk["dir"] == "s2c":
            chunks.append((chunk["off"] + chunk["len"], chunk["t"]))
    return chunks, died


def compact(raw, timing):
    chunks, died = arrivals(timing)
    data, out, at, position = pathlib.Path(raw).read_bytes(), [], 0, 0
    banner = data.index(b"\n") + 1
    pieces = [(banner, data[:banner])]
    for match in re.finditer(rb"(?:[^\r\n]+\r\n)+(?:\r\n)+", data[banner:]):
        pieces.append((banner + match.end(), match.group()))
    for end, piece in pieces:
        while at < len(chunks) - 1 and chunks[at][0] < end:
            at += 1
        lines = piece.decode("utf-8", "surrogateescape").replace("\r", "").strip("\n").split("\n")
        first = lines[0].split(": ", 1)
        wanted = first[0] != "Event" or first[1] in KEEP
        if first == ["Event", "CEL"]:
            wanted = any(line == "Application: VoiceMail" for line in lines) and "EventName: ANSWER" in lines
        if wanted and not (first[0] == "Event" and first[1] == "MessageWaiting" and not any(line.startswith("Uniqueid") for line in lines)):
            out.append(f"@ {chunks[at][1]}")
            out += [line for line in lines if not NOISE.match(line.split(":", 1)[0])] + [""]
    if died:
        out.append(f"@ {died} eof")
    return out


def main():
    raw, timing, truth, target, *following = sys.argv[1:]
    lines = compact(raw, timing)
    if following:
        lines += compact(*following)
    target = pathlib.Path(target)
    target.mkdir(parents=True, exist_ok=True)
    (target / "ami.txt").write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")
    facts = json.loads(pathlib.Path(truth).read_text())
    calls = [{key: call[key] for key in TRUTH if key in call} for call in facts.get("logical_calls", [])]
    (target / "truth.json").write_text(
        json.dumps({"description": facts.get("description"), "calls": calls}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


main()
