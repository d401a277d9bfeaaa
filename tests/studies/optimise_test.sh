#!/bin/bash
# `mainstay optimise`, as a user runs it, on a sum whose best is known. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: optimise_test.sh PROGRAM}
source "$here/../shell/lib.sh"
scenario=$here/optimise.yaml
check() { python3 -c "import json; d = json.load(open('out')); p = {x['portfolio']: x for x in d['portfolios']}
assert $1, json.dumps(d)[:3000]" || fail "not so: $1"; }

# By hand: fix-a saves 4,000 net, half-a 4,000 too; fix-b 3,000, fix-c 1,000, fix-d -1,000. With fix-a or half-a: 5 h each way.
expect 0 "$program" optimise "$scenario" --minimise total.cost --indifference '100 EUR' --json
check "d['exhaustive'] and d['candidates'] == 24 and d['decided']"
check "d['best'] in ('fix-a + fix-b + fix-c', 'fix-b + fix-c + half-a')"
check "abs(p['fix-a + fix-b + fix-c']['objective']['estimate'] - p['fix-b + fix-c + half-a']['objective']['estimate']) < 100"
check "p['fix-d']['state'] == 'is behind' and 'fix-a + half-a' not in p and p['baseline']['cost'] == 0"
cp out one
for workers in 1 3; do
  expect 0 "$program" optimise "$scenario" --minimise total.cost --indifference '100 EUR' --json -j $workers
  cmp -s out one || fail "it depends on the workers"
done

# The least downtime for 11,000: b, c and half of a save 8 + 6 + 5 h, more than a and b (18 h), though each saves less.
expect 0 "$program" optimise "$scenario" --minimise services.plant.downtime --budget '11000 EUR / year' --json
check "d['best'] == 'fix-b + fix-c + half-a' and d['decided'] and all(x['cost'] <= 11000 for x in d['portfolios'])"
check "d['front'][0] == 'baseline' and d['front'][-1] == 'fix-b + fix-c + half-a' and 'half-a' in d['front']"
check "'fix-d' not in d['front']"

# A constraint that the cheapest of all break: at most 12 h of downtime in 95 % of the years.
expect 0 "$program" optimise "$scenario" --minimise total.cost --require 'P(services.plant.downtime > 20 h) <= 5 %' --indifference '100 EUR' --json
check "p['baseline']['feasible'] == 'no' and p[d['best']]['feasible'] == 'yes' and d['decided']"
expect 0 "$program" optimise "$scenario" --minimise total.cost --require 'services.plant.downtime >= 1 year'
holds 'Nothing that can be chosen meets the constraints'
expect 0 "$program" optimise "$scenario" --maximise services.plant.availability --budget '6000 EUR'
holds '^Best: fix-b + half-a\.'
holds 'cost against objective'

# A search finds the same as playing all.
expect 0 "$program" optimise "$scenario" --minimise services.plant.downtime --budget '11000 EUR / year' --enumerate 5 --first 20 --json
check "not d['exhaustive'] and d['best'] == 'fix-b + fix-c + half-a'"
cp out one
expect 0 "$program" optimise "$scenario" --minimise services.plant.downtime --budget '11000 EUR / year' --enumerate 5 --first 20 --json -j 3
cmp -s out one || fail "the search depends on the workers"

# Parameters instead of variants.
expect 0 "$program" optimise "$scenario" --minimise services.plant.downtime --vary 'components.a.failure.repair: 1 h to 9 h by 1 h' --vary 'components.b.failure.repair: [4 h, 2 h]' --json
check "d['best'] == 'a.failure.repair=1 h,b.failure.repair=2 h' and d['candidates'] == 18"
expect 0 "$program" optimise "$scenario" --minimise services.plant.downtime --vary 'components.a.failure.repair: 1 h to 9 h by 1 h' --vary 'components.b.failure.repair: [4 h, 2 h]' --enumerate 3 --first 10 --json
check "d['best'] == 'a.failure.repair=1 h,b.failure.repair=2 h'"

# --- any value of a range: when to replace what wears out ---
replacement() {
  "$program" optimise "$here/replacement.yaml" --minimise services.line.downtime --vary 'components.press.maintenance.every: 100 h to 2000 h' \
             --evaluations 60 --first 20 -n 160 --indifference '120 h' --json "$@"
}
expect 0 replacement
cp out free
check "not d['exhaustive'] and d['candidates'] is None and d['searched'] <= 60 and d['decided'] and len(p) <= 16"
expect 0 replacement -j 1
cmp -s out free || fail "the search between values depends on the workers"
expect 0 replacement --require 'components.press.failures <= 12'
python3 - <<'PY' || fail "not when theory says"
import json, math
def cycle(age, n=2000):
    left = lambda t: math.exp(-((t / 1000) ** 3))
    h = age / n
    up = h * (0.5 * (1 + left(age)) + sum(left(i * h) for i in range(1, n)))
    return up + 4 * left(age) + 40 * (1 - left(age)), 4 * left(age) + 40 * (1 - left(age)), 1 - left(age)
hours = 20 * 8760
downtime = lambda age: hours * cycle(age)[1] / cycle(age)[0]
failures = lambda age: hours * cycle(age)[2] / cycle(age)[0]
best = min(range(100, 2001, 5), key=downtime)                            # 380 h
limit = max(a for a in range(100, 2001) if failures(a) <= 12)            # 264 h: later is better, and too many fail
bad = []
for name, low, high in (("free", 0.8 * best, 1.2 * best), ("out", 0.85 * limit, limit + 5)):
    d = json.load(open(name))
    age = float(d["best"].split("=")[1].split()[0])
    found = next(q for q in d["portfolios"] if q["portfolio"] == d["best"])["objective"]
    if not low <= age <= high or abs(found["estimate"] / downtime(age) - 1) > 0.02: bad.append((name, d["best"], low, high, found, downtime(age)))
print(bad, best, limit)
raise SystemExit(bool(bad))
PY

# --- studies of the scenario ---
expect 0 "$program" optimise "$scenario" --study for-eleven --json
check "d['best'] == 'fix-b + fix-c + half-a'"
expect 0 "$program" optimise "$scenario" --study short-repairs --json
check "d['best'] == 'a.failure.repair=1 h,b.failure.repair=2 h'"
expect 0 "$program" run "$scenario" --study short-repairs -n 2 -o study.h5 --quiet --progress none
expect 0 "$program" summary study.h5 -m services.plant.downtime --json
holds 'a.failure.repair=9 h,b.failure.repair=4 h'
expect 3 "$program" optimise "$scenario" --study for-twelve
says "'for-eleven'"
expect 3 "$program" run "$scenario" --study for-twelve
says "'for-eleven'"
expect 2 "$program" run "$scenario" --study short-repairs --vary 'components.a.failure.repair: [1 h]'
sed 's/minimise: services.plant.downtime, budget/minimise: total.cost, maximise: total.cost, buget/' "$scenario" > wrong.yaml
expect 3 "$program" validate wrong.yaml
says "unknown key 'buget'; did you mean 'budget'"
says 'has both'

# --- wrong uses ---
expect 2 "$program" optimise "$scenario"
expect 2 "$program" optimise "$scenario" --minimise total.cost --maximise total.cost
expect 2 "$program" optimise "$scenario" --minimise total.cost --require 'total.cost < 5'
says 'no constraint'
expect 3 "$program" optimise "$scenario" --minimise total.cost --require 'services.plant.downtime <= 5 EUR'
expect 3 "$program" optimise "$scenario" --minimise total.cots
says 'did you mean'
expect 2 "$program" optimise "$scenario" --minimise total.cost --budget '5 h'
expect 3 "$program" optimise "$scenario" --minimise total.cost --budget='-1 EUR'
says 'not even the scenario as it is'
expect 3 "$program" optimise "$scenario" --minimise total.cost --variant fix-e
says "did you mean"
expect 3 "$program" optimise "$scenario" --minimise 'p95(total.cost)'
says 'is no mean'
expect 3 "$program" optimise "$scenario" --minimise total.cost --vary 'components.a.failure.repair: 2 in 3 h'
says 'not for choosing'

# --- of what differs in its clock ---
expect 0 "$program" optimise "$scenario" --minimise services.plant.downtime --vary 'run.for: [1 year, 200 d]'
holds '^note: for=200 d: played over another length of time'
expect 0 "$program" optimise "$scenario" --minimise services.plant.downtime --variant fix-a --json
python3 -c 'import json; exit(json.load(open("out"))["notes"] != [])' || fail "a note where nothing is to be noted"
finish
