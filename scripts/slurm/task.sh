#!/usr/bin/env bash
# One task of the array that submit.sh makes: one shard, continued where an earlier try stopped.
#
#   task.sh DIR SHARDS            (called by Slurm; BEAMFORGE names the launcher)
#
# A task that is about to reach its time limit, or whose program was killed (memory, a broken node),
# puts itself back into the queue; one that was preempted is put back by Slurm. Results so far are kept.
set -euo pipefail
case ${1:-} in
-h | --help | '')
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
out=$1
shards=$2
index=${SLURM_ARRAY_TASK_ID:?is not set: this script is called by Slurm}
restarts=${SLURM_RESTART_COUNT:-0}
most_restarts=50 # against a task that can never succeed

say() { printf '%s shard %s/%s: %s\n' "$(date -u +%FT%TZ)" "$index" "$shards" "$*" >&2; }

# Unpacked native code belongs on the node's own disk, in a folder that goes away with the task.
TMPDIR=$(mktemp -d "${SLURM_TMPDIR:-${TMPDIR:-/tmp}}/beamforge-${SLURM_JOB_ID:-0}-XXXXXX")
export TMPDIR
export BEAMFORGE_JAVA_OPTS="${BEAMFORGE_JAVA_OPTS:-} -Dorg.bytedeco.javacpp.cachedir=$TMPDIR/javacpp"
trap 'rm -rf "$TMPDIR"' EXIT

# The shell must stay awake for signals, so the program runs beside it.
why=
child=
# shellcheck disable=SC2317,SC2329 # called by the traps
stop() {
    why=$1
    [ -z "$child" ] || kill -TERM "$child" 2>/dev/null || true
}
trap 'stop "the time limit is near"' USR1
trap 'stop "told to stop"' TERM INT

say "start $((restarts + 1)) on ${SLURMD_NODENAME:-this node}, job ${SLURM_JOB_ID:-?}"
status=0
if [ -z "$why" ]; then
    "$BEAMFORGE" sweep "$out/sweep.yaml" --out "$out" --shard "$index/$shards" --resume \
        --threads "${SLURM_CPUS_PER_TASK:-1}" </dev/null &
    child=$!
    while :; do # a signal ends wait, not the program
        status=0
        wait "$child" || status=$?
        kill -0 "$child" 2>/dev/null || break
    done
fi
if [ "$status" = 0 ] && [ -z "$why" ]; then
    say 'complete'
    exit 0
fi
say "ended with status $status${why:+: $why}"
case $why,$status in
'told to stop',*) exit 143 ;; # Slurm knows what it wants
'the time limit is near',*) ;;
,129 | ,13? | ,14?) ;; # killed by a signal: memory, an administrator
*) exit "$status" ;;        # a wrong configuration stays wrong
esac
if [ "$restarts" -ge "$most_restarts" ]; then
    say "gives up after $restarts restarts"
    exit 1
fi
say 'back into the queue'
rm -rf "$TMPDIR" # now: Slurm may be in a hurry
scontrol requeue "${SLURM_ARRAY_JOB_ID}_$index"
sleep 60 # Slurm ends this script
exit 1
