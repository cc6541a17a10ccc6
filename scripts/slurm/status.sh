#!/usr/bin/env bash
# How far a sweep on Slurm is: its tasks in the queue, results of every shard, last words of those in trouble.
#
#   scripts/slurm/status.sh DIR
#
# Exit status: 0 all shards complete and merged, 3 still going, 4 nothing runs any more and shards are missing.
set -euo pipefail
case ${1:-} in
-h | --help | '')
    sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
    exit 0
    ;;
esac
out=$1
if [ ! -s "$out/slurm/jobs" ] || [ ! -s "$out/slurm/shards" ]; then
    echo "status: $out holds no run of submit.sh" >&2
    exit 2
fi
read -r array merge < <(tail -n 1 "$out/slurm/jobs")
shards=$(cat "$out/slurm/shards")

declare -A state
if command -v squeue >/dev/null; then
    while read -r task what; do
        [ -z "$task" ] || state[$task]=$what
    done < <(squeue --noheader --array --jobs="$array" --format='%K %T(%r)' 2>/dev/null || true)
    merging=$(squeue --noheader --jobs="$merge" --format='%T' 2>/dev/null || true)
else
    echo 'status: no squeue here, looking at files only' >&2
    merging=
fi

complete=0 queued=0
for ((i = 0; i < shards; i++)); do
    file=$out/shard-$i-of-$shards.jsonl
    lines=0
    [ ! -f "$file" ] || lines=$(wc -l <"$file")
    last=
    [ ! -f "$out/slurm/task-$i.log" ] || last=$(tail -n 1 "$out/slurm/task-$i.log")
    now=${state[$i]:-}
    if [ -z "$now" ] && [[ $last == *': complete' ]]; then
        complete=$((complete + 1))
        continue
    fi
    [ -z "$now" ] || queued=$((queued + 1))
    printf 'shard %s/%s  %-28s %6d results  %s\n' "$i" "$shards" "${now:-not in the queue}" \
        "$((lines > 0 ? lines - 1 : 0))" "$last"
done
echo "$complete of $shards shards complete, $queued in the queue (array $array); merge $merge: ${merging:-not in the queue}"
if [ "$complete" = "$shards" ] && [ -f "$out/results.csv" ] && [ -z "$merging" ]; then
    echo "$out/results.csv"
    exit 0
fi
if [ "$queued" -gt 0 ] || [ -n "$merging" ]; then
    exit 3
fi
echo 'Nothing runs any more. Maybe submit the same configuration again: only what is missing will run.'
exit 4
