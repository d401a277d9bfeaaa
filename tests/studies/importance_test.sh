#!/bin/bash
# `mainstay importance`, as a user runs it, on a system whose shares are known. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: importance_test.sh PROGRAM}
source "$here/../shell/lib.sh"
scenario=$here/importance.yaml
expect 0 "$program" importance "$scenario" -m services.s.downtime --confidence 0.999 --json
cp out all.json
python3 - <<'PY' || fail "the changes are not those of theory"
import json
d = json.load(open("all.json"))
c = {x["without"]: x for x in d["causes"]}
a, b = 10 / 510, 10 / 110
down = lambda a, b, c: 8760 * (1 - (1 - a) * (1 - b * c))
as_it_is = down(a, b, b)
bad = [] if len(c) == 5 and list(c)[0] == "components.a.failure" and not d["left_out"] else [list(c)]
for name, value in (("components.a.failure", down(0, b, b)), ("components.b.failure", down(a, 0, b)), ("components.c.failure", down(a, b, 0))):
    low, high = c[name]["change"]["interval"]
    if not low <= value - as_it_is <= high or not c[name]["shown"] or high - low > 15: bad.append((name, value - as_it_is, low, high))
for name in ("threats.strike", "changes.release"):
    if c[name]["change"]["interval"] != [0, 0] or c[name]["shown"]: bad.append(name)
if not d["as_it_is"]["interval"][0] <= as_it_is <= d["as_it_is"]["interval"][1]: bad.append(d["as_it_is"])
print(bad)
raise SystemExit(bool(bad))
PY
expect 0 "$program" importance "$scenario" -m services.t.downtime -n 4 --only threats --only changes
holds '^threats.strike .* -10 h always'
holds '^changes.release .* -4 h always'
if grep -q components out; then fail "--only does not hold"; fi
expect 0 "$program" importance "$scenario" -m services.s.downtime -n 40 --json -j 1
cp out one
expect 0 "$program" importance "$scenario" -m services.s.downtime -n 40 --json -j 3
cmp -s out one || fail "it depends on the workers"
# What something else refers to is told.
{ cat "$scenario"; echo 'expect: { threats.strike.strikes: 1 }'; } > told.yaml
expect 0 "$program" importance told.yaml -m services.t.downtime -n 4
# --- wrong uses ---
expect 2 "$program" importance "$scenario"
says '--metric'
expect 3 "$program" importance "$scenario" -m services.s.downtme
says 'did you mean'
expect 3 "$program" importance "$scenario" -m 'p95(services.s.downtime)'
expect 3 "$program" importance "$scenario" -m services.s.downtime --only tickets
says 'no such causes'
finish
