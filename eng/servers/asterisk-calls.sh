#!/usr/bin/env bash
# Makes known calls through the Asterisk that asterisk.sh started, see --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
scenarios=$here/asterisk/sipp

usual=(answered not-answered busy cancelled ring-group queue-answered queue-abandoned)
others=(callee-hangs-up unavailable hunt local-group queue-timeout menu menu-abandoned outbound-answered outbound-busy outbound-not-answered internal-answered)

usage() {
  cat <<HELP
usage: asterisk-calls.sh [--run-env FILE] [--keep DIR] [CALL... | all]

Makes the calls one after another and prints one line of JSON for each: what it should be in the ledger, and the times at
which the phones (never the server) saw it happen, in seconds since 1970. Times of the caller: startedAt INVITE sent,
endedAt BYE, CANCEL or refusal; answeredAt is the answer of the first person's phone. Exit 1 when a phone saw something else
than it should, "asExpected" is false in that line.

  --run-env  what asterisk.sh start printed (default: where it writes it by default)
  --keep     leaves the phones' message lists there
  calls without a name: ${usual[*]}
  further calls: ${others[*]}
HELP
}

run_env=${CALLTRACKING_ASTERISK_RUN_ENV:-${CALLTRACKING_ASTERISK_DIR:-/var/tmp/calltracking-asterisk}/run.env}
keep=
wanted=()
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --run-env) run_env=${2:?}; shift ;;
    --keep) keep=${2:?}; shift ;;
    all) wanted+=("${usual[@]}" "${others[@]}") ;;
    *)
      [[ " ${usual[*]} ${others[*]} " == *" $1 "* ]] || { usage >&2; exit 2; }
      wanted+=("$1") ;;
  esac
  shift
done
((${#wanted[@]})) || wanted=("${usual[@]}")
[[ -r $run_env ]] || { echo "asterisk-calls: $run_env is not there, asterisk.sh start writes it" >&2; exit 1; }
# shellcheck source=/dev/null
. "$run_env"

server=$CALLTRACKING_ASTERISK_HOST:$CALLTRACKING_ASTERISK_SIP_PORT
customer=12025550147
someone=12025550163

work=$(mktemp -d)
phones=()
# shellcheck disable=SC2317 # called by the trap
cleanup() {
  ((${#phones[@]})) && kill -KILL "${phones[@]}" 2>/dev/null
  if [[ -n $keep ]]; then mkdir -p "$keep" && cp -r "$work/." "$keep/"; fi
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

# sipp NAME HOST PORT SCENARIO OPTIONS...  Every socket is on loopback, the one for its keyboard commands too, and every
# process ends by itself, whatever happens to this script.
sipp_as() {
  local name=$1 host=$2 port=$3 scenario=$4
  shift 4
  exec sipp "$server" -sf "$scenarios/$scenario.xml" -i "$host" -mi "$host" -ci 127.0.0.1 -p "$port" -nostdin \
    -timeout 45s -timeout_error -max_retrans 4 -trace_shortmsg -shortmessage_file "$folder/$name.csv" \
    -trace_err -error_file "$folder/$name.err" "$@" >"$folder/$name.out" 2>&1
}

# phone NAME SCENARIO OPTIONS...  NAME is an extension, or outside for the trunk's far end.
phone() {
  local name=$1 scenario=$2 host=127.0.0.1 port address
  shift 2
  case $name in
    outside) host=127.0.0.2 port=$CALLTRACKING_ASTERISK_TRUNK_PORT address=0200007F ;;
    *) port=CALLTRACKING_ASTERISK_PHONE${name}_PORT; port=${!port} address=0100007F ;;
  esac
  # -m is high: a queue rings the same phone again and again. The end of the call ends the phone.
  (sipp_as "$name" "$host" "$port" "$scenario" -m 1000 "$@") &
  phones+=($!)
  for _ in {1..100}; do
    if grep -qi " $address:$(printf '%04X' "$port") " /proc/net/udp; then return; fi
    sleep 0.05
  done
  echo "asterisk-calls: the phone $name did not start, see $folder" >&2
  exit 1
}

# customer_calls SCENARIO NUMBER OPTIONS...  From the trunk.
customer_calls() {
  local scenario=$1 number=$2
  shift 2
  caller_status=0
  (sipp_as caller 127.0.0.2 "$CALLTRACKING_ASTERISK_TRUNK_PORT" "$scenario" -m 1 -s "$number" \
    -key caller "$customer" -key name Customer "$@") || caller_status=$?
}

# employee_calls SCENARIO NUMBER OPTIONS...  From extension 101, which the server recognises by the user in From.
employee_calls() {
  local scenario=$1 number=$2
  shift 2
  caller_status=0
  (sipp_as caller 127.0.0.1 "$CALLTRACKING_ASTERISK_PHONE101_PORT" "$scenario" -m 1 -s "$number" \
    -key caller 101 -key name Anna "$@") || caller_status=$?
}

phones_end() {
  local pid
  # What the call's end still sends to the phones arrives in this time.
  sleep 0.4
  for pid in "${phones[@]}"; do kill -USR1 "$pid" 2>/dev/null || true; done
  for pid in "${phones[@]}"; do
    for _ in {1..60}; do kill -0 "$pid" 2>/dev/null || break; sleep 0.05; done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
  done
  phones=()
}

# result KEY=VALUE...  What the ledger should say. An empty value is null.
result() {
  phones_end
  python3 - "$folder" "$caller_status" "$name" "$@" <<'PYTHON' || exit_status=1
import json, pathlib, sys

folder, status, name = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
line = {"name": name, "direction": "inbound", "externalNumber": None, "callerNumber": None, "dialedNumber": None, "queue": None,
        "outcome": None, "missedReason": None, "answeredBy": None, "endedBy": None, "startedAt": None, "answeredAt": None, "endedAt": None}
line.update((k, v or None) for k, v in (a.split("=", 1) for a in sys.argv[4:]))

def messages(path):
    """(time, sent, method of the transaction, first line) of each message that one phone saw."""
    for row in path.read_text().splitlines():
        parts = row.split("\t")
        if len(parts) == 7:
            yield float(parts[2]), parts[3] == "S", parts[5].split()[-1], parts[6]

def first(rows, *tests):
    return next((r[0] for r in rows if all(t(r) for t in tests)), None)

sent, received = (lambda r: r[1]), (lambda r: not r[1])
begins = lambda text: lambda r: r[3].startswith(text)
invite = lambda r: r[2] == "INVITE"
refused = lambda r: invite(r) and r[3].startswith(("SIP/2.0 4", "SIP/2.0 5", "SIP/2.0 6"))

caller = list(messages(folder / "caller.csv"))
line["startedAt"] = first(caller, sent, begins("INVITE "))
line["ringingAt"] = first(caller, received, invite, begins("SIP/2.0 180"))
# When the PBX took the line, which a queue or a menu does before any person answers.
line["lineUpAt"] = first(caller, received, invite, begins("SIP/2.0 200"))
left = first(caller, sent, lambda r: r[3].startswith(("BYE ", "CANCEL ")))
thrown = first(caller, received, lambda r: r[3].startswith("BYE ") or refused(r))
line["endedAt"] = left or thrown
line["refusal"] = next((int(r[3].split()[1]) for r in caller if not r[1] and refused(r)), None)

rang, answers, hung_up_first = [], [], False
for path in sorted(folder.glob("*.csv")):
    if path.stem == "caller":
        continue
    rows = list(messages(path))
    party = line["externalNumber"] if path.stem == "outside" else path.stem
    if first(rows, sent, begins("SIP/2.0 180")):
        rang.append(party)
    if at := first(rows, sent, invite, begins("SIP/2.0 200")):
        answers.append((at, party))
        hung_up_first |= first(rows, sent, begins("BYE ")) is not None
line["rang"] = rang
line["answeredAt"], answered_by = min(answers, default=(None, None))
if left:
    ended_by = "caller"
else:
    ended_by = "callee" if hung_up_first or line["outcome"] == "busy" else "pbx"
line["asExpected"] = status == 0 and line["endedAt"] is not None and answered_by == line["answeredBy"] and ended_by == line["endedBy"]
print(json.dumps(line), flush=True)
sys.exit(not line["asExpected"])
PYTHON
}

inbound() { result "externalNumber=+$customer" "callerNumber=+$customer" "$@"; }
outbound() { result direction=outbound "externalNumber=+$someone" callerNumber=101 "dialedNumber=9$someone" "$@"; }

make_call() {
  case $1 in
    answered)
      phone 101 uas-answer -key ring_ms 1000
      customer_calls uac-call 5550100 -d 2000
      inbound dialedNumber=5550100 outcome=answered answeredBy=101 endedBy=caller ;;
    not-answered)
      phone 101 uas-ring
      customer_calls uac-wait 5550100
      inbound dialedNumber=5550100 outcome=missed missedReason=noAnswer endedBy=pbx ;;
    busy)
      phone 101 uas-busy
      customer_calls uac-wait 5550100
      inbound dialedNumber=5550100 outcome=busy endedBy=callee ;;
    cancelled)
      phone 101 uas-ring
      customer_calls uac-cancel 5550100 -d 1500
      inbound dialedNumber=5550100 outcome=missed missedReason=callerHungUp endedBy=caller ;;
    ring-group)
      phone 101 uas-ring
      phone 102 uas-answer -key ring_ms 1000
      phone 103 uas-ring
      customer_calls uac-call 5550101 -d 2000
      inbound dialedNumber=5550101 outcome=answered answeredBy=102 endedBy=caller ;;
    queue-answered)
      phone 101 uas-ring
      phone 102 uas-answer -key ring_ms 1500
      customer_calls uac-call 5550102 -d 3500
      inbound dialedNumber=5550102 queue=support outcome=answered answeredBy=102 endedBy=caller ;;
    queue-abandoned)
      phone 101 uas-ring
      phone 102 uas-ring
      customer_calls uac-call 5550102 -d 2500
      inbound dialedNumber=5550102 queue=support outcome=missed missedReason=abandonedInQueue endedBy=caller ;;

    callee-hangs-up)
      phone 101 uas-answer-hangup -key ring_ms 1000 -d 2000
      customer_calls uac-wait 5550100
      inbound dialedNumber=5550100 outcome=answered answeredBy=101 endedBy=callee ;;
    unavailable)
      customer_calls uac-wait 5550109
      inbound dialedNumber=5550109 outcome=missed missedReason=unavailable endedBy=pbx ;;
    hunt)
      phone 101 uas-ring
      phone 102 uas-answer -key ring_ms 1000
      customer_calls uac-call 5550108 -d 2000
      inbound dialedNumber=5550108 outcome=answered answeredBy=102 endedBy=caller ;;
    local-group)
      phone 101 uas-answer -key ring_ms 1000
      phone 102 uas-ring
      customer_calls uac-call 5550111 -d 2000
      inbound dialedNumber=5550111 outcome=answered answeredBy=101 endedBy=caller ;;
    queue-timeout)
      phone 101 uas-ring
      phone 102 uas-ring
      customer_calls uac-wait 5550132
      inbound dialedNumber=5550132 queue=support outcome=missed missedReason=queueTimeout endedBy=pbx ;;
    menu)
      phone 102 uas-answer -key ring_ms 1000
      customer_calls uac-digit 5550107 -key digit 2 -d 3000
      inbound dialedNumber=5550107 outcome=answered answeredBy=102 endedBy=caller digits=2 ;;
    menu-abandoned)
      customer_calls uac-call 5550107 -d 1500
      inbound dialedNumber=5550107 outcome=missed missedReason=abandonedInIvr endedBy=caller ;;
    outbound-answered)
      phone outside uas-answer -key ring_ms 1000
      employee_calls uac-call "9$someone" -d 2000
      outbound outcome=answered "answeredBy=+$someone" endedBy=caller ;;
    outbound-busy)
      phone outside uas-busy
      employee_calls uac-wait "9$someone"
      outbound outcome=busy endedBy=callee ;;
    outbound-not-answered)
      phone outside uas-ring
      employee_calls uac-wait "9$someone"
      outbound outcome=noAnswer endedBy=pbx ;;
    internal-answered)
      phone 102 uas-answer -key ring_ms 1000
      employee_calls uac-call 102 -d 2000
      result direction=internal callerNumber=101 dialedNumber=102 outcome=answered answeredBy=102 endedBy=caller ;;
  esac
}

exit_status=0
for name in "${wanted[@]}"; do
  folder=$work/$name
  mkdir -p "$folder"
  make_call "$name"
done
exit "$exit_status"
