#!/bin/bash
# `mainstay split`, as a user runs it, against birth and death processes and against plain trials. Takes the program as its
# argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: split_test.sh PROGRAM}
source "$here/../shell/lib.sh"
queue=$here/split_queue.yaml
units=$here/split_units.yaml

# How likely a birth and death process that begins empty is to reach `top` within `hours`: uniformisation, where what is there stays.
cat > exact.py <<'PY'
import json, math, sys
def reached(top, hours, birth, death):
    q = max(birth(n) + death(n) for n in range(top)) * 1.01
    p, out, weight = [1.0] + [0.0] * top, 0.0, -q * hours
    steps = int(q * hours + 12 * math.sqrt(q * hours) + 40)
    for k in range(steps):
        out += math.exp(weight) * p[top]
        weight += math.log(q * hours) - math.log(k + 1)
        new = [0.0] * (top + 1)
        new[top] = p[top]
        for n in range(top):
            up, down = birth(n) / q, death(n) / q
            new[n + 1] += p[n] * up
            if n > 0: new[n - 1] += p[n] * down
            new[n] += p[n] * (1 - up - down)
        p = new
    return out
bad = []
d = json.load(open(sys.argv[1]))
for level in d["levels"]:
    top = round(level["level"])
    wanted = reached(top, 100, lambda n: 5, lambda n: 10 if n else 0) if sys.argv[2] == "queue" else reached(top, 168, lambda n: (4 - n) / 1000, lambda n: n / 24)
    low, high = level["interval"]
    print(top, wanted, low, high, d["trials"])
    if not low <= wanted <= high or high - low > 2 * wanted: bad.append(top)
raise SystemExit(bool(bad))
PY
expect 0 "$program" split "$queue" -m tickets.calls.open --reach 22 --effort 150 --confidence 0.999 --json
cp out queue.json
python3 exact.py queue.json queue > shown || fail "the queue's chances are others: $(cat shown)"
expect 0 "$program" split "$units" -m components.unit.down --reach 4 --levels 1,2,3 --confidence 0.999 --effort 500 --json
cp out units.json
python3 exact.py units.json units > shown || fail "the units' chances are others: $(cat shown)"

# --- what plain trials can show ---
check() { # SCENARIO METRIC REACH LEVELS [OPTION]...
  local options=("${@:5}")
  expect 0 "$program" split "$1" -m "$2" --reach "$3" --levels "$4" --confidence 0.9999 --json "${options[@]}"
  cp out split.json
  expect 0 "$program" run "$1" -o plain.h5 --force --quiet --progress none --metric "P($2.max >= $3)" "${options[@]}"
  expect 0 "$program" summary plain.h5 -m "P($2.max >= $3)" --confidence 0.9999 --json
  python3 - <<'PY' || fail "$2: splitting and plain trials differ"
import json
last = json.load(open("split.json"))["levels"][-1]
plain = json.load(open("out"))["metrics"][0]
print(last, plain["interval"])
low, high = last["interval"]
raise SystemExit(not (high - low < 0.6 * last["chance"] and last["interval"][0] <= plain["interval"][1] and plain["interval"][0] <= last["interval"][1] and 0.003 < plain["estimate"] < 0.5))
PY
}
check "$units" components.old.down 2 1 --seed 9
check "$units" components.line.down 2 1
check "$units" teams.mechanics.waiting 2 1 --set teams.mechanics.staff=1
check "$queue" teams.desk.waiting 9 3,6

# --- the same for any number of workers ---
expect 0 "$program" split "$queue" -m tickets.calls.open --reach 12 --runs 6 --effort 40 --json -j 1
cp out one
expect 0 "$program" split "$queue" -m tickets.calls.open --reach 12 --runs 6 --effort 40 --json -j 3
cmp -s out one || fail "it depends on the workers"
expect 0 "$program" split "$queue" -m tickets.calls.open --reach 12 --runs 6 --effort 40
holds '^ *12 '
holds 'years'

# --- wrong uses ---
expect 2 "$program" split "$queue" -m tickets.calls.open
says '--reach'
expect 2 "$program" split "$queue" -m tickets.calls.open --reach 12 --levels 4,3
says 'rise'
expect 2 "$program" split "$queue" -m tickets.calls.open --reach twelve
expect 3 "$program" split "$queue" -m tickets.calls.opn --reach 12
says 'did you mean'
expect 3 "$program" split "$queue" -m tickets.calls.wait --reach 12
says 'not a level'
expect 3 "$program" split "$queue" -m tickets.calls.open.mean --reach 12
says 'statistic'
expect 3 "$program" split "$units" -m components.unit.down --reach 4 --set 'run.hasten={ by: 20, towards: all }'
says 'without'
# What cannot be is told, and not taken for a chance of 0.
expect 0 "$program" split "$units" -m components.unit.down --reach 5 --effort 20 --runs 5
holds 'no run got to'
finish
