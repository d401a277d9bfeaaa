#!/bin/bash
# What must not change a run: the number of threads, and a plugin that the scenario does not use.
# workers_test.sh PROGRAM TOOL BYSTANDER_FOLDER SCENARIO [OPTIONS...]
program=$1 tool=$2 bystander=$(realpath "$3") scenario=$(realpath "$4")
shift 4
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"
for jobs in 1 2 8; do
  expect 0 "$program" run "$scenario" -o "$jobs.h5" -j $jobs --quiet --progress none "$@"
done
expect 0 "$program" plugins list --plugin-dir "$bystander"
holds bystanders
expect 0 "$program" run "$scenario" -o more.h5 --plugin-dir "$bystander" --quiet --progress none "$@"
same 1.h5 2.h5 8.h5 more.h5
# The comparison can tell: another seed is another run.
expect 0 "$program" run "$scenario" -o seed.h5 --seed 123456 --quiet --progress none "$@"
"$tool" equal 1.h5 seed.h5 > /dev/null && fail "another seed gave the same run"
finish
