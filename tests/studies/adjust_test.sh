#!/bin/bash
# `mainstay adjust`, as a user runs it: a cost that is nearly the number of storms. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: adjust_test.sh PROGRAM}
source "$here/../shell/lib.sh"
expect 0 "$program" run "$here/risk.yaml" -n 1000 -o run.h5 --quiet --progress none
expect 0 "$program" adjust run.h5 -m total.downtime_cost --control threats.storm.strikes --json --confidence 0.999
python3 - <<'PY' || fail "the adjusted figure is not what theory says"
import json
base, dyke = json.load(open("out"))["variants"]
# Exponential events of mean m at rates 2 and 1: variance 2 * 3 m^2; given the number of storms, 4 m^2 less the storms' own m^2 * 2.
bad = not (base["interval"][0] <= 3000 <= base["interval"][1]) or not (dyke["interval"][0] <= 2000 <= dyke["interval"][1])
bad = bad or not abs(base["variance_saved"] - 6 / 4) < 0.2 or not abs(dyke["variance_saved"] - 4 / 2) < 0.3
bad = bad or abs(base["means"][0] - 2) > 1e-9
print(base, dyke)
raise SystemExit(bad)
PY
expect 0 "$program" adjust run.h5 -m total.downtime_cost --control 'threats.storm.strikes: 2'
holds 'times the trials'
expect 3 "$program" adjust run.h5 -m total.downtime_cost --control 'threats.storm.strikes: 2.5'
says 'a wrong mean'
expect 3 "$program" adjust run.h5 -m total.downtime_cost --control services.plant.outages
says 'is not known from a plain rate'
expect 3 "$program" adjust run.h5 -m services.plant.outage.mean --control threats.storm.strikes
says 'does not weigh the same'
expect 3 "$program" adjust run.h5 -m total.downtime_cost --control threats.strom.strikes
says 'did you mean'
expect 2 "$program" adjust run.h5 -m total.downtime_cost
expect 3 "$program" adjust run.h5 -m total.downtime_cost --control threats.storm.strikes --control threats.flood.strikes
finish
