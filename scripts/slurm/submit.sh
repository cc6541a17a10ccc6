#!/usr/bin/env bash
# Runs a sweep as a Slurm job array, one shard a task, and then merges and plots.
#
#   scripts/slurm/submit.sh CONFIG.yaml --out DIR [options] [-- further options of sbatch, for both jobs]
#
#   --out DIR       where results go; on a file system that every node sees
#   --minutes T     how long a task should take (default 30): the number of shards follows from draws
#                   that are measured here for 20 s
#   --shards N      that many shards, nothing is measured (needed where this machine is unlike the nodes)
#   --cpus C        cores of a task (default 1: shards are independent, so more tasks beat more cores)
#   --mem SIZE      memory of a task (default 3G)
#   --time LIMIT    limit of a task (default 4:00:00, not under 0:10:00), in any form of Slurm: MINUTES,
#                   M:S, H:M:S, DAYS-H, DAYS-H:M, DAYS-H:M:S; two minutes before it the task stops,
#                   goes back into the queue and continues later
#   --at-once N     at most N tasks at a time
#   --gpu [TYPE]    one GPU a task, --gres=gpu[:TYPE]:1; the configuration must say "backend: cuda"
#   --merge-mem SIZE, --merge-time LIMIT
#                   of the job that merges and plots (defaults: 3 GB and 1.5 GB for every million results;
#                   an hour and 10 minutes for every million)
#   --dry-run       print the commands only, write nothing
#
# Calling it again with the same DIR goes on where tasks were lost: what is done is not done again.
# Partition, account and the like: after "--", or in Slurm's own SBATCH_PARTITION, SBATCH_ACCOUNT, ...
# Watch with scripts/slurm/status.sh DIR.
set -euo pipefail

fail() {
    printf 'submit: %s\n' "$@" >&2
    exit 2
}

# Seconds of a time limit in any of Slurm's forms; fails where it is none.
seconds() {
    local number='([0-9]{1,6})' days=0 hours=0 minutes=0 seconds=0
    if [[ $1 =~ ^$number-$number(:$number(:$number)?)?$ ]]; then
        days=${BASH_REMATCH[1]} hours=${BASH_REMATCH[2]} minutes=${BASH_REMATCH[4]:-0} seconds=${BASH_REMATCH[6]:-0}
    elif [[ $1 =~ ^$number:$number:$number$ ]]; then
        hours=${BASH_REMATCH[1]} minutes=${BASH_REMATCH[2]} seconds=${BASH_REMATCH[3]}
    elif [[ $1 =~ ^$number(:$number)?$ ]]; then
        minutes=${BASH_REMATCH[1]} seconds=${BASH_REMATCH[3]:-0}
    else
        return 1
    fi
    echo $((((10#$days * 24 + 10#$hours) * 60 + 10#$minutes) * 60 + 10#$seconds))
}

# OPTION VALUE LEAST: the value is a time limit of at least so many minutes
limited() {
    local found
    found=$(seconds "$2") || fail "$1: expected a time limit such as 4:00:00 or 1-12, found '$2'"
    [ "$found" -ge $(($3 * 60)) ] || fail "$1: expected at least 0:$3:00, found '$2'" "${@:4}"
}

# OPTION VALUE
sized() {
    [[ $2 =~ ^[1-9][0-9]*[KMGTkmgt]?$ ]] || fail "$1: expected a size such as 3G or 500M, found '$2'"
}

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" >/dev/null && pwd)
beamforge=$here/../beamforge
config='' out='' minutes=30 shards='' cpus=1 memory=3G limit=4:00:00 at_once='' gres='' dry=''
merge_memory='' merge_limit=''
more=()
while [ $# -gt 0 ]; do
    option=$1
    case $option in
    -h | --help)
        sed -n '2,/^set /{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
        exit 0
        ;;
    --dry-run) dry=yes ;;
    --gpu)
        gres=gpu:1
        # a type of GPU, or the configuration?
        if [ $# -gt 1 ] && [[ $2 =~ ^[A-Za-z0-9][A-Za-z0-9_.-]*$ && $2 != *.y*ml ]] && [ ! -f "$2" ]; then
            gres=gpu:$2:1
            shift
        fi
        ;;
    --out | --minutes | --shards | --cpus | --mem | --time | --at-once | --merge-mem | --merge-time)
        [ $# -ge 2 ] || fail "$option: expected a value"
        case $option in
        --out) out=$2 ;;
        --minutes) minutes=$2 ;;
        --shards) shards=$2 ;;
        --cpus) cpus=$2 ;;
        --mem) memory=$2 ;;
        --time) limit=$2 ;;
        --at-once) at_once=$2 ;;
        --merge-mem) merge_memory=$2 ;;
        --merge-time) merge_limit=$2 ;;
        esac
        shift
        ;;
    --)
        shift
        more=("$@")
        break
        ;;
    -*) fail "unknown option '$option', see --help" ;;
    *)
        [ -z "$config" ] || fail "expected one CONFIG, found '$config' and '$option'"
        config=$option
        ;;
    esac
    shift
done
[ -n "$config" ] || fail 'expected CONFIG.yaml, see --help'
[ -r "$config" ] || fail "$config: cannot be read"
[ -n "$out" ] || fail 'expected --out DIR'
[[ $shards =~ ^([1-9][0-9]*)?$ ]] || fail "--shards: expected a number above 0, found '$shards'"
[[ $cpus =~ ^[1-9][0-9]*$ ]] || fail "--cpus: expected a number above 0, found '$cpus'"
[[ $at_once =~ ^([1-9][0-9]*)?$ ]] || fail "--at-once: expected a number above 0, found '$at_once'"
[[ $minutes =~ ^[0-9]+([.][0-9]+)?$ && $minutes =~ [1-9] ]] ||
    fail "--minutes: expected a number above 0, found '$minutes'"
sized --mem "$memory"
limited --time "$limit" 10 'Tasks stop two minutes before their limit, and starting takes some seconds.'
[ -z "$merge_memory" ] || sized --merge-mem "$merge_memory"
[ -z "$merge_limit" ] || limited --merge-time "$merge_limit" 1
cuda='^["'\'']?backend["'\'']?:[[:space:]]*["'\'']?cuda["'\'']?[[:space:]]*(#.*)?$'
if [ -n "$gres" ] && ! grep -Eq "$cuda" "$config"; then
    fail "--gpu: $config does not say 'backend: cuda', so the GPU would idle"
fi
[ -n "$dry" ] || command -v sbatch >/dev/null || fail 'found no sbatch' 'Maybe run this on a login node of the cluster.'

# --- what is in the folder of the run already; nothing is written so far
out=$(realpath -m -- "$out")
[ ! -e "$out" ] || [ -d "$out" ] || fail "--out: expected a folder, found the file '$out'"
before=''
for file in "$out"/shard-*-of-*.jsonl; do
    [ -e "$file" ] || continue
    before=${file##*-of-}
    before=${before%.jsonl}
done
if [ -z "$before" ] && [ -s "$out/slurm/jobs" ] && [ -s "$out/slurm/shards" ]; then
    before=$(cat "$out/slurm/shards")
fi
if [ -e "$out/sweep.yaml" ] && ! cmp -s "$config" "$out/sweep.yaml"; then
    fail "$out holds the results of another configuration (sweep.yaml there)" 'Maybe choose another --out.'
fi
if [ -n "$before" ]; then
    [ -z "$shards" ] || [ "$shards" = "$before" ] ||
        fail "--shards: this sweep was split into $before, found $shards" 'Maybe leave --shards out.'
    shards=$before
fi

# --- how many shards, and what their results take to merge
if [ -z "$shards" ] || [ -z "$merge_memory" ] || [ -z "$merge_limit" ]; then
    most=1000
    if command -v scontrol >/dev/null; then # array indices end below the limit of the cluster
        allowed=$(scontrol show config 2>/dev/null | sed -n 's/^MaxArraySize *= *\([0-9]*\).*/\1/p') || allowed=
        [ -z "$allowed" ] || most=$((allowed - 1))
    fi
    if [ -z "$shards" ]; then
        plan=$("$beamforge" plan "$config" --minutes "$minutes" --threads "$cpus" --most "$most") ||
            fail 'cannot measure the cost of this sweep here' 'Maybe say --shards N.'
        printf '%s\n' "$plan"
        shards=$(sed -n 's/^shards *\([0-9]*\)$/\1/p' <<<"$plan")
    else
        plan=$("$beamforge" plan "$config" --pilot 0) ||
            fail 'cannot count the results of this sweep here' \
                'Maybe say --merge-mem SIZE and --merge-time LIMIT where this machine has no Java.'
    fi
    results=$(sed -n 's/^results *\([0-9]*\)$/\1/p' <<<"$plan")
    [ -n "$merge_memory" ] || merge_memory=$((3000 + results * 15 / 10000))M
    [ -n "$merge_limit" ] || merge_limit=$((60 + results / 100000))
fi

# --- the jobs
run() {
    if [ -n "$dry" ]; then
        printf '%q ' "$@"
        echo
    else
        "$@"
    fi
}
# Tasks may start at once, so their files are there before; without a job they go away again.
made=()
# shellcheck disable=SC2317,SC2329 # called by the trap
undo() {
    local i
    for ((i = ${#made[@]} - 1; i >= 0; i--)); do
        if [ -d "${made[i]}" ]; then rmdir "${made[i]}" 2>/dev/null || true; else rm -f "${made[i]}"; fi
    done
}
if [ -z "$dry" ]; then
    trap undo EXIT
    folder=$out/slurm missing=()
    while [ ! -e "$folder" ]; do
        missing=("$folder" ${missing[@]+"${missing[@]}"})
        folder=$(dirname "$folder")
    done
    for folder in ${missing[@]+"${missing[@]}"}; do
        mkdir "$folder" || exit 2
        made+=("$folder")
    done
    if [ ! -e "$out/sweep.yaml" ]; then
        made+=("$out/sweep.yaml.part" "$out/sweep.yaml")
        cp "$config" "$out/sweep.yaml.part"
        mv "$out/sweep.yaml.part" "$out/sweep.yaml"
    fi
fi
export BEAMFORGE=$beamforge
common=(sbatch --parsable --chdir="$out" --open-mode=append --export=ALL)
array=$(run "${common[@]}" --job-name=beamforge --array="0-$((shards - 1))${at_once:+%$at_once}" \
    --ntasks=1 --cpus-per-task="$cpus" --mem="$memory" --time="$limit" ${gres:+--gres="$gres"} \
    --requeue --signal=B:USR1@120 --output="$out/slurm/task-%a.log" ${more[@]+"${more[@]}"} \
    "$here/task.sh" "$out" "$shards") || fail 'sbatch took no job (see above); nothing was left behind'
if [ -n "$dry" ]; then
    printf '%s\n' "$array"
    array=ARRAY
else
    made=() # there is a job that needs the files
    printf '%s\n' "$shards" >"$out/slurm/shards"
fi
array=${array%%;*} # a federation appends the cluster's name
# afterany: a task that was lost for good is named by the merge, instead of a job that waits for ever
merge=$(run "${common[@]}" --job-name=beamforge-merge --dependency="afterany:$array" --ntasks=1 \
    --mem="$merge_memory" --time="$merge_limit" --requeue --output="$out/slurm/merge.log" \
    ${more[@]+"${more[@]}"} "$here/merge.sh" "$out") || {
    scancel "$array" || true
    fail "sbatch took no job for the merge (see above); the array $array was cancelled"
}
if [ -n "$dry" ]; then
    printf '%s\n' "$merge"
    exit 0
fi
printf '%s %s\n' "$array" "${merge%%;*}" >>"$out/slurm/jobs"
echo "array $array: $shards tasks; merge and plot: ${merge%%;*}"
echo "watch with: $here/status.sh $out"
