#!/usr/bin/env bash
# Installs and runs a real Asterisk for tests, see --help.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
templates=$here/asterisk

usage() {
  cat <<'HELP'
usage: asterisk.sh [--suite sid|bullseye] [--instance NAME] VERB

  install   puts Asterisk into a directory tree of its own, and sipp on this machine (root, about 400 MB)
  start     starts it on 127.0.0.1, waits until it has booted, writes run.env and prints its path
  stop      ends the process that start began, and no other
  status    exit 0 when it runs, 1 when it does not
  env       prints run.env
  cli TEXT  gives one command to the running server's console, for instance 'core restart now'

Exit status: 0 done, 1 failed, 2 wrong use, 3 "asterisk: not available today: REASON" (a job should skip, not fail).

Read from the environment; each is CALLTRACKING_ASTERISK_ and the name:
  DIR           where all of it lives (/var/tmp/calltracking-asterisk)
  SUITE         same as --suite: sid has Asterisk 22, bullseye has 16 (sid, else what is installed)
  INSTANCE      same as --instance: several may run side by side (main)
  RUN_ENV       the file that start writes (DIR/run.env; of another instance DIR/run-NAME.env)
  TIMESTAMPS    no leaves the Timestamp header out of the AMI events (yes)
  SYSTEMNAME    systemname of the server, which then stands in every unique id (none)
  RING_SECONDS  how long the dial plan lets phones ring (4)
  LAB_SECRET    password of both AMI users (random at every start)
  FIXED_x       a fixed port in place of a free one; x is AMI_PORT, AMI_TLS_PORT, SIP_PORT, TRUNK_PORT,
                PHONE101_PORT, PHONE102_PORT, PHONE103_PORT or LOAD_PORT
  INSTALL_SECONDS  install gives up after that long (900)
HELP
}

say() { echo "asterisk: $*"; }
fail() { echo "asterisk: $*" >&2; exit 1; }
# On standard output: it is the answer that a job reads, not noise.
not_available() { echo "asterisk: not available today: $*"; exit 3; }

suite=${CALLTRACKING_ASTERISK_SUITE:-}
instance=${CALLTRACKING_ASTERISK_INSTANCE:-main}
verb=
cli_text=
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --suite) suite=${2:-}; shift ;;
    --instance) instance=${2:-}; shift ;;
    install | start | stop | status | env) [[ -z $verb ]] || { usage >&2; exit 2; }; verb=$1 ;;
    cli) verb=cli; cli_text=${2:-}; shift ;;
    *) usage >&2; exit 2 ;;
  esac
  shift || true
done

dir=${CALLTRACKING_ASTERISK_DIR:-/var/tmp/calltracking-asterisk}
[[ $dir == /* && $dir != *[[:space:]]* ]] || { echo "asterisk: CALLTRACKING_ASTERISK_DIR must be absolute and without blanks" >&2; exit 2; }
[[ $instance =~ ^[a-z0-9]{1,20}$ ]] || { echo "asterisk: an instance is named with at most 20 letters a-z and digits" >&2; exit 2; }
if [[ -z $suite ]]; then
  suite=sid
  [[ ! -e $dir/sid/ct/version && -e $dir/bullseye/ct/version && $verb != install ]] && suite=bullseye
fi
[[ $suite == sid || $suite == bullseye ]] || { echo "asterisk: --suite is sid or bullseye" >&2; exit 2; }

root=$dir/$suite                    # the tree that Asterisk is started in
pid_file=$dir/$instance.pid
run_env=$dir/run-$instance.env
[[ $instance == main ]] && run_env=$dir/run.env
run_env=${CALLTRACKING_ASTERISK_RUN_ENV:-$run_env}

# ---- install

# The machine's own apt sources say where Debian comes from; a host name written here would be wrong on the next machine.
debian_mirror() {
  # shellcheck disable=SC2016 # apt's own variables
  apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
    awk -F'|' '$1 == "Debian" && $2 == "Debian" && $3 == "main" { print $4; exit }'
}

# debootstrap may leave mounts behind when it is stopped half-way; nothing is deleted before they are gone.
remove_tree() {
  local mount
  while read -r mount; do umount -l "$mount" || return 1; done < <(awk -v d="$1/" 'index($2, d) == 1 { print $2 }' /proc/mounts | sort -r)
  rm -rf --one-file-system "$1"
}

install_host_tools() {
  local wanted=() command
  declare -A package=([debootstrap]=debootstrap [sipp]=sip-tester [openssl]=openssl [python3]=python3 [setsid]=util-linux)
  for command in "${!package[@]}"; do
    command -v "$command" >/dev/null || wanted+=("${package[$command]}")
  done
  [[ -e /usr/share/keyrings/debian-archive-keyring.gpg ]] || wanted+=(debian-archive-keyring)
  ((${#wanted[@]})) || return 0
  say "installing ${wanted[*]}"
  apt-get update >"$dir/install.log" 2>&1 || true
  DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${wanted[@]}" >>"$dir/install.log" 2>&1 ||
    not_available "apt-get cannot install ${wanted[*]} ($(tail -n 1 "$dir/install.log"))"
}

# Asterisk plays these to the caller; their content does not matter, only that they are there and how long they last.
make_sounds() {
  mkdir -p "$1/ct/sounds" "$1/ct/moh"
  python3 - "$1/ct" <<'PYTHON'
import math, struct, sys, wave

def tone(path, seconds, hertz):
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"".join(struct.pack("<h", int(4000 * math.sin(2 * math.pi * hertz * n / 8000))) for n in range(int(seconds * 8000))))

tone(sys.argv[1] + "/sounds/menu.wav", 2, 440)
tone(sys.argv[1] + "/moh/hold.wav", 10, 330)
PYTHON
}

install() {
  local started=$SECONDS mirror free building=$root.new
  [[ $(id -u) == 0 ]] || not_available "root is needed to make a Debian tree and to chroot into it"
  command -v apt-get >/dev/null || not_available "this machine has no apt-get"
  mkdir -p "$dir"
  exec 9>"$dir/install.lock"
  flock -w 1200 9 || not_available "another installation has been running for 20 minutes"

  install_host_tools
  if [[ -e $root/ct/version ]] && chroot "$root" /usr/sbin/asterisk -V >/dev/null 2>&1; then
    say "already installed: $(<"$root/ct/version") in $root"
    return
  fi

  free=$(df --output=avail -m "$dir" | tail -n 1)
  ((free > 1500)) || not_available "only $free MB free on the disk of $dir"
  # sid changes every day, and the mirror's address is known only from lists that apt has fetched.
  apt-get update >"$dir/install.log" 2>&1 || true
  mirror=$(debian_mirror)
  [[ -n $mirror ]] || not_available "the apt sources of this machine name no Debian mirror"

  say "building Debian $suite with Asterisk in $root, one to three minutes"
  { remove_tree "$building" && remove_tree "$root"; } || fail "cannot clear $root"
  # In one step: the tree's own apt may refuse an expired Release file later.
  timeout -k 10 "${CALLTRACKING_ASTERISK_INSTALL_SECONDS:-900}" \
    debootstrap --variant=minbase --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
    --include=asterisk,asterisk-modules,asterisk-config,asterisk-core-sounds-en-gsm \
    "$suite" "$building" "$mirror" >"$dir/debootstrap-$suite.log" 2>&1 ||
    { remove_tree "$building" || true; not_available "debootstrap of Debian $suite failed ($(tail -n 1 "$dir/debootstrap-$suite.log"))"; }
  chroot "$building" /usr/sbin/asterisk -V >"$building/version" 2>/dev/null ||
    not_available "Debian $suite has an Asterisk that does not start ($(chroot "$building" /usr/sbin/asterisk -V 2>&1 | tail -n 1))"
  find "$building/var/cache/apt/archives" -name '*.deb' -delete
  # Everything is addressed by number; with this machine's name server Asterisk could ask the network for names.
  : >"$building/etc/resolv.conf"
  make_sounds "$building"
  # The version file comes last and marks the tree as whole.
  mv "$building/version" "$building/ct/version"
  mv "$building" "$root"
  say "installed: $(<"$root/ct/version") in $root ($((SECONDS - started)) s)"
}

# ---- start

# Nothing for a process that has ended and only waits to be collected.
start_time_of() { awk '{ sub(/^.*\) /, ""); if ($1 != "Z") print $20 }' "/proc/$1/stat" 2>/dev/null; }

# The start time tells our process from a later one that got the same number.
running_pid() {
  local pid began
  [[ -e $pid_file ]] && read -r pid began _ <"$pid_file" && [[ -n $began && $(start_time_of "$pid") == "$began" ]] && echo "$pid"
}

# Below the range that the kernel gives to clients, so that a port stays free until it is used.
free_ports() {
  python3 - "$@" <<'PYTHON'
import random, socket, sys

# Each argument is 0 or a port that must be taken as it is.
kept, ports = [], []
fixed = {int(a) for a in sys.argv[1:] if int(a)}

def take(port):
    taken = []
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for host in ("127.0.0.1", "127.0.0.2"):
                taken.append(socket.socket(socket.AF_INET, kind))
                # A connection that was closed a moment ago must not block a fixed port.
                if kind == socket.SOCK_STREAM:
                    taken[-1].setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                taken[-1].bind((host, port))
    except OSError:
        return False
    kept.extend(taken)
    return True

for argument in map(int, sys.argv[1:]):
    if argument:
        if not take(argument):
            sys.exit(f"asterisk: port {argument} is in use")
        ports.append(argument)
        continue
    for _ in range(1000):
        port = random.randrange(20000, 32000)
        if port not in fixed and take(port):
            ports.append(port)
            break
    else:
        sys.exit("asterisk: no free port found")
print(*ports)
PYTHON
}

fixed_port() {
  local name=CALLTRACKING_ASTERISK_FIXED_$1
  local value=${!name:-0}
  [[ $value =~ ^[0-9]{1,5}$ ]] || fail "$name is not a port"
  echo "$value"
}

render() {
  local script=() name file
  for name in "${!value[@]}"; do script+=(-e "s|@$name@|${value[$name]}|g"); done
  for file in "$templates"/*.conf; do
    sed "${script[@]}" "$file" >"$1/${file##*/}"
  done
  if grep -nE '@[A-Z0-9_]+@' "$1"/*.conf >&2; then fail "a placeholder of the configuration has no value"; fi
}

console() { timeout 10 chroot "$root" /usr/sbin/asterisk -C "$config" -rx "$1" 2>/dev/null; }

wait_until_booted() {
  local deadline=$((SECONDS + 60))
  while ((SECONDS < deadline)); do
    [[ -n $(start_time_of "$1") ]] || return 1
    if [[ $(console 'core waitfullybooted') == *"fully booted"* ]]; then return 0; fi
    sleep 0.1
  done
  return 1
}

start() {
  local home=$root/ct/$instance pid secret modules names ports name number
  [[ $(id -u) == 0 ]] || not_available "root is needed to chroot into the Debian tree"
  [[ -e $root/ct/version ]] || not_available "not installed in $root (asterisk.sh install does that)"
  exec 9>"$dir/$instance.lock"
  flock -w 120 9 || fail "another start or stop of $instance is at work"
  if pid=$(running_pid); then
    say "already running, process $pid"
    echo "$run_env"
    return
  fi

  names=(SIP_PORT AMI_PORT AMI_TLS_PORT TRUNK_PORT PHONE101_PORT PHONE102_PORT PHONE103_PORT LOAD_PORT)
  ports=()
  for name in "${names[@]}"; do
    number=$(fixed_port "$name")
    ports+=("$number")
  done
  number=$(free_ports "${ports[@]}") || exit 1
  read -r -a ports <<<"$number"
  secret=${CALLTRACKING_ASTERISK_LAB_SECRET:-$(openssl rand -hex 12)}
  [[ $secret =~ ^[A-Za-z0-9_-]+$ ]] || fail "CALLTRACKING_ASTERISK_LAB_SECRET may hold letters, digits, _ and - only"
  [[ ${CALLTRACKING_ASTERISK_SYSTEMNAME:-} =~ ^[A-Za-z0-9._-]*$ ]] || fail "CALLTRACKING_ASTERISK_SYSTEMNAME may hold letters, digits, dots, _ and - only"
  [[ ${CALLTRACKING_ASTERISK_TIMESTAMPS:-yes} =~ ^(yes|no)$ ]] || fail "CALLTRACKING_ASTERISK_TIMESTAMPS is yes or no"
  [[ ${CALLTRACKING_ASTERISK_RING_SECONDS:-4} =~ ^[1-9][0-9]?$ ]] || fail "CALLTRACKING_ASTERISK_RING_SECONDS is 1 to 99"
  modules=$(find "$root/usr/lib" -name chan_pjsip.so -printf '%h\n' | head -n 1)
  [[ -n $modules ]] || fail "no chan_pjsip.so in $root"

  remove_tree "$home"
  mkdir -p "$home"/{etc,lib,log/cdr-csv,run,spool,tls}
  chmod 700 "$home"
  declare -A value=(
    [HOME]=/ct/$instance [MODULES]=${modules#"$root"} [SECRET]=$secret [RING_SECONDS]=${CALLTRACKING_ASTERISK_RING_SECONDS:-4}
    [TIMESTAMPS]=${CALLTRACKING_ASTERISK_TIMESTAMPS:-yes}
    # A comment in place of the option: an empty systemname is not the same as none.
    [SYSTEMNAME_LINE]=${CALLTRACKING_ASTERISK_SYSTEMNAME:+systemname = $CALLTRACKING_ASTERISK_SYSTEMNAME}
  )
  for number in "${!names[@]}"; do value[${names[number]}]=${ports[number]}; done
  render "$home/etc"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
    -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout "$home/tls/key.pem" -out "$home/tls/cert.pem" 2>"$home/log/openssl" ||
    fail "openssl made no certificate: $(tail -n 1 "$home/log/openssl")"

  config=/ct/$instance/etc/asterisk.conf
  ulimit -n 16384 2>/dev/null || true
  # setsid: a signal to the caller's terminal or job must not end the server. Descriptor 9 is the lock.
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C TZ=UTC \
    setsid chroot "$root" /usr/sbin/asterisk -f -C "$config" </dev/null >"$home/log/console" 2>&1 9>&- &
  pid=$!
  echo "$pid $(start_time_of "$pid") $root" >"$pid_file"
  if ! wait_until_booted "$pid" || ! console 'pjsip show endpoint trunk' | grep -q 'Endpoint:  *trunk'; then
    tail -n 20 "$home/log/console" "$home/log/messages" >&2 || true
    end_process "$pid"
    fail "did not boot, its log is in $home/log"
  fi

  umask 077
  {
    echo "CALLTRACKING_ASTERISK_HOST=127.0.0.1"
    echo "CALLTRACKING_ASTERISK_TRUNK_HOST=127.0.0.2"
    for name in "${names[@]}"; do echo "CALLTRACKING_ASTERISK_$name=${value[$name]}"; done
    echo "CALLTRACKING_ASTERISK_USER=adapter"
    echo "CALLTRACKING_ASTERISK_SECRET=$secret"
    echo "CALLTRACKING_ASTERISK_ALL_USER=everything"
    echo "CALLTRACKING_ASTERISK_ALL_SECRET=$secret"
    echo "CALLTRACKING_ASTERISK_TLS_CERT=$home/tls/cert.pem"
    echo "CALLTRACKING_ASTERISK_VERSION=$(awk '{ print $2 }' "$root/ct/version")"
    echo "CALLTRACKING_ASTERISK_LOG=$home/log/messages"
    echo "CALLTRACKING_ASTERISK_CDR=$home/log/cdr-csv/Master.csv"
    echo "CALLTRACKING_ASTERISK_PID=$pid"
  } >"$run_env.new"
  mv "$run_env.new" "$run_env"
  say "$(<"$root/ct/version") runs, process $pid, AMI on 127.0.0.1:${value[AMI_PORT]}"
  echo "$run_env"
}

# ---- stop, status

end_process() {
  local began attempt
  began=$(start_time_of "$1") || true
  kill -TERM "$1" 2>/dev/null || true
  for attempt in {1..100}; do
    [[ -n $began && $(start_time_of "$1") == "$began" ]] || break
    ((attempt == 60)) && kill -KILL "$1" 2>/dev/null
    sleep 0.1
  done
  rm -f "$pid_file" "$run_env"
}

stop() {
  local pid
  [[ -d $dir ]] || { say "not running"; return; }
  exec 9>"$dir/$instance.lock"
  flock -w 120 9 || fail "another start or stop of $instance is at work"
  if pid=$(running_pid); then
    end_process "$pid"
    say "stopped, process $pid"
  else
    rm -f "$pid_file" "$run_env"
    say "not running"
  fi
}

need_running() {
  running_pid >/dev/null || { say "not running"; exit 1; }
  # The tree it was started from, whatever suite this call names.
  read -r _ _ root <"$pid_file"
}

case $verb in
  install) install ;;
  start) start ;;
  stop) stop ;;
  status) need_running; say "runs, process $(running_pid), $run_env" ;;
  env) need_running >&2; cat "$run_env" ;;
  cli) need_running >&2; config=/ct/$instance/etc/asterisk.conf; console "$cli_text" ;;
  *) usage >&2; exit 2 ;;
esac
