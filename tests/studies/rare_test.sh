#!/bin/bash
# Rare events: failure biasing and stressed threats, against closed forms. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: rare_test.sh PROGRAM}
source "$here/../shell/lib.sh"

# --- systems of independent units: unavailability from 3e-6 to 1e-9 ---
expect 0 "$program" check "$here/rare.yaml" --json --progress none
cp out rare.json
python3 - <<'PY' || fail "the intervals are too wide"
import json
bad = [q for q in json.load(open("rare.json"))["quantities"] if q["metric"].endswith("down.mean") and (q["interval"][1] - q["interval"][0]) / 2 > 0.35 * q["expected"]]
print(bad)
raise SystemExit(bool(bad))
PY
expect 0 "$program" check "$here/rare.yaml" --json --progress none -n 500 -j 1 --variant baseline --confidence 0.9999
cp out one
expect 0 "$program" check "$here/rare.yaml" --json --progress none -n 500 -j 3 --variant baseline --confidence 0.9999
cmp -s out one || fail "it depends on the workers"

# --- what ages: the renewal equation, solved on a grid ---
expect 0 "$program" run "$here/ageing.yaml" -o ageing.h5 --quiet --progress none
expect 0 "$program" summary ageing.h5 -m services.system.down.mean -m total.likelihood --confidence 0.999 --json
cp out ageing.json
python3 - <<'PY' || fail "the share of time for which both are down is another"
import json, math
step, n = 0.25, 1200
def share(survival):
    # m: failures per time; down: p(t) = integral m(s) exp(-(t - s)) ds; up again, as new, at the rate p.
    f = [survival(i * step) - survival((i + 1) * step) for i in range(n)]   # chance to fail in the i-th step of a life
    born = [0.0] * n
    born[0] = 1.0
    down, total, keep = 0.0, 0.0, math.exp(-step)
    for t in range(n):
        fails = sum(born[s] * f[t - s] for s in range(t + 1) if born[s])
        before = down
        middle = before * math.exp(-step / 2) + fails * math.exp(-step / 4) / 2
        down = before * keep + fails * (1 - keep) / step
        back = before + fails - down
        if t + 1 < n: born[t + 1] += back
        total += (before**2 + 4 * ((before + down) / 2) ** 2 + down**2) / 6
    return total / n
scale = 1000 / math.gamma(1.5)
wanted = {"baseline": share(lambda t: math.exp(-((t / scale) ** 2))), "gamma": share(lambda t: math.exp(-t / 500) * (1 + t / 500))}
for m in json.load(open("ageing.json"))["metrics"]:
    low, high = m["interval"]
    value = 1.0 if m["metric"] == "total.likelihood" else wanted[m["variant"]]
    print(m["metric"], m["variant"], low, high, value)
    if not low * 0.99 <= value <= high * 1.01 or (high - low) / 2 > 0.5 * value: raise SystemExit(1)
PY

# --- a stressed threat: figures of its rate, and surer ones than played plain ---
expect 0 "$program" check "$here/stress.yaml" --json --progress none
python3 - <<'PY' || fail "stress does not pay"
import json
q = {(x["metric"], x["variant"]): x for x in json.load(open("out"))["quantities"]}
wide = lambda v: q["total.downtime_cost", v]["interval"][1] - q["total.downtime_cost", v]["interval"][0]
raise SystemExit(not wide("baseline") < 0.4 * wide("plain"))
PY

# --- and the losses of a year: compound Poisson of exponentials of mean 1000 EUR ---
expect 0 "$program" run "$here/stress.yaml" --set run.record=outages -o stress.h5 --quiet --progress none
expect 0 "$program" risk stress.h5 --confidence 0.999 --level '99 %' --level '99.9 %' --tolerance '0.5 %: 3000 EUR' --tolerance '0.05 %: 3000 EUR' \
                         --variant baseline --variant plain --json
cp out losses.json
python3 - <<'PY' || fail "the tail of weighed trials is not that of theory"
import json, math
rate, m, bad = 0.02, 1000.0, []
def above(x):
    p, out, term, erlang = math.exp(-rate), 0.0, math.exp(-x / m), 0.0
    for n in range(1, 40):
        p *= rate / n
        erlang += term
        term *= x / m / n
        out += p * erlang
    return out
def quantile(f, q):
    low, high = 0.0, 1e5
    for _ in range(100):
        mid = (low + high) / 2
        low, high = (mid, high) if f(mid) > 1 - q else (low, mid)
    return low
def check(what, interval, value, width=1.0):
    low, high = interval
    if low is None or high is None or not low <= value <= high or high - low > width * value: bad.append(f"{what}: {value}, {interval}")
weighed, plain = json.load(open("losses.json"))["variants"]
check("mean", weighed["mean"]["interval"], rate * m)
if abs(weighed["chance_of_none"] - math.exp(-rate)) > 1e-3: bad.append(f"none: {weighed['chance_of_none']}")
for level in weighed["levels"]:
    p, step = level["p"], 10.0
    x = quantile(above, p)
    check(f"VaR {p}", level["total"]["value_at_risk"]["interval"], x)
    check(f"TVaR {p}", level["total"]["tail_value_at_risk"]["interval"], x + sum(above(x + (i + 0.5) * step) for i in range(3000)) * step / (1 - p))
    check(f"largest {p}", level["largest_event"]["value_at_risk"]["interval"], quantile(lambda y: 1 - math.exp(-rate * math.exp(-y / m)), p))
    whole = sum(c["tail"][weighed["levels"].index(level)]["of_tail_value_at_risk"] for c in weighed["causes"])
    if abs(whole - level["total"]["tail_value_at_risk"]["estimate"]) > 1e-6 * whole: bad.append("the parts do not add up to the tail")
# Four plain trials in 4,000 lie beyond.
if plain["levels"][1]["total"]["tail_value_at_risk"].get("interval") or plain["levels"][1]["total"]["value_at_risk"]["interval"][1] is not None and \
   plain["levels"][1]["total"]["value_at_risk"]["interval"][1] - plain["levels"][1]["total"]["value_at_risk"]["interval"][0] < 2000: bad.append(f"plain: {plain['levels'][1]}")
if [t["kept"] for t in weighed["tolerances"]] != [True, False]: bad.append(str(weighed["tolerances"]))
print("\n".join(bad))
raise SystemExit(bool(bad))
PY
expect 0 "$program" summary stress.h5 -m 'p99.9(total.downtime_cost)' -m 'tail99.9(total.downtime_cost)' --json
python3 - <<'PY' || fail "summary and risk do not say the same"
import json
told = {m["metric"]: m["estimate"] for m in json.load(open("out"))["metrics"] if m["variant"] == "baseline"}
level = json.load(open("losses.json"))["variants"][0]["levels"][1]["total"]
raise SystemExit(told != {"p99.9(total.downtime_cost)": level["value_at_risk"]["estimate"], "tail99.9(total.downtime_cost)": level["tail_value_at_risk"]["estimate"]})
PY

# --- what cannot be trusted is refused, and says why ---
expect 0 "$program" run "$here/rare.yaml" --variant baseline -n 200 --set run.hasten.by=3000 -o uneven.h5 --quiet --progress none
expect 0 "$program" summary uneven.h5 -m services.system.down.mean --json
holds 'no interval'
expect 3 "$program" summary uneven.h5 -m 'sd(services.system.downtime)'
says 'weighed by their likelihood'
expect 3 "$program" summary uneven.h5 -m 'max(services.system.downtime)'
says 'no spreads or extremes'
expect 0 "$program" risk uneven.h5 -m services.system.downtime
holds 'no interval'
expect 3 "$program" validate "$here/rare.yaml" --set run.hasten.towards=sistem
says "did you mean 'system'"
expect 3 "$program" validate "$here/rare.yaml" --set run.hasten.by=0.5
expect 3 "$program" validate "$here/stress.yaml" --set threats.flood.forced=true
says 'two ways'
expect 3 "$program" validate "$here/stress.yaml" --set threats.flood.profile='sine(period 24 h; amplitude 50 %)'
says 'plain .rate.'
expect 3 "$program" validate "$here/stress.yaml" --set 'threats.flood.stress=100 %'
finish
