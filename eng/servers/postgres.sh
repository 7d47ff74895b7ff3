#!/usr/bin/env bash
# Installs and runs a real PostgreSQL for tests, see --help.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: postgres.sh [--instance NAME] VERB

  install   installs PostgreSQL from Debian where it is missing (root)
  start     starts a server of its own on 127.0.0.1, makes its data directory the first time, prints the path of run.env
  stop      stops it in good order; data, port and password stay for the next start
  kill      stops it as a power cut would, and without a word to its clients
  status    exit 0 when it runs, 1 when it does not
  env       prints run.env
  sql TEXT  runs one statement as the server's administrator
  remove    stops it and removes its data

Exit status: 0 done, 1 failed, 2 wrong use, 3 "postgres: not available today: REASON" (a job should skip, not fail).

Read from the environment; each is CALLTRACKING_POSTGRES_ and the name:
  DIR       where all of it lives (/var/tmp/calltracking-postgres)
  INSTANCE  same as --instance: several may run side by side (main)
  PORT      a fixed port in place of a free one
  USER_NAME the unprivileged user that it runs as when root starts it (postgres)
HELP
}

# On standard error, so that what a verb prints is only what was asked for.
say() { echo "postgres: $*" >&2; }
fail() { echo "postgres: $*" >&2; exit 1; }
# On standard output: it is the answer that a job reads, not noise.
not_available() { echo "postgres: not available today: $*"; exit 3; }

instance=${CALLTRACKING_POSTGRES_INSTANCE:-main}
verb=
text=
while (($#)); do
  case $1 in
    -h | --help) usage; exit 0 ;;
    --instance) instance=${2:-}; shift ;;
    install | start | stop | kill | status | env | remove) [[ -z $verb ]] || { usage >&2; exit 2; }; verb=$1 ;;
    sql) verb=sql; text=${2:-}; shift ;;
    *) usage >&2; exit 2 ;;
  esac
  shift || true
done

dir=${CALLTRACKING_POSTGRES_DIR:-/var/tmp/calltracking-postgres}
[[ $dir == /* && $dir != *[[:space:]]* ]] || { echo "postgres: CALLTRACKING_POSTGRES_DIR must be absolute and without blanks" >&2; exit 2; }
[[ $instance =~ ^[a-z0-9]{1,20}$ ]] || { echo "postgres: an instance is named with at most 20 letters a-z and digits" >&2; exit 2; }
home=$dir/$instance
data=$home/data
run_env=$home/run.env
account=${CALLTRACKING_POSTGRES_USER_NAME:-postgres}

programs() {
  local folder
  for folder in /usr/lib/postgresql/*/bin; do echo "$folder"; done | sort -t/ -k5 -n | tail -n 1
}

bin=$(programs)
installed() { [[ -x $bin/postgres && -x $bin/initdb && -x $bin/psql ]]; }

# The server refuses to run as root.
unprivileged() {
  if [[ $(id -u) == 0 ]]; then
    (cd / && env -i PATH="$bin:/usr/sbin:/usr/bin:/sbin:/bin" LC_ALL=C.UTF-8 TZ=UTC HOME="$home" ${PGPASSWORD:+PGPASSWORD="$PGPASSWORD"} \
      setpriv --reuid "$account" --regid "$account" --clear-groups -- "$@")
  else
    (cd / && env -u PGHOST -u PGPORT -u PGDATABASE -u PGUSER LC_ALL=C.UTF-8 TZ=UTC PATH="$bin:$PATH" "$@")
  fi
}

lock() {
  mkdir -p "$home"
  exec 9>"$home/lock"
  flock -w 120 9 || fail "another start or stop of $instance is at work"
}

running() { [[ -e $data/postmaster.pid ]] && unprivileged "$bin/pg_ctl" -D "$data" status >/dev/null 2>&1; }

admin() {
  PGPASSWORD=$(<"$home/admin.secret") unprivileged "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$(<"$home/port")" -U admin "$@"
}

install() {
  if installed; then
    say "already installed: $("$bin/postgres" --version)"
    return
  fi

  [[ $(id -u) == 0 ]] || not_available "root is needed to install it"
  command -v apt-get >/dev/null || not_available "this machine has no apt-get"
  local log
  log=$(mktemp)
  say "installing PostgreSQL"
  apt-get update >"$log" 2>&1 || true
  # The package would start a cluster of its own otherwise.
  mkdir -p /etc/postgresql-common
  [[ -e /etc/postgresql-common/createcluster.conf ]] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
  DEBIAN_FRONTEND=noninteractive timeout 600 apt-get install -y --no-install-recommends postgresql >>"$log" 2>&1 ||
    not_available "apt-get cannot install postgresql ($(tail -n 1 "$log"))"
  rm -f "$log"
  bin=$(programs)
  installed || not_available "Debian's postgresql left no server in /usr/lib/postgresql"
  say "installed: $("$bin/postgres" --version)"
}

free_port() {
  python3 - "${CALLTRACKING_POSTGRES_PORT:-0}" "${1:-0}" <<'PYTHON'
import random, socket, sys

fixed, before = map(int, sys.argv[1:])

def free(port):
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True

# Below the range that the kernel gives to clients, so that a port stays free until it is used.
wanted = [fixed] if fixed else ([before] if before else []) + [random.randrange(20000, 32000) for _ in range(1000)]
port = next((port for port in wanted if free(port)), None)
if port is None:
    sys.exit(f"postgres: port {fixed} is in use" if fixed else "postgres: no free port found")
print(port)
PYTHON
}

make_data() {
  local secret
  for secret in admin user; do
    (umask 077; od -An -N 12 -tx1 /dev/urandom | tr -d ' \n' >"$home/$secret.secret")
  done
  chmod 755 "$home"
  if [[ $(id -u) == 0 ]]; then chown "$account" "$home" "$home/admin.secret"; fi
  unprivileged "$bin/initdb" -D "$data" -U admin --pwfile="$home/admin.secret" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
    >"$home/initdb.log" 2>&1 || fail "initdb failed: $(tail -n 1 "$home/initdb.log")"
  cat >>"$data/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
timezone = 'UTC'
log_timezone = 'UTC'
max_connections = 120
shared_buffers = 256MB
CONF
}

start() {
  installed || not_available "not installed (postgres.sh install does that)"
  if [[ $(id -u) == 0 ]]; then id "$account" >/dev/null 2>&1 || not_available "there is no user '$account' to run it as"; fi
  lock
  if running; then
    say "already running"
    echo "$run_env"
    return
  fi

  [[ -s $data/PG_VERSION && -s $home/user.secret ]] || { rm -rf "$data"; make_data; }
  local port
  port=$(free_port "$(cat "$home/port" 2>/dev/null || echo 0)") || exit 1
  echo "$port" >"$home/port"
  # Descriptor 9 is the lock.
  unprivileged "$bin/pg_ctl" -D "$data" -w -t 60 -l "$home/log" -o "-p $port" start >"$home/start.log" 2>&1 9>&- </dev/null ||
    fail "did not start: $(tail -n 1 "$home/log" 2>/dev/null || tail -n 1 "$home/start.log"); its log is $home/log"
  local secret
  secret=$(<"$home/user.secret")
  admin -d postgres -c "DO \$\$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'calltracking') THEN \
    CREATE ROLE calltracking LOGIN CREATEDB PASSWORD '$secret'; END IF; END \$\$" || fail "cannot make the user, see $home/log"
  if ! admin -d postgres -At -c "SELECT 1 FROM pg_database WHERE datname = 'calltracking'" | grep -q 1; then
    admin -d postgres -c "CREATE DATABASE calltracking OWNER calltracking" || fail "cannot make the database, see $home/log"
  fi

  (
    umask 077
    {
      echo "CALLTRACKING_POSTGRES='Host=127.0.0.1;Port=$port;Username=calltracking;Password=$secret;Database=calltracking'"
      echo "CALLTRACKING_POSTGRES_VERSION='$("$bin/postgres" --version | grep -oE '[0-9]+\.[0-9]+' | head -n 1)'"
      echo "CALLTRACKING_POSTGRES_PID='$(head -n 1 "$data/postmaster.pid")'"
      echo "CALLTRACKING_POSTGRES_LOG='$home/log'"
    } >"$run_env.new"
    mv "$run_env.new" "$run_env"
  )
  say "$("$bin/postgres" --version) runs on 127.0.0.1:$port"
  echo "$run_env"
}

stop() {
  [[ -d $home ]] || { say "not running"; return; }
  lock
  if running; then
    unprivileged "$bin/pg_ctl" -D "$data" -w -t 60 -m "$1" stop >/dev/null || fail "did not stop, its log is $home/log"
    say "stopped"
  else
    say "not running"
  fi
  rm -f "$run_env"
}

case $verb in
  install) install ;;
  start) start ;;
  stop) stop fast ;;
  kill) stop immediate ;;
  status) running || { say "not running"; exit 1; }; say "runs, $run_env" ;;
  env) running || { say "not running"; exit 1; }; cat "$run_env" ;;
  sql) running || { say "not running"; exit 1; }; admin -At -d calltracking -c "$text" ;;
  remove) stop fast; rm -rf "$home" ;;
  *) usage >&2; exit 2 ;;
esac
