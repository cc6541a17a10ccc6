#!/usr/bin/env bash
# The job after the array of submit.sh: one table, one plot. Says which shards are missing, if any.
#
#   merge.sh DIR            (called by Slurm or by hand; BEAMFORGE names the launcher)
set -euo pipefail
case ${1:-} in
-h | --help | '')
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
out=$1
here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" >/dev/null && pwd)
beamforge=${BEAMFORGE:-$here/../beamforge} # Slurm runs a copy of this file elsewhere
# the heap follows the job's memory: by itself it would be a quarter of the node's
if [ -n "${SLURM_MEM_PER_NODE:-}" ] && [[ ${BEAMFORGE_JAVA_OPTS:-} != *-Xmx* ]]; then
    export BEAMFORGE_JAVA_OPTS="${BEAMFORGE_JAVA_OPTS:-} -Xmx$((SLURM_MEM_PER_NODE * 3 / 4))m"
fi

status=0
"$beamforge" merge "$out" || status=$?
if [ "$status" = 7 ]; then
    echo "Maybe submit the same configuration to $out again: only what is missing will run." >&2
fi
[ "$status" = 0 ] || exit "$status"
"$beamforge" plot "$out"
