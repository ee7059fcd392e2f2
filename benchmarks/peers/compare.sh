#!/usr/bin/env bash
# Compares import, export and diff with restic, borg, rsync and cp on one tree, all in the same run. See README.md beside this script.
# usage: compare.sh SCRATCH ROUNDS DIRECTORY...    the tree is a copy of the directories
set -euo pipefail
here=$(realpath "$(dirname "$0")")
export LC_ALL=C.UTF-8 RESTIC_PASSWORD=x BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=yes
scratch=$(realpath "$1") rounds=$2; shift 2
work=$scratch/hoody-peers times=$scratch/hoody-peers/times ours=$scratch/hoody-peers/tool/Hoody.TreeTool
for program in restic borg rsync python3; do command -v $program > /dev/null || missing=1; done
[ -z "${missing:-}" ] || apt-get install -y -qq restic borgbackup rsync python3 > /dev/null
rm -rf "$work"; mkdir -p "$work" "$times"
dotnet publish "$here/../Hoody.TreeTool" -c Release -o "$work/tool" -nologo -clp:ErrorsOnly --disable-build-servers

# measure NAME COMMAND...: seconds of the whole process, and its peak of memory; what it prints goes to NAME.out.
# ALONE, if set, is a command that runs another one while it keeps the machine quiet.
measure() {
    local name=$1; shift
    sync
    ${ALONE:-} /usr/bin/python3 - "$times/$name" "$@" > "$times/$name.out" <<'PY'
import os, subprocess, sys, time
start = time.monotonic()
child = subprocess.Popen(sys.argv[2:], stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(child.pid, 0)
seconds = time.monotonic() - start
with open(sys.argv[1], "a") as file:
    file.write(f"{seconds:.3f} {usage.ru_maxrss / 1024:.0f}\n")
sys.exit(os.waitstatus_to_exitcode(status))
PY
}

change() { python3 "$here/change.py" "$work/tree" "$1"; }

mkdir "$work/tree"
cp -a "$@" "$work/tree/"
find "$work/tree" -type f -exec cat {} + > /dev/null
cd "$work/tree"
for round in $(seq "$rounds"); do
    # No tree is deleted before the end: ext4 is slow to give out inodes that were freed in the last minutes, and slows whoever makes files next.
    place=$work/round-$round
    mkdir -p "$place/out"
    export RESTIC_CACHE_DIR=$place/restic-cache BORG_BASE_DIR=$place/borg-base
    restic init -q -r "$place/restic" > /dev/null; borg init -e none "$place/borg"
    measure first-restic restic -q -r "$place/restic" backup .
    measure first-borg borg create -C lz4 "$place/borg::first" .
    measure cp cp -a . "$place/copy"
    measure first-ours "$ours" import "$place/store" . "$place/cache" first
    du -sm "$place/restic" | cut -f1 >> "$times/stored-restic"; du -sm "$place/store" | cut -f1 >> "$times/stored-ours"

    # Entries younger than two seconds are read twice.
    sleep 3
    measure settle "$ours" import "$place/store" . "$place/cache" first
    measure same-rsync rsync -a . "$place/copy/"
    measure same-ours "$ours" import "$place/store" . "$place/cache" first
    measure same-restic restic -q -r "$place/restic" backup .
    measure same-borg borg create -C lz4 "$place/borg::same" .

    measure export-ours "$ours" export "$place/store" "$place/out/new" first
    change "$round"
    measure changed-ours "$ours" import "$place/store" . "$place/cache" second
    grep -o 'stored-bytes=[0-9]*' "$times/changed-ours.out" | cut -d= -f2 >> "$times/added-ours"
    cp -a "$place/out/new" "$place/out/same"
    measure hashing-ours "$ours" export "$place/store" "$place/out/same" second

    # As a host does that keeps the state before.
    sleep 3
    measure keep "$ours" import "$place/store" "$place/out/new" "$place/out-cache" kept
    measure nearly-ours "$ours" export "$place/store" "$place/out/new" second "$place/out-cache"
    measure changed-rsync rsync -a . "$place/copy/"
    measure changed-restic restic -q -r "$place/restic" backup .
    measure changed-borg borg create -C lz4 "$place/borg::changed" .
    measure diff-ours "$ours" diff "$place/store" first second
    measure host-ours "$ours" host "$place/store" . "$place/cache" first second 9
    cut -d' ' -f1 "$times/host-ours.out" >> "$times/hosted-import"; cut -d' ' -f2 "$times/host-ours.out" >> "$times/hosted-diff"
    rsync -aHAXn --checksum --delete --itemize-changes . "$place/out/new/" > "$times/difference"
    [ ! -s "$times/difference" ] || { echo "the export differs:"; head "$times/difference"; exit 1; }
    rm -rf "$place"/{store,restic,borg,restic-cache,borg-base}
done
cd /
python3 "$here/table.py" "$times" "$work/tree"
rm -rf "$work"
