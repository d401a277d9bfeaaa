#!/bin/bash
# A run whose figures are known: golden_test.sh PROGRAM TOOL NAME [--update]. NAME.golden holds, for each variant, the
# metrics named in NAME.metrics, and a hash of every trial. What is meant to change results also changes these files:
# look at the values, then write them anew with --update.
here=$(realpath "$(dirname "$0")")
program=$1 tool=$2 name=$3 update=${4-}
source "$here/../shell/lib.sh"
mapfile -t metrics < "$here/$name.metrics"
expect 0 "$program" run "$here/$name.yaml" -o run.h5 --quiet --progress none "${metrics[@]/#/-m}"
"$tool" print run.h5 "${metrics[@]}" > now || fail "cannot print the run"
if [[ $update == --update ]]; then
  cp now "$here/$name.golden"
elif ! diff -u "$here/$name.golden" now >&2; then
  fail "$name is not what it was"
fi
finish
