#!/bin/bash
# `mainstay fit`, as a user runs it. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: fit_test.sh PROGRAM}
source "$here/../shell/lib.sh"
# 23 ball bearings (Lieblein and Zelen 1956), as if they were hours.
{
  echo 'unit,life'
  i=0
  for x in 17.88 28.92 33 41.52 42.12 45.6 48.4 51.84 51.96 54.12 55.56 67.8 68.64 68.64 68.88 84.12 93.12 98.64 105.12 105.84 127.92 128.04 173.4; do
    echo "$((i += 1)),$x"
  done
} > bearings.csv
expect 0 "$program" fit bearings.csv --column life --unit h --json
python3 - <<'PY' || fail "the laws are not the likeliest"
import json
d = json.load(open("out"))
laws = {l["law"].split("(")[0]: l for l in d["laws"]}
bad = [n for n, size, shape in (("weibull", 81.87455872410811, 2.1018468637648784), ("lognormal", 63.4582785, 0.5216865113017405), ("gamma", 72.2208695652174, 4.024706413054731))
       if abs(laws[n]["size"] / size - 1) > 1e-6 or abs(laws[n]["shape"] / shape - 1) > 1e-6]
if d["laws"] != sorted(d["laws"], key=lambda l: l["aic"]) or d["values"] != 23 or d["unit"] != "h": bad.append("order")
if not laws["exponential"]["fits"] < 0.01 or not laws["weibull"]["fits"] > 0.2: bad.append("fits")
if "gamma(shape 4.025; mean 72.22 h)" not in d["scenario"]: bad.append(d["scenario"])
print(bad)
raise SystemExit(bool(bad))
PY
# What it says can be pasted, and is drawn.
law=$(python3 -c 'import json; print(json.load(open("out"))["scenario"])')
printf 'mainstay: 1\nrun: { for: 10 years, replications: 40 }\ncomponents: { bearing: { failure: { every: 1 d, repair: %s } } }\nservices: { mill: { needs: bearing } }\nexpect: { services.mill.availability: 24.9428 %% }\n' "$law" > paste.yaml
expect 0 "$program" check paste.yaml --progress none
expect 0 "$program" fit bearings.csv -c life -u h
holds '^gamma(shape 4.025; mean 72.22 h) *+0.0 '
holds 'For a scenario: { value: gamma(shape 4.025; mean 72.22 h), source: "bearings.csv, life, 23 values", grade: measured }'
holds 'do not tell it from lognormal'
# Units in the cells, and one column.
sed -e '1s/.*/life/' -e '2,$s/.*,\(.*\)/\1 min/' bearings.csv > minutes.csv
expect 0 "$program" fit minutes.csv
holds 'gamma(shape 4.025; mean 72.22 min)'
# Two kinds of cases in one column.
{ echo x; for i in $(seq 1 60); do echo "1.0$i"; echo "900.$i"; done; } > two.csv
expect 0 "$program" fit two.csv
holds 'none of these laws fits'
holds 'value: empirical(file two.csv; column x)'
holds 'say which, as in --unit h'
# --- what is wrong, all at once ---
expect 2 "$program" fit bearings.csv
says "say which with --column, as --column 'unit'"
expect 3 "$program" fit bearings.csv --column live
says "did you mean 'life'"
printf 'a\n1\n0\n-2\nfew\n3 h\n4\n5\n6\n' > bad.csv
expect 3 "$program" fit bad.csv
for line in 3 4 5 6; do says "bad.csv:$line:"; done
expect 2 "$program" fit bearings.csv -c life --unit hurs
says "'hurs' is no unit"
printf 'a\n1\n2\n' > few.csv
expect 3 "$program" fit few.csv
says 'fewer than 5'
printf 'a\n4 h\n4 h\n4 h\n4 h\n4 h\n' > same.csv
expect 3 "$program" fit same.csv
says 'all 5 values are 4 h'
expect 5 "$program" fit none.csv
: > empty.csv
expect 3 "$program" fit empty.csv
expect 2 "$program" fit
finish
