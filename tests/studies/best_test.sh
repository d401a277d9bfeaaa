#!/bin/bash
# What a study finds, against what is expected of it. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: best_test.sh PROGRAM}
source "$here/../shell/lib.sh"
scenario=$here/best.yaml
expect 0 "$program" check "$scenario" --json --progress none
cp out best.json
python3 - <<'PY' || fail "the best age is another, or hardly known"
import json
d = json.load(open("best.json"))
q = {x["metric"]: x for x in d["quantities"]}["studies.best-age.best"]
print(q)
low, high = q["interval"]
raise SystemExit(not (d["passed"] and q["unit"] == "h" and low < 454.8 < high and 300 <= low and high <= 700))
PY
expect 0 "$program" check "$scenario" --progress none -j 1
cp out one
expect 0 "$program" check "$scenario" --progress none -j 3
cmp -s out one || fail "it depends on the workers"
sed 's/454.803768 h/850 h/' "$scenario" > wrong.yaml
expect 1 "$program" check wrong.yaml --progress none
holds 'studies.best-age.best .*FAILED: the best value is another'
# Too few to tell one value from another.
expect 1 "$program" check "$scenario" --progress none --set 'run.for=1 month' --set 'expect=none' --set 'expect={ studies.best-age.best: 850 h }' -n 3
holds 'undecided: no value is shown'
# A study is not played by what plays the variants.
expect 0 "$program" run "$scenario" -n 2 -q --progress none -o run.h5
# --- wrong uses, all at once ---
{ sed '/^expect:/,$d' "$scenario"; cat <<'Y'; } > bad.yaml
expect:
  studies.bestage.best: 1 h
  studies.best-age.worst: 1 h
  studies.best-age: 1 h
  studies.both.best: { baseline: 1 h }
Y
expect 3 "$program" validate bad.yaml
says "no study 'bestage'.*"
says "did you mean 'best-age'"
says "of a study there is .best. alone"
says 'takes a value'
{ sed '/^expect:/,$d' "$scenario"; cat <<'Y'; } > bad.yaml
expect:
  studies.both.best: 1 h
  studies.any.best: 1 h
  studies.aimless.best: 1 h
  studies.best-age.best: 12 EUR
Y
expect 3 "$program" validate bad.yaml
says 'one thing is varied'
says 'steps or of a list'
says 'does not say what is best'
says 'EUR'
finish
