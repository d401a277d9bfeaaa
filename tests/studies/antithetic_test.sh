#!/bin/bash
# Antithetic pairs: a known correlation, and what is not said of pairs. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: antithetic_test.sh PROGRAM}
source "$here/../shell/lib.sh"
expect 0 "$program" run "$here/antithetic.yaml" -o pairs.h5 --quiet --progress none
expect 0 "$program" export pairs.h5 -m services.plant.downtime --variant baseline --unix
cp out trials.csv
expect 0 "$program" summary pairs.h5 -m services.plant.downtime --json --confidence 0.999
cp out summary.json
expect 0 "$program" compare pairs.h5 --variant twice -m services.plant.downtime --json
python3 - <<'PY' || fail "the pairs are not what theory says"
import csv, json, math
x = [float(r[3]) for r in list(csv.reader(open("trials.csv")))[1:]]
bad = [1 for a, b in zip(x[::2], x[1::2]) if abs(math.exp(-a) + math.exp(-b) - 1) > 1e-9]   # u and 1 - u
v = {q["variant"]: q for q in json.load(open("summary.json"))["metrics"]}
wide = {k: q["interval"][1] - q["interval"][0] for k, q in v.items()}
for k, mean in (("baseline", 1), ("plain", 1), ("twice", 2)):
    if not v[k]["interval"][0] <= mean <= v[k]["interval"][1]: bad.append(k)
if abs(wide["baseline"] / wide["plain"] - math.sqrt(2 - math.pi**2 / 6)) > 0.06: bad.append(wide)
(c,) = json.load(open("out"))["comparisons"]
if abs(c["difference"] - v["baseline"]["estimate"]) > 1e-9 or c["replications"] != 1000: bad.append(c)
print(bad)
raise SystemExit(bool(bad))
PY
# Exponential of mean 1 h: the p95 is ln 20 h, the mean beyond it an hour more.
expect 0 "$program" summary pairs.h5 -m 'p95(services.plant.downtime)' -m 'tail95(services.plant.downtime)' --confidence 0.999 --json
cp out tail.json
expect 0 "$program" risk pairs.h5 -m services.plant.downtime --confidence 0.999 --level '95 %' --json
python3 - <<'PY' || fail "the tail of pairs is not what theory says"
import json, math
quantile, tail = (m for m in json.load(open("tail.json"))["metrics"] if m["variant"] == "baseline")
level = json.load(open("out"))["variants"][0]["levels"][0]["total"]
bad = [m for m, x in ((quantile, math.log(20)), (tail, math.log(20) + 1)) if not m["interval"][0] <= x <= m["interval"][1]]
if level["value_at_risk"]["interval"] != quantile["interval"] or level["tail_value_at_risk"]["interval"] != tail["interval"]: bad.append(level)
print(bad)
raise SystemExit(bool(bad))
PY
expect 3 "$program" summary pairs.h5 -m 'sd(services.plant.downtime)'
says 'come in pairs'
expect 0 "$program" rank "$here/antithetic.yaml" -m services.plant.downtime --indifference '10 min' --variant baseline --variant twice
holds '^Best: baseline'
expect 2 "$program" rank "$here/antithetic.yaml" -m services.plant.downtime --indifference '10 min' --batch 3
says 'whole ones'
finish
