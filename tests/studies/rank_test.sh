#!/bin/bash
# `mainstay rank`, as a user runs it. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: rank_test.sh PROGRAM}
source "$here/../shell/lib.sh"
scenario=$here/rank.yaml
field() { python3 -c 'import json,sys; d=json.load(open(sys.argv[1])); print(eval(sys.argv[2], {"d": d}))' "$work/out" "$1"; }

# --- Kim and Nelson ---
expect 0 "$program" rank "$scenario" -m services.plant.downtime --indifference '2 h' --json
[[ $(field 'd["best"]') == quickest ]] || fail "picked $(field 'd["best"]')"
[[ $(field 'd["method"], d["decided"]') == "('KN', True)" ]] || fail "$(field 'd["method"], d["decided"]')"
[[ $(field 'd["variants"][-1]["variant"]') == baseline ]] || fail "the worst did not leave first"
[[ $(field 'd["variants"][-1]["replications"] <= d["variants"][0]["replications"]') == True ]] || fail "who left has been played on"
cp out one
for workers in 1 3 7; do
  expect 0 "$program" rank "$scenario" -m services.plant.downtime --indifference '2 h' --json -j $workers
  cmp -s out one || fail "$workers workers pick otherwise"
done
# The two in the middle are 4 h or so apart: a first stage of 100 replications does not tell them, more do.
expect 0 "$program" rank "$scenario" -m services.plant.downtime --indifference '1 h' --variant day --variant half-day --json
[[ $(field 'd["best"]') == half-day ]] || fail "of two picked $(field 'd["best"]')"
expect 0 "$program" rank "$scenario" -m services.plant.availability --indifference '0.1 %'
holds '^Best: quickest, with probability at least 95 %'
expect 0 "$program" rank "$scenario" -m 'P(services.plant.rto.breaches > 0)' --indifference '5 %'
holds 'said the same in the whole first stage'
expect 0 "$program" rank "$scenario" -m services.plant.downtime --indifference '0.0001 h' -n 100 --variant day --variant half-day
holds 'Undecided: 2 variants'

# --- OCBA ---
expect 0 "$program" rank "$scenario" -m total.downtime_cost --budget 1000 --batch 2 --json
[[ $(field 'd["best"], d["trials"]') == "('quickest', 1000)" ]] || fail "OCBA: $(field 'd["best"], d["trials"]')"
[[ $(field '0.9 < d["chance_of_right_pick"] <= 1') == True ]] || fail "chance $(field 'd["chance_of_right_pick"]')"
cp out one
expect 0 "$program" rank "$scenario" -m total.downtime_cost --budget 1000 --batch 2 --json -j 5
cmp -s out one || fail "OCBA depends on the workers"

# --- of a finished run ---
expect 0 "$program" run "$scenario" -o run.h5 --quiet
expect 0 "$program" rank run.h5 -m services.plant.downtime --json
[[ $(field 'd["best"], d["method"]') == "('quickest', 'subset')" ]] || fail "subset: $(field 'd["best"]')"
expect 0 "$program" rank run.h5 -m 'P(services.plant.downtime > 30 h)'
holds 'observation is that of'

# --- of variants that differ in their clock ---
expect 0 "$program" rank "$scenario" -m services.plant.downtime --indifference '2 h' --vary 'run.for: [900 h, 1000 h]' --json
[[ $(field '[n for n in d["notes"] if "length of time" in n][0].split(":")[0]') == 'for=900 h' ]] || fail "another length of time is not said: $(field 'd["notes"]')"
expect 0 "$program" rank "$scenario" -m services.plant.downtime --indifference '2 h' --json
[[ $(field '[n for n in d["notes"] if "length of time" in n]') == '[]' ]] || fail "another length of time is said of all"

# --- wrong uses ---
expect 2 "$program" rank "$scenario" --indifference '1 h'
says 'takes a --metric'
expect 2 "$program" rank "$scenario" -m services.plant.downtime
says 'takes an --indifference'
expect 2 "$program" rank "$scenario" -m services.plant.downtime --indifference '5 EUR'
expect 2 "$program" rank "$scenario" -m services.plant.downtime --indifference '0 h'
expect 3 "$program" rank "$scenario" -m 'p95(services.plant.downtime)' --indifference '1 h'
says 'is no mean'
expect 2 "$program" rank "$scenario" -m services.plant.triggered --indifference 1
says '--maximise or --minimise'
expect 2 "$program" rank "$scenario" -m services.plant.downtime --budget 10
says 'first stage alone'
expect 3 "$program" rank "$scenario" -m services.plant.downtime --indifference '1 h' --variant day
says 'one variant'
expect 3 "$program" rank "$scenario" -m services.plant.downtim --indifference '1 h'
says "did you mean"
expect 2 "$program" rank run.h5 -m services.plant.downtime --budget 100
says 'nothing is played'
expect 3 "$program" rank run.h5 -m services.plant.downtim
expect 5 "$program" rank no-such.h5 -m services.plant.downtime
expect 0 "$program" run "$scenario" -n 1 -o short.h5 --quiet
expect 3 "$program" rank short.h5 -m services.plant.downtime
says 'at least two'
expect 3 "$program" rank "$scenario" -m services.plant.downtime --indifference '1 h' --set components.machine.failure=none
says 'nothing to rank by'

finish
