#!/usr/bin/env bash
# simulate.sh [--seeds N] [--seed S] [--say]
# Plays N worlds (default 200, from seed 1 or from S on): a simulated Asterisk with recorded calls, the real adapter and engine on a virtual
# clock, a store, and what goes wrong with each of them, all chosen by the seed. Then it checks the ledger: every call once, what is not
# there lies in a gap, nothing open, nothing applied twice, no negative time. A seed that fails is printed and fails alone the same way:
#   eng/simulate.sh --seed S --say
# Ends with one line "N seeds, N failed"; exits 0 only when none failed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
project=tests/CallTracking.Simulation
dotnet build "$project" -c Release -v quiet >&2
exec dotnet "$project/bin/Release/net10.0/simulate.dll" "$@"
