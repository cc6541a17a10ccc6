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
#   --time LIMIT    limit of a task (default 4:00:00, not under 0:10:00); two minutes before it the
#                   task stops, goes back into the queue and continues later
#   --at-once N     at most N tasks at a time
#   --gpu [TYPE]    one GPU a task, --gres=gpu[:TYPE]:1; the configuration must say "backend: cuda"
#   --dry-run       print the commands only
#
# Calling it again with the same DIR goes on where tasks were lost: what is done is not done again.
# Partition, account and the like: after "--", or in Slurm's own SBATCH_PARTITION, SBATCH_ACCOUNT, ...
# Watch with scripts/slurm/status.sh DIR.
set -euo pipefail

fail() {
    printf 'submit: %s\n' "$@" >&2
    exit 2
}

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" >/dev/null && pwd)
beamforge=$here/../beamforge
config='' out='' minutes=30 shards='' cpus=1 memory=3G limit=4:00:00 at_once='' gres='' dry=''
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
        if [ $# -gt 1 ] && [ "${2#-}" = "$2" ] && [[ $2 != *.y*ml ]]; then
            gres=gpu:$2:1
            shift
        fi
        ;;
    --out | --minutes | --shards | --cpus | --mem | --time | --at-once)
        [ $# -ge 2 ] || fail "$option: expected a value"
        case $option in
        --out) out=$2 ;;
        --minutes) minutes=$2 ;;
        --shards) shards=$2 ;;
        --cpus) cpus=$2 ;;
        --mem) memory=$2 ;;
        --time) limit=$2 ;;
        --at-once) at_once=$2 ;;
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
if [ -n "$gres" ] && ! grep -Eq '^backend:[[:space:]]*cuda' "$config"; then
    fail "--gpu: $config does not say 'backend: cuda', so the GPU would idle"
fi
[ -n "$dry" ] || command -v sbatch >/dev/null || fail 'found no sbatch' 'Maybe run this on a login node of the cluster.'

# --- the folder of the run: its own copy of the configuration, because tasks start hours later
mkdir -p "$out/slurm"
out=$(cd -P "$out" && pwd)
if [ -e "$out/sweep.yaml" ]; then
    cmp -s "$config" "$out/sweep.yaml" ||
        fail "$out holds the results of another configuration (sweep.yaml there)" 'Maybe choose another --out.'
    if [ -s "$out/slurm/shards" ]; then
        before=$(cat "$out/slurm/shards")
        [ -z "$shards" ] || [ "$shards" = "$before" ] ||
            fail "--shards: this sweep was split into $before, found $shards" 'Maybe leave --shards out.'
        shards=$before
    fi
else
    cp "$config" "$out/sweep.yaml"
fi

# --- how many shards
if [ -z "$shards" ]; then
    most=1000
    if command -v scontrol >/dev/null; then # array indices end below the limit of the cluster
        allowed=$(scontrol show config 2>/dev/null | sed -n 's/^MaxArraySize *= *\([0-9]*\).*/\1/p') || allowed=
        [ -z "$allowed" ] || most=$((allowed - 1))
    fi
    plan=$("$beamforge" plan "$out/sweep.yaml" --minutes "$minutes" --threads "$cpus" --most "$most") ||
        fail 'cannot measure the cost of this sweep here' 'Maybe say --shards N.'
    printf '%s\n' "$plan"
    shards=$(sed -n 's/^shards *\([0-9]*\)$/\1/p' <<<"$plan")
fi
[ -n "$dry" ] || printf '%s\n' "$shards" >"$out/slurm/shards"

# --- the jobs
run() {
    if [ -n "$dry" ]; then
        printf '%q ' "$@"
        echo
    else
        "$@"
    fi
}
export BEAMFORGE=$beamforge
common=(sbatch --parsable --chdir="$out" --open-mode=append --export=ALL)
array=$(run "${common[@]}" --job-name=beamforge --array="0-$((shards - 1))${at_once:+%$at_once}" \
    --ntasks=1 --cpus-per-task="$cpus" --mem="$memory" --time="$limit" ${gres:+--gres="$gres"} \
    --requeue --signal=B:USR1@120 --output="$out/slurm/task-%a.log" ${more[@]+"${more[@]}"} \
    "$here/task.sh" "$out" "$shards")
if [ -n "$dry" ]; then
    printf '%s\n' "$array"
    array=ARRAY
fi
array=${array%%;*} # a federation appends the cluster's name
# afterany: a task that was lost for good is named by the merge, instead of a job that waits for ever
merge=$(run "${common[@]}" --job-name=beamforge-merge --dependency="afterany:$array" --ntasks=1 \
    --mem="$memory" --time=1:00:00 --requeue --output="$out/slurm/merge.log" \
    ${more[@]+"${more[@]}"} "$here/merge.sh" "$out")
if [ -n "$dry" ]; then
    printf '%s\n' "$merge"
    exit 0
fi
printf '%s %s\n' "$array" "${merge%%;*}" >>"$out/slurm/jobs"
echo "array $array: $shards tasks; merge and plot: ${merge%%;*}"
echo "watch with: $here/status.sh $out"
