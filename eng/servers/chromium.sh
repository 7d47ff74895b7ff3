#!/usr/bin/env bash
# Installs a real browser for tests, see --help.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: chromium.sh VERB

  install   installs Chromium (its headless shell where Debian has one) where it is missing (root), and a Khmer font for the pictures
            that tests take
  status    exit 0 when it is installed, 1 when it is not
  env       prints the variable that tests read: CALLTRACKING_CHROMIUM, the path of the program

Exit status: 0 done, 1 failed, 2 wrong use, 3 "chromium: not available today: REASON" (a job should skip, not fail).

Read from the environment:
  CALLTRACKING_CHROMIUM                 a Chromium or Chrome of one's own, in place of Debian's
  CALLTRACKING_CHROMIUM_INSTALL_SECONDS install gives up after that long (600)
HELP
}

# On standard error, so that what a verb prints is only what was asked for.
say() { echo "chromium: $*" >&2; }
# On standard output: it is the answer that a job reads, not noise.
not_available() { echo "chromium: not available today: $*"; exit 3; }

program() {
  local one
  # The headless shell first: it has no window to draw and a third of the processes.
  for one in "${CALLTRACKING_CHROMIUM:-}" /usr/bin/chromium-headless-shell /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome; do
    if [[ -n $one && -x $one ]]; then
      echo "$one"
      return
    fi
  done
  return 1
}

# A browser that is there but does not start is none: a container may lack a library or forbid its sandbox.
starts() { timeout 60 "$1" --headless --no-sandbox --disable-gpu --version >/dev/null 2>&1; }

shell_of_debian() { packages chromium-headless-shell || packages chromium; }

packages() {
  DEBIAN_FRONTEND=noninteractive timeout "${CALLTRACKING_CHROMIUM_INSTALL_SECONDS:-600}" \
    apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1
}

install() {
  local found
  if found=$(program) && starts "$found"; then
    say "already installed: $("$found" --version 2>/dev/null | head -n 1)"
  else
    [[ $(id -u) == 0 ]] || not_available "root is needed to install it"
    command -v apt-get >/dev/null || not_available "this machine has no apt-get"
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    say "installing Chromium"
    apt-get update >"$log" 2>&1 || true
    shell_of_debian || not_available "apt-get cannot install chromium ($(tail -n 1 "$log"))"
    found=$(program) || not_available "Debian's chromium left no program in /usr/bin"
    starts "$found" || not_available "$found does not start"
    say "installed: $("$found" --version 2>/dev/null | head -n 1)"
  fi

  # Without it Khmer is drawn as boxes; the tests do not mind, the pictures do.
  if [[ $(id -u) == 0 ]] && command -v apt-get >/dev/null && [[ ! -d /usr/share/fonts/truetype/khmeros ]]; then
    log=${log:-$(mktemp)}
    trap 'rm -f "$log"' EXIT
    packages fonts-khmeros fonts-dejavu-core || say "no Khmer font today: pictures of Khmer pages will show boxes"
  fi
}

case ${1:-} in
  -h | --help) usage ;;
  install) install ;;
  status) found=$(program) || { say "not installed"; exit 1; }; say "installed, $found" ;;
  env) found=$(program) || { say "not installed"; exit 1; }; echo "CALLTRACKING_CHROMIUM=$found" ;;
  *) usage >&2; exit 2 ;;
esac
