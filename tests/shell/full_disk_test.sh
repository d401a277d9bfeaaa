#!/bin/bash
# A disk that is full, and folders that may not be written: the run says how many trials are safe and how to go on; with
# room again it completes to the same file. full_disk_test.sh PROGRAM TOOL. Exits with 77 where nothing could be shown.
program=$1 tool=$2
source "$(realpath "$(dirname "$0")")/lib.sh"
shown=0

cat > good.yaml << 'Y'
mainstay: 1
run: { for: 20 d, replications: 3000, seed: 1 }
teams: { desk: { staff: 1 } }
components: { db: { count: 2, failure: { every: exponential(mean 5 d), repair: { time: 1 h, by: desk } } } }
services: { s: { needs: db } }
Y
expect 0 "$program" run good.yaml -o whole.h5 --quiet --progress none

# --- a disk of 400 kB ---
mkdir disk
if mount -t tmpfs -o size=400k none disk 2> err; then
  trap 'umount "$work/disk" 2> /dev/null; rm -rf "$work"' EXIT
  shown=1
  expect 5 "$program" run good.yaml -o disk/run.h5 --quiet --progress json
  says 'No space left on device.*holds [0-9,]* trials: put that right and go on with: mainstay run --resume disk/run.h5'
  says '"event":"error"'
  [[ ! -e disk/run.h5 ]] || fail 'a torn run file took its name'
  # Still full: nothing is lost by trying.
  expect 5 "$program" run --resume disk/run.h5 --quiet
  mount -o remount,size=20m disk
  expect 0 "$program" run --resume disk/run.h5 --quiet
  same whole.h5 disk/run.h5
  [[ $(ls disk) == run.h5 ]] || fail "something is left: $(ls disk)"
  # An export that does not fit leaves nothing behind.
  mount -o remount,size=$(($(du -sk disk | cut -f 1) + 40))k disk
  expect 5 "$program" export disk/run.h5 -o disk/run.csv
  says 'No space left'
  [[ ! -e disk/run.csv ]] || fail 'half an export was left'
  umount disk
else
  echo "SKIPPED: no small disk can be mounted here: $(head -1 err)"
fi

# --- permissions, as an ordinary user ---
as_user=()
[[ $(id -u) == 0 ]] && as_user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
chmod 755 "$work"
if "${as_user[@]}" "$program" --version > /dev/null 2>&1; then
  shown=1
  mkdir closed
  cp whole.h5 closed/run.h5
  chmod 555 closed
  expect 5 "${as_user[@]}" "$program" run "$work/good.yaml" -n 2 -o closed/new.h5
  says 'closed/new.h5: cannot be created: Permission denied'
  expect 5 "${as_user[@]}" "$program" run good.yaml -n 2 -o closed/run.h5 --force
  same whole.h5 closed/run.h5
  chmod 700 whole.h5
  [[ $(id -u) == 0 ]] || chmod 000 whole.h5
  expect 5 "${as_user[@]}" "$program" summary whole.h5
  says 'whole.h5: cannot be read: Permission denied'
  chmod 700 good.yaml
  [[ $(id -u) == 0 ]] || chmod 000 good.yaml
  expect 5 "${as_user[@]}" "$program" validate good.yaml
  says 'Permission denied'
else
  echo "SKIPPED: an ordinary user may not run $program"
fi
((shown)) || exit 77
finish
