#!/usr/bin/env bash
# A real host process under a load of known calls, and a fault in every round, see --help.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

usage() {
  cat <<'HELP'
usage: chaos.sh [--rounds N] [--store sqlite|postgres] [--pbx fake|asterisk] [--faults NAME...] [--rate CALLS] [--seed S] [--keep DIR]

Starts a host process with a link to a PBX and a ledger, lets known calls happen without a pause, and in every round kills it (kill -9),
freezes it (SIGSTOP), restarts it, cuts its line or lets it go silent, takes its store away, or restarts the PBX. Then every call of
the generator's list is looked for in the ledger. The last line is

  N rounds, N calls, N lost, N doubled, N open

A call is lost when it is not in the ledger although a finished record of it was written, or although it lies outside every recorded gap.

  --rounds  faults, 10 when not given
  --store   sqlite (default), or postgres: a server of its own by eng/servers/postgres.sh
  --pbx     fake (default): recordings of a real Asterisk, made again many at a time; asterisk: a real one with SIP phones, by
            eng/servers/asterisk.sh and sipp
  --faults  only these: kill freeze restart cut silence store pbx
  --rate    calls a second, 3 when not given
  --seed    chooses the same faults again
  --keep    leaves ledger and logs there

Exit status: 0 when the last three numbers are 0, 1 when not, 2 when it could not be tried.
HELP
}

for argument; do
  case $argument in -h | --help) usage; exit 0 ;; esac
done

dotnet build benchmarks/CallTracking.LoadLab -c Release -v quiet -nologo >&2
exec dotnet benchmarks/CallTracking.LoadLab/bin/Release/net10.0/loadlab.dll chaos "$@"
