#!/bin/bash
# A trial that fails is recorded with its time, process and message; the batch goes on, and exits with 4.
# failed_trials_test.sh PROGRAM TOOL MISFIRE_FOLDER
program=$1 tool=$2 misfire=$(realpath "$3")
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"
cat > misfire.yaml << 'Y'
mainstay: 1
run: { for: 1 d, replications: 40, seed: 1 }
teams: { desk: { staff: 1 } }
tickets: { t: { rate: 2 / h, time: exponential(mean 20 min), by: desk } }
misfires: { one: { at: 3 h, chance: 25 % } }
expect: { tickets.t.opened: 48 }
Y
expect 3 "$program" validate misfire.yaml
says "unknown section 'misfires'"
for jobs in 1 2; do
  expect 4 "$program" run misfire.yaml --plugin-dir "$misfire" -o $jobs.h5 -j $jobs --progress none
  says "mainstay: [0-9]* of 40 trials failed; the first: variant 'baseline', replication [0-9]*: process 'one' at Mon 2026-01-05 03:00: misfired, as it was asked to"
  holds 'trials failed and are left out'
done
same 1.h5 2.h5
failed=$(sed -n 's/mainstay: \([0-9]*\) of 40 trials failed.*/\1/p' err)
((failed >= 3 && failed <= 18)) || fail "$failed trials failed of 40 at 25 %"
expect 0 "$program" summary 1.h5 --json
# Where every trial fails there is nothing to say, and it is said.
sed -i 's/, chance: 25 %//' misfire.yaml
expect 4 "$program" run misfire.yaml --plugin-dir "$misfire" -o all.h5 --progress none
says '40 of 40 trials failed'
holds 'nothing observed'
expect 4 "$program" check misfire.yaml --plugin-dir "$misfire" --progress none
finish
