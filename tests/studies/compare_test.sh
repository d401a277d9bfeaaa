#!/bin/bash
# `mainstay compare` of two run files, and what must not be compared. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: compare_test.sh PROGRAM}
source "$here/../shell/lib.sh"
cp "$here/rank.yaml" plant.yaml
sed 's/mean 100 h/mean 90 h/' plant.yaml > other.yaml
quiet=(--quiet --progress none)
expect 0 "$program" run plant.yaml -o a.h5 "${quiet[@]}"
expect 0 "$program" run plant.yaml -o b.h5 --set 'components.machine.failure.repair=1 h' --variant baseline "${quiet[@]}"
# What is played with --set is what the variant of the same patch says, to the bit.
expect 0 "$program" compare a.h5 b.h5 -m services.plant.downtime --json
cp out two.json
expect 0 "$program" compare a.h5 --variant quickest -m services.plant.downtime --json
python3 - <<'PY' || fail "two runs are compared otherwise than two variants"
import json
(x,), (y,) = (json.load(open(f))["comparisons"] for f in ("two.json", "out"))
keys = ("difference", "interval", "standard_error", "correlation", "replications", "paired")
raise SystemExit(x["variant"] != "b:baseline" or any(x[k] != y[k] for k in keys))
PY
expect 0 "$program" compare a.h5 b.h5
holds 'b:baseline against baseline'

expect 0 "$program" run other.yaml -o c.h5 "${quiet[@]}"
expect 3 "$program" compare a.h5 c.h5
says 'different scenarios'
expect 0 "$program" run plant.yaml -o d.h5 --set 'run.for=2000 h' "${quiet[@]}"
expect 3 "$program" compare a.h5 d.h5
says 'the other over'
expect 2 "$program" compare a.h5 b.h5 c.h5
# Another length in a variant is flagged, another seed or clock is not paired, one replication has no interval, what never varied says so.
sed 's/^variants:/variants:\n  long: { set: { run.for: 1500 h } }\n  seeded: { set: { run.seed: 5 } }\n  later: { set: { run.from: 2026-01-06 00:00 } }/' plant.yaml > lengths.yaml
expect 0 "$program" run lengths.yaml -o e.h5 "${quiet[@]}"
expect 0 "$program" compare e.h5 -m services.plant.downtime
holds 'another length of time'
expect 0 "$program" compare e.h5 --variant seeded -m services.plant.downtime --json
holds '"method": "Welch"'
expect 0 "$program" compare e.h5 --variant later -m services.plant.downtime --json
holds '"method": "Welch"'
expect 0 "$program" run plant.yaml -o f.h5 -n 1 "${quiet[@]}"
expect 0 "$program" compare f.h5 --variant day -m services.plant.downtime
holds 'fewer than two replications'
expect 0 "$program" compare a.h5 --variant day -m 'p99(services.plant.downtime)'
holds 'too few to bound this quantile'
expect 0 "$program" compare a.h5 --variant day -m 'P(services.plant.outages > 0)'
holds 'came true in all 40 replications'
# What people cost by the hour stands beside what a variant says that it costs, and both for the same people is warned of.
people=$here/../scenario/team-cost.yaml
expect 0 "$program" run "$people" -o g.h5 "${quiet[@]}"
expect 0 "$program" summary g.h5
if grep -q 'would cost is not said' "$work/out"; then fail "a team's cost by the hour does not count as one"; fi
expect 0 "$program" compare g.h5
holds 'one-more  costs its people'
holds 'dba costs 175,200 EUR more'
sed 's/one-more: { set: { teams.dba.staff: 3 } }/one-more: { set: { teams.dba.staff: 3 }, cost: 90000 EUR \/ year }/' "$people" > twice.yaml
expect 0 "$program" validate twice.yaml
says "\`total.cost\` counts this, and what more of 'dba' cost by the hour as well"
finish
