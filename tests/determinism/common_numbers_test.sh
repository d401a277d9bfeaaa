#!/bin/bash
# Variants share random numbers even where one of them is spared a failover or a recovery: with the flood and without it,
# what follows from a component's own failures is the same.
# common_numbers_test.sh PROGRAM
program=$1
source "$(realpath "$(dirname "$0")")/../shell/lib.sh"
cat > flood.yaml <<'EOF'
mainstay: 1
title: with and without a flood
run: { for: 1 year, replications: 50, seed: 1 }
components:
  a: { failure: { every: 700 h, clock: calendar, repair: 20 h } }
  b: {}
  c: { failure: { every: 700 h, clock: calendar, repair: 40 h } }
  d: { count: 3, failure: { repair: 1 h } }
  e: { failure: { every: 4000 h, repair: exponential(mean 5 h) } }
groups:
  pair: { members: [a, b], mode: hot standby, detect: exponential(mean 10 min), switch: exponential(mean 1 h), success: 80 %, manual: exponential(mean 4 h), fail_back: at once }
services: { left: { needs: pair }, right: { needs: c } }
threats:
  flood: { at: uniform(min 100 h; max 600 h), takes_down: [a, c], lasts: 30 h }
  bolt: { at: 0 h, strikes: e }
  hail: { rate: 1 / month, strikes: d, chance: 50 % }
plans:
  move: { restores: right, declared: { down_for: 1 h, time: exponential(mean 2 h) }, steps: { rebuild: { time: exponential(mean 5 h) } } }
variants:
  dry: { set: { threats.flood: none, threats.bolt.at: 3 years, components.d.count: 5 } }
EOF
asked=('groups.pair.downtime.by(failure)' 'services.left.downtime.by(failure)' 'services.right.downtime.by(failure)' 'components.d-2.failures' 'components.e.time_to_restore.by(failure).mean')
metrics=()
for m in "${asked[@]}"; do metrics+=(-m "$m"); done
expect 0 "$program" run flood.yaml -o flood.h5 --quiet --progress none "${metrics[@]}"
for v in baseline dry; do
  "$program" export flood.h5 --variant $v --unix "${metrics[@]}" | tail -n +2 | sed -E "s/$v//; s/(\.[0-9]{7})[0-9]*/\1/g" > $v.csv
  [ "$(wc -l < $v.csv)" = 50 ] || fail "'$v' has no 50 trials"
done
diff baseline.csv dry.csv || fail "what has nothing to do with the flood differs without it"
# The comparison can tell: each trial is another.
[ "$(sort -u dry.csv | wc -l)" = 50 ] || fail "trials are the same"
finish
