#!/bin/bash
# `mainstay sensitivity`, as a user runs it, on a sum whose answer is known. Takes the program as its argument.
here=$(realpath "$(dirname "$0")")
program=${1:?usage: sensitivity_test.sh PROGRAM}
source "$here/../shell/lib.sh"
scenario=$here/sensitivity.yaml
repairs=(--only components.a.failure.repair --only components.b.failure.repair --only components.c.failure.repair --only components.spare.failure.repair)
check() { python3 -c "import json; d = json.load(open('out')); i = {x['path'].split('.')[1]: x for x in d['inputs']}; order = [x['path'].split('.')[1] for x in d['inputs']]
assert $1, json.dumps(d)" || fail "not so: $1"; }
near() { echo "abs(($1) - ($2)) < 1e-9"; }

# --- tornado: assumed by 50 % either way, measured by 10 % ---
expect 0 "$program" sensitivity "$scenario" -m services.exact.downtime "${repairs[@]}" --json
check "order[:3] == ['a', 'c', 'b']"
check "$(near "i['a']['swing']['difference']" 10)"
check "$(near "i['c']['low']['difference']" -1) and $(near "i['c']['high']['difference']" 1)"
check "$(near "i['b']['swing']['difference']" 0.8)"
check "i['spare']['shown'] is False and i['a']['shown'] is True"
check "i['a']['from'] == '5 h' and i['a']['to'] == '15 h' and i['b']['grade'] == 'measured'"
expect 0 "$program" sensitivity "$scenario" -m services.exact.downtime "${repairs[@]}" --spread '10 %' --spread 'measured: 50 %' --json
check "order[:3] == ['b', 'a', 'c']"
expect 0 "$program" sensitivity "$scenario" -m services.exact.downtime "${repairs[@]}" --grade measured --json
check "order == ['b']"
# A law is stretched as a whole; the noisy service shows the same three.
expect 0 "$program" sensitivity "$scenario" -m services.noisy.downtime --only components --json
check "i['chance']['path'] and any(x['from'].startswith('scaled(lognormal') for x in d['inputs'])"
check "any(x['path'] == 'components.chance.failure.every' for x in d['inputs']) and not any('targets' in x['path'] for x in d['inputs'])"
cp out one
expect 0 "$program" sensitivity "$scenario" -m services.noisy.downtime --only components --json -j 5
cmp -s out one || fail "the tornado depends on the workers"
expect 0 "$program" sensitivity "$scenario" -m services.exact.downtime "${repairs[@]}"
holds '█'
holds 'not shown'

# --- Morris: effects over the whole range, exact for a sum ---
ranges=(--vary 'components.a.failure.repair: 5 h to 15 h' --vary 'components.b.failure.repair: 2 h to 6 h' --vary 'components.c.failure.repair: 1 h to 3 h')
expect 0 "$program" sensitivity "$scenario" -m services.exact.downtime --method morris --walks 4 -n 2 "${ranges[@]}" --json
check "order == ['a', 'b', 'c']"
check "$(near "i['a']['mean_absolute']" 10) and $(near "i['b']['mean']" 4) and i['c']['sd'] < 1e-9"

# --- Sobol: shares as the squares of the ranges, 100 : 16 : 4 ---
expect 0 "$program" sensitivity "$scenario" -m services.exact.downtime --method sobol --rows 128 -n 2 "${ranges[@]}" --json
check "abs(i['a']['first'] - 100 / 120) < 0.03 and abs(i['b']['total'] - 16 / 120) < 0.02 and abs(i['c']['total'] - 4 / 120) < 0.01"
check "d['noise_share'] == 0"
# The noise of the trials belongs to nobody.
expect 0 "$program" sensitivity "$scenario" -m services.noisy.downtime --method sobol --rows 128 -n 8 "${ranges[@]}" --json
check "0.05 < d['noise_share'] < 0.6"
check "i['a']['first_interval'][0] <= 100 / 120 <= i['a']['first_interval'][1] and i['a']['total_interval'][0] <= 100 / 120 <= i['a']['total_interval'][1]"
cp out one
expect 0 "$program" sensitivity "$scenario" -m services.noisy.downtime --method sobol --rows 128 -n 8 "${ranges[@]}" --json -j 3
cmp -s out one || fail "Sobol's indices depend on the workers"

# --- wrong uses ---
expect 2 "$program" sensitivity "$scenario"
says 'takes a --metric'
expect 2 "$program" sensitivity "$scenario" -m services.exact.downtime --method anova
expect 2 "$program" sensitivity "$scenario" -m services.exact.downtime --spread '150 %'
expect 2 "$program" sensitivity "$scenario" -m services.exact.downtime --spread 'guessed: 10 %'
expect 2 "$program" sensitivity "$scenario" -m services.exact.downtime --grade guessed
expect 2 "$program" sensitivity "$scenario" -m services.exact.downtime -n 1
expect 3 "$program" sensitivity "$scenario" -m services.exact.downtime --only teams
says 'no such figures'
expect 3 "$program" sensitivity "$scenario" -m 'p95(services.exact.downtime)' "${repairs[@]}"
says 'is no mean'
expect 3 "$program" sensitivity "$scenario" -m services.exact.downtim
says 'did you mean'
expect 3 "$program" sensitivity "$scenario" -m services.exact.downtime --vary 'components.a.failure.repair: 5 EUR to 15 EUR'
says 'no scenario that can be played'

# --- of what is of the run's clock: nothing pairs, so swings are Welch's, and another length of time is said ---
expect 0 "$program" sensitivity "$scenario" -m services.exact.downtime --vary 'run.for: 150 h to 1000 h' -n 4
holds '^note: run.for: played over another length of time'
expect 0 "$program" sensitivity "$scenario" -m services.noisy.downtime --vary 'run.from: [2026-01-05 00:00, 2026-01-12 00:00]' -n 20 --json
python3 - <<'PY' || fail "what shares no clock has been paired"
import json
low, high = json.load(open("out"))["inputs"][0]["swing"]["interval"]
assert low < -0.1 and high > 0.1, (low, high)
PY
finish
