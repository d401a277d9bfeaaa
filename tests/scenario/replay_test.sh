#!/bin/bash
# Replay: every trial is told as it happened in the batch, and recording disturbs nothing. Takes the program.
set -u
program=$(realpath "${1:?usage: replay_test.sh PROGRAM}")
here=$(realpath "$(dirname "$0")/replay")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
failures=0
fail() { echo "FAILED: $*" >&2; failures=$((failures + 1)); }
quiet=(--quiet --progress none)

# --- what is recorded, level by level; no figure depends on it ---
declare -A tables=([metrics]="metrics trials" [series]="metrics trials series" [outages]="metrics trials series outages recoveries"
  [tickets]="metrics trials series outages recoveries tickets changes plans" [all]="metrics trials series outages recoveries tickets changes plans trace")
for level in metrics series outages tickets all; do
  "$program" run "$here/organisation.yaml" --set run.record=$level -o $level.h5 "${quiet[@]}" 2> err || fail "run with $level: $(head -1 err)"
  held=$("$program" export $level.h5 --what tables --unix | tail -n +2 | cut -d, -f1 | sort | xargs)
  [[ $held == "$(echo "${tables[$level]}" | xargs -n1 | sort | xargs)" ]] || fail "$level holds $held"
  for what in metrics trials; do
    "$program" export $level.h5 --what $what --weights --unix > $level.$what 2> /dev/null || "$program" export $level.h5 --what $what --unix > $level.$what
    cmp -s metrics.$what $level.$what || fail "$what differ between record: metrics and $level"
  done
done
for table in outages recoveries; do
  for level in outages tickets all; do "$program" export $level.h5 --what $table --unix > $level.$table; done
  cmp -s outages.$table all.$table && cmp -s tickets.$table all.$table || fail "$table depend on the level"
  (($(wc -l < all.$table) > 20)) || fail "too few $table to say anything"
done

# --- every trial, from the run file alone ---
for level in metrics all; do
  for variant in baseline more-dba; do
    for r in $(seq 0 11); do
      "$program" replay $level.h5 --variant $variant -r "$r" > out 2> err || fail "$level $variant $r: $(head -3 err)"
      grep -q 'bit for bit' out || fail "$level $variant $r does not say that it is the same"
    done
  done
done
for word in 'bank is DOWN' 'fails' 'begins to repair' 'is repaired by' 'begins to switch' 'strikes' 'is declared for' 'restores bank' 'change normal' 'Recoveries'; do
  "$program" replay all.h5 --worst services.bank.downtime > out 2>&1
  for r in 1 2 3 4 5; do "$program" replay all.h5 -r $r >> out 2>&1; done
  grep -q "$word" out || fail "no '$word' in any story"
done

# --- a scenario, as such; JSON ---
"$program" replay "$here/organisation.yaml" -r 3 --json > a.json 2> err || fail "replay of a scenario: $(head -1 err)"
"$program" replay all.h5 -r 3 --json --series > b.json 2> err || fail "replay as JSON: $(head -1 err)"
"$program" export all.h5 --what trace --variant baseline --unix | awk -F, '$2 == 3' | wc -l > rows
python3 - <<'PY' || fail "the JSON is not what it should be"
import json
a, b = json.load(open("a.json")), json.load(open("b.json"))
assert a["trace"] == b["trace"] and a["metrics"] == b["metrics"] and a["records"] == b["records"]
assert a["differences"] == [] and b["differences"] == [] and a["fingerprint"] == b["fingerprint"]
assert len(b["trace"]) == int(open("rows").read()) > 500
assert all(e["text"] for e in b["trace"]), next(e for e in b["trace"] if not e["text"])
assert [e["time"] for e in b["trace"]] == sorted(e["time"] for e in b["trace"])
kinds = {e["kind"] for e in b["trace"]}
assert kinds == {"component", "group", "service", "team", "threat", "plan", "ticket", "change"}, kinds
assert {"outages", "recoveries", "tickets", "changes", "plans"} <= set(b["records"])
assert b["series"] and b["metrics"]
for r in b["records"]["recoveries"]:
    parts = [r[s] for s in ("detect", "declare", "mobilise", "restore", "verify")]
    if not r["planned"] and not r["censored"]:
        assert abs(sum(parts) - (r["end"] - r["begin"])) < 1e-9, r
PY

# --- the parts of the story ---
"$program" replay all.h5 -r 3 --only service > out || fail "--only"
grep -q 'begins to repair' out && fail "--only service tells of repairs"
"$program" replay all.h5 -r 999 2> err && fail "a replication that is not there is replayed"
grep -q 'replications 0 to 11' err || fail "not said which there are: $(head -1 err)"
"$program" replay all.h5 --only nobody 2> err; [[ $? == 2 ]] || fail "--only nobody is taken"
"$program" replay all.h5 -r 1 --worst total.cost 2> err; [[ $? == 2 ]] || fail "two picks are taken"
worst=$("$program" export all.h5 --what metrics -m services.bank.downtime --variant baseline --unix | tail -n +2 | sort -t, -k4,4gr | head -1 | cut -d, -f2)
"$program" replay all.h5 --worst services.bank.downtime | grep -q "^Replication $worst of" || fail "--worst is not $worst"

# --- a story that is known ---
"$program" replay "$here/outage.yaml" > out || fail "replay of outage.yaml"
diff "$here/outage.txt" out > difference || { fail "the story of outage.yaml has changed"; cat difference >&2; }

# --- a run whose scenario has moved away ---
mkdir elsewhere
cp "$here/outage.yaml" gone.yaml
"$program" run gone.yaml -o gone.h5 "${quiet[@]}"
rm gone.yaml
mv gone.h5 elsewhere/
"$program" replay elsewhere/gone.h5 > out 2> err || fail "a run file alone: $(head -2 err)"
exit $((failures > 0))
