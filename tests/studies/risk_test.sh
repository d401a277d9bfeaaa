#!/bin/bash
# `mainstay risk`, as a user runs it, against closed forms. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: risk_test.sh PROGRAM}
source "$here/../shell/lib.sh"
expect 0 "$program" run "$here/risk.yaml" -o run.h5 --quiet --progress none
expect 0 "$program" risk run.h5 --confidence 0.999 --tolerance '1 %: 20000 EUR' --tolerance '1 %: 5000 EUR' --variant baseline --variant dyke --json
cp out risk.json
python3 - <<'PY' || fail "the figures are not those of theory"
import json, math
d = json.load(open("risk.json"))
bad = []
def check(what, i, value):
    if not i["interval"][0] <= value <= i["interval"][1]: bad.append(f"{what}: {value} outside {i}")
# Compound Poisson of exponentials: P(S > x) = sum of Poisson(n) P(Erlang(n, m) > x).
def above(x, rate, m=1000.0):
    p, out = math.exp(-rate), 0.0
    term, erlang = math.exp(-x / m), 0.0
    for n in range(1, 120):
        p *= rate / n
        erlang += term
        term *= x / m / n
        out += p * erlang
    return out
def var(q, rate):
    low, high = 0.0, 1e6
    for _ in range(200):
        mid = (low + high) / 2
        low, high = (mid, high) if above(mid, rate) > 1 - q else (low, mid)
    return low
for v, rate in zip(d["variants"], (3.0, 2.0)):
    check("mean", v["mean"], 1000 * rate)
    for level in v["levels"]:
        p = level["p"]
        x = var(p, rate)
        check(f"VaR {p}", level["total"]["value_at_risk"], x)
        step = 10.0
        tail = x + sum(above(x + (i + 0.5) * step, rate) for i in range(5000)) * step / (1 - p)
        t = level["total"]["tail_value_at_risk"]
        if not t["interval"][0] <= tail <= t["interval"][1]: bad.append(f"TVaR {p}: {tail} outside {t}")
        check(f"largest {p}", level["largest_event"]["value_at_risk"], -1000 * math.log(-math.log(p) / rate))
base = d["variants"][0]
for c, share in zip(base["causes"], (2 / 3, 1 / 3)):
    if abs(c["mean"] / base["mean"]["estimate"] - share) > 0.03: bad.append(f"{c['cause']} has {c['mean']} of {base['mean']['estimate']}")
    for t, level in zip(c["tail"], base["levels"]):
        if abs(t["of_tail_value_at_risk"] / level["total"]["tail_value_at_risk"]["estimate"] - share) > 0.15: bad.append(f"{c['cause']} in the tail: {t}")
for i, level in enumerate(base["levels"]):
    whole = sum(c["tail"][i]["of_tail_value_at_risk"] for c in base["causes"])
    if abs(whole - level["total"]["tail_value_at_risk"]["estimate"]) > 1e-6 * whole: bad.append("the parts do not add up to the tail")
if [c["cause"] for c in base["causes"][:2]] != ["machine by storm", "machine by flood"]: bad.append(str([c["cause"] for c in base["causes"]]))
if [t["kept"] for t in base["tolerances"]] != [True, False]: bad.append(str(base["tolerances"]))
print("\n".join(bad))
raise SystemExit(bool(bad))
PY

expect 0 "$program" risk run.h5 --tolerance '1 %: 20000 EUR'
holds '█'
holds 'tolerance 1 %: 20000 EUR: .*: kept'
holds '^machine by storm '
expect 0 "$program" risk run.h5 --csv -
[[ $(head -1 out) == variant,of,loss,exceeded,low,high ]] || fail "CSV begins with $(head -1 out)"
expect 0 "$program" risk run.h5 -m services.plant.downtime --level '50 %' --json
python3 -c 'import json; d=json.load(open("out"))["variants"][0]; assert len(d["levels"])==1 and len(d["causes"])>=2' || fail "downtime is not attributed"

# --- a rate that is known by 16 storms in 8 years: gamma(16.5; 8 years), so that a year's number is negative binomial ---
expect 0 "$program" run "$here/risk.yaml" --set 'threats.flood.rate=0 / year' --vary 'threats.storm.rate: 16 in 8 years' --vary 'run.seed: 1 to 60 by 1' --design 'lhs 60' -n 400 \
                        -o draws.h5 --quiet --progress none
expect 0 "$program" risk draws.h5 --uncertain --confidence 0.999 --level '95 %' --tolerance '5 %: 6500 EUR' --json
cp out draws.json
python3 - <<'PY' || fail "what is not known is not carried through"
import json, math
(v,) = json.load(open("draws.json"))["variants"]
bad, m, shape, time = [], 1000.0, 16.5, 8.0
def above(x, chance):   # of a sum of so many exponentials
    out, term, erlang, p = 0.0, math.exp(-x / m), 0.0, chance(0, None)
    for n in range(1, 150):
        p = chance(n, p)
        erlang += term
        term *= x / m / n
        out += p * erlang
    return out
mixed = lambda n, before: (time / (time + 1)) ** shape if n == 0 else before * (n - 1 + shape) / n / (time + 1)
def poisson(rate): return lambda n, before: math.exp(-rate) if n == 0 else before * rate / n
def root(f):
    low, high = 0.0, 1e5
    for _ in range(100):
        mid = (low + high) / 2
        low, high = (mid, high) if f(mid) else (low, mid)
    return low
x = root(lambda y: above(y, mixed) > 0.05)
level = v["levels"][0]["total"]
tail = x + sum(above(x + (i + 0.5) * 20, mixed) for i in range(1500)) * 20 / 0.05
for what, i, value in (("mean", v["mean"]["interval"], m * shape / time), ("VaR", level["value_at_risk"]["interval"], x), ("TVaR", level["tail_value_at_risk"]["interval"], tail)):
    if not i[0] <= value <= i[1] or i[1] - i[0] > 0.4 * value: bad.append(f"{what}: {value}, {i}")
# The draws' own: by the rates at 5 % and 95 % of the gamma law.
def gamma_below(r):
    a, y, term = shape, r * time, 1 / shape
    total = term
    for k in range(1, 400):
        term *= y / (a + k)
        total += term
    return total * math.exp(-y + a * math.log(y) - math.lgamma(a))
for side, q in zip(level["value_at_risk"]["draws"], (0.05, 0.95)):
    rate = root(lambda r: r < 10 and gamma_below(max(r, 1e-9)) < q)
    own = root(lambda y: above(y, poisson(rate)) > 0.05)
    if abs(side - own) > 0.12 * own: bad.append(f"draws: {own}, {side}")
if v["draws"] != 60 or v["trials_of_each"] != 400 or not 0.05 < v["tolerances"][0]["draws_over"] < 0.6: bad.append(str(v["tolerances"]))
print("\n".join(bad))
raise SystemExit(bool(bad))
PY
expect 0 "$program" risk draws.h5 --uncertain
holds '60 draws of what is assumed, by 400 trials each'
expect 2 "$program" risk draws.h5 --uncertain --variant baseline
expect 0 "$program" run "$here/risk.yaml" --variant baseline -n 5 -o plain.h5 --quiet --progress none
expect 3 "$program" risk plain.h5 --uncertain
says '2 in 80 years'
expect 0 "$program" run "$here/risk.yaml" --vary 'threats.storm.rate: 16 in 8 years' --design 'lhs 5' -n 5 -o shared.h5 --quiet --progress none
expect 0 "$program" risk shared.h5 --uncertain
holds "vary 'run.seed: 1 to 5 by 1'"
expect 3 "$program" run "$here/risk.yaml" --vary 'threats.storm.rate: 16 in 8 years' -n 2 -o no.h5
says 'design'

# --- what cannot be said ---
expect 3 "$program" risk run.h5 -m services.plant.availability
says 'no loss that adds up'
expect 3 "$program" risk run.h5 -m 'P(total.downtime_cost > 0 EUR)'
expect 3 "$program" risk run.h5 -m total.downtime_cots
says 'did you mean'
expect 2 "$program" risk run.h5 --tolerance '5000 EUR'
says '1 %: 500000 EUR'
expect 2 "$program" risk run.h5 --level 120
expect 3 "$program" risk run.h5 --variant dike
says "did you mean 'dyke'"
expect 0 "$program" run "$here/risk.yaml" -n 20 -o few.h5 --set run.record=metrics --quiet --progress none
expect 0 "$program" risk few.h5
holds '20 trials are too few to bound the value at risk at 95 %'
holds 'keeps no outages'
expect 0 "$program" run "$here/risk.yaml" -n 1 -o one.h5 --quiet --progress none
expect 3 "$program" risk one.h5
says 'fewer than two trials'
finish
